"""Finding somebody by cn, whatever its letter case, and what an action may ask of them and of a cn."""

import re

from db.engine import WriteSession
from db.workforce.enums import ResourceType
from db.workforce.people import locked_resources
from db.workforce.rows import PersonRow
from services.shared.errors import InvalidInput, NotAllowedInState, NotFound
from services.shared.inputs import Inputs
from services.shared.text import key

# Numbers of placeholders: an actual person with one would stand in the way of the next planned hire.
PLACEHOLDER_CN = re.compile(r"tbh-\d+")


async def find_person(session: WriteSession, cn: str) -> PersonRow | None:
    """Who has a cn; nobody else changes them until the transaction ends."""
    rows = await locked_resources(session, [key(cn)], changing=True)
    return rows[0] if rows else None


async def person_to_change(session: WriteSession, cn: str, *path: str) -> PersonRow:
    """The same; raises NotFound at the path of the input, "cn" unless given."""
    if (person := await find_person(session, cn)) is None:
        raise nobody(cn, path or ("cn",))
    return person


def nobody(cn: str, path: tuple[str, ...]) -> NotFound:
    """The refusal of a cn that nobody has."""
    return NotFound(f"there is nobody with cn {cn[:40]!r}", path)


def require_active(person: PersonRow, path: tuple[str, ...]) -> None:
    """Raise NotAllowedInState for somebody who is inactive."""
    if not person.is_active:
        raise NotAllowedInState(f"{person.cn} is inactive", path, state="INACTIVE")


def require_placeholder(person: PersonRow, path: tuple[str, ...]) -> None:
    """Raise InvalidInput for an actual person."""
    if person.resource_type != ResourceType.PLACEHOLDER:
        raise InvalidInput(f"{person.cn} is an actual person", path, accepted="a placeholder such as TBH-001")


def checked_cn(inputs: Inputs, name: str, cn: str) -> str:
    """A cn that an actual person may have; another is noted."""
    checked = inputs.text(name, cn)
    if PLACEHOLDER_CN.fullmatch(key(checked)):
        inputs.note(f"{checked} is a placeholder's number", name, accepted="a cn that is not TBH and a number")
    return checked
