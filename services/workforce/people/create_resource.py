"""Creating an actual person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.engine import WriteSession
from db.shared.enums import WorkType
from db.workforce.people import insert_resource
from services.shared.errors import AlreadyExists
from services.shared.inputs import Inputs
from services.shared.text import key
from services.workforce.people.days import days_out_of_order
from services.workforce.people.find_person import checked_cn, find_person
from services.workforce.people.spelling import kept_spelling


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
    last_day: date | None
    is_active: bool


async def create_resource(session: WriteSession, *, person: NewPerson) -> int:
    """Create a person; returns the id.

    Raises Refusals of InvalidInput for bad values, AlreadyExists (with the key of who is there) for a cn in use.
    """
    inputs = Inputs("input")
    cn = checked_cn(inputs, "cn", person.cn)
    first, last = inputs.text("firstName", person.first_name), inputs.text("lastName", person.last_name)
    values: dict[str, object] = {
        "cn": cn,
        "cn_key": key(cn),
        "first_name": first,
        "last_name": last,
        "opid": inputs.optional_text("opid", person.opid),
        "display_name": inputs.optional_text("displayName", person.display_name) or f"{first} {last}",
        "location": person.location,
        "states": inputs.states("states", person.states),
        "hire_date": person.hire_date,
        "last_day": person.last_day,
        "is_active": person.is_active,
    }
    platform, skills = inputs.text("platform", person.platform), inputs.texts("skills", person.skills)
    if fault := days_out_of_order(hire_date=person.hire_date, last_day=person.last_day):
        inputs.note(fault, "lastDay", accepted=f"{person.hire_date} or later")
    inputs.refuse()
    if (stored := await find_person(session, cn)) is not None:
        raise AlreadyExists(f"{stored.cn} exists already", ("input", "cn"), existing_key=stored.id)
    values |= await kept_spelling(session, platform=platform, skills=skills)
    return (await insert_resource(session, values)).id
