"""Creating an actual person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.shared.enums import TermKind, WorkType
from db.workforce.people import insert_resource, locked_resources
from db.workforce.rows import PersonRow
from services.shared.errors import AlreadyExists
from services.shared.inputs import Inputs
from services.shared.text import key
from services.shared.vocabulary import Vocabulary

# Numbers of placeholders: an actual person with one would stand in the way of the next planned hire.
PLACEHOLDER_CN = re.compile(r"tbh-\d+")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as asked for; an empty display name becomes first and last name."""

    cn: str
    first_name: str
    last_name: str
    opid: str | None
    display_name: str | None
    platform: str
    location: WorkType
    states: Sequence[str]
    skills: Sequence[str]
    hire_date: date | None
    is_active: bool


async def create_resource(session: WriteSession, *, person: NewPerson) -> int:
    """Create a person; returns the id.

    Raises Refusals of InvalidInput for bad values, AlreadyExists (with the key of who is there) for a cn in use.
    """
    inputs = Inputs("input")
    cn = checked_cn(inputs, "cn", person.cn)
    first, last = inputs.text("firstName", person.first_name), inputs.text("lastName", person.last_name)
    values: dict[str, Any] = {
        "cn": cn,
        "cn_key": key(cn),
        "first_name": first,
        "last_name": last,
        "opid": inputs.optional_text("opid", person.opid),
        "display_name": inputs.optional_text("displayName", person.display_name) or f"{first} {last}",
        "location": person.location,
        "states": inputs.states("states", person.states),
        "hire_date": person.hire_date,
        "is_active": person.is_active,
    }
    platform, skills = inputs.text("platform", person.platform), inputs.texts("skills", person.skills)
    inputs.refuse()
    if (stored := await person_by_cn(session, cn)) is not None:
        raise AlreadyExists(f"{stored.cn} exists already", ("input", "cn"), existing_key=stored.id)
    values |= await spelled(session, platform=platform, skills=skills)
    return (await insert_resource(session, values)).id


def checked_cn(inputs: Inputs, name: str, cn: str) -> str:
    """A cn that an actual person may have."""
    found = inputs.text(name, cn)
    if PLACEHOLDER_CN.fullmatch(key(found)):
        inputs.note(f"{found} is a placeholder's number", name, accepted="a cn that is not TBH and a number")
    return found


async def person_by_cn(session: WriteSession, cn: str) -> PersonRow | None:
    """Who has a cn, in any letter case; nobody else changes them until the transaction ends."""
    rows = await locked_resources(session, [key(cn)], changing=True)
    return rows[0] if rows else None


async def spelled(
    session: WriteSession, *, platform: str | None = None, skills: Sequence[str] | None = None
) -> dict[str, object]:
    """Platform and skills, where given, in the spelling that was seen first; new words are remembered."""
    vocabulary = await Vocabulary.load(session)
    found: dict[str, object] = {}
    if platform is not None:
        found["platform"] = vocabulary.spell(TermKind.PLATFORM, platform)
    if skills is not None:
        found["skills"] = list(dict.fromkeys(vocabulary.spell(TermKind.CASE_TYPE, skill) for skill in skills))
    await vocabulary.save(session)
    return found
