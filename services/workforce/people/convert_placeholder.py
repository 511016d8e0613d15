"""Converting a placeholder: the planned hire has a name, and the plan moves to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.engine import WriteSession
from db.shared.clock import current_time
from db.workforce.assignments import assignments_by_resource_ids
from db.workforce.people import insert_resource, update_resource
from db.workforce.placements import move_assignments
from db.workforce.presence import force_outside_days
from db.workforce.rows import AssignmentRow, PersonRow
from services.shared.calendar import Week
from services.shared.errors import AlreadyExists, NotAllowedInState
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.assigning.placement_context import away, weeks_outside_days
from services.workforce.people.find_person import (
    checked_cn,
    find_person,
    person_to_change,
    require_active,
    require_placeholder,
)
from services.workforce.people.update_resource import require_configured_weeks
from services.workforce.refresh_capacity import refresh_capacity_of_people, refresh_summaries

CN = ("input", "actualCn")
ASSIGNMENT = "Assignment"


@dataclass(frozen=True, slots=True)
class Hire:
    """Who a placeholder becomes, and which of its assignments move: those from a week on, all unless given.

    `force` moves weeks in which the person is not there too; they are recorded as forced.
    """

    cn: str
    first_name: str
    last_name: str
    opid: str | None
    hire_date: date | None
    transfers: bool
    from_week: Week | None
    force: bool = False


async def convert_placeholder(session: WriteSession, *, placeholder_cn: str, hire: Hire) -> tuple[int, int, int]:
    """Convert; returns the ids of person and placeholder and how many assignments moved.

    A cn in use is the person to take over, who must be actual and active. Raises NotFound, InvalidInput,
    NotAllowedInState for a converted or inactive placeholder, AlreadyExists naming weeks in which the person is
    assigned, and Incompatible naming those outside the person's days.
    """
    await session.lock(PLAN, shared=True)
    placeholder = await person_to_change(session, placeholder_cn, "placeholderCn")
    _require_open(placeholder)
    person = await _person(session, placeholder, hire)
    moved = await _transfer(session, placeholder, person, hire) if hire.transfers else []
    values = {"is_active": False, "replaced_by_id": person.id, "replaced_at": await current_time(session)}
    await update_resource(session, placeholder.id, values)
    if person.location != placeholder.location or person.hire_date or person.last_day:
        await refresh_capacity_of_people(session, [person.id])
    await refresh_summaries(session, moved)
    return person.id, placeholder.id, len(moved)


def _require_open(placeholder: PersonRow) -> None:
    path = ("placeholderCn",)
    require_placeholder(placeholder, path)
    if placeholder.replaced_by_id is not None:
        raise NotAllowedInState(f"{placeholder.cn} was converted before", path, state="CONVERTED")
    require_active(placeholder, path)


async def _person(session: WriteSession, placeholder: PersonRow, hire: Hire) -> PersonRow:
    inputs = Inputs("input")
    cn = checked_cn(inputs, "actualCn", hire.cn)
    first, last = inputs.text("firstName", hire.first_name), inputs.text("lastName", hire.last_name)
    opid = inputs.optional_text("opid", hire.opid)
    inputs.refuse()
    if (stored := await find_person(session, cn)) is not None:
        require_active(stored, CN)
        return stored
    values = {name: getattr(placeholder, name) for name in ("platform", "location", "states", "skills")}
    names = {"cn": cn, "cn_key": key(cn), "first_name": first, "last_name": last, "display_name": f"{first} {last}"}
    return await insert_resource(session, {**values, **names, "opid": opid, "hire_date": hire.hire_date})


async def _transfer(
    session: WriteSession, placeholder: PersonRow, person: PersonRow, hire: Hire
) -> Sequence[AssignmentRow]:
    theirs = await _active(session, placeholder)
    moving = [row for row in theirs if hire.from_week is None or Week(row.year, row.week) >= hire.from_week]
    taken = {(row.year, row.week): row for row in await _active(session, person)}
    if doubled := [row for row in moving if (row.year, row.week) in taken]:
        weeks = ", ".join(Week(row.year, row.week).value for row in doubled)
        first = taken[doubled[0].year, doubled[0].week]
        raise AlreadyExists(f"{person.cn} is assigned already in {weeks}", CN, kind=ASSIGNMENT, existing_key=first.id)
    if person.location != placeholder.location:
        await require_configured_weeks(session, placeholder, person.location, path=CN)
    await _require_there(session, person, moving, hire)
    moved = await move_assignments(session, [row.id for row in moving], to_id=person.id)
    if hire.force:
        await force_outside_days(session, [row.id for row in moved])
    return moved


async def _require_there(session: WriteSession, person: PersonRow, moving: Sequence[AssignmentRow], hire: Hire) -> None:
    weeks = [Week(row.year, row.week) for row in moving]
    if not weeks or hire.force:
        return
    absent = await weeks_outside_days(session, [person], min(weeks), max(weeks))
    if outside := sorted({Week(row.year, row.week) for row in absent} & {*weeks}):
        raise away(person, outside, ("input", "fromWeek"))


async def _active(session: WriteSession, person: PersonRow) -> Sequence[AssignmentRow]:
    return await assignments_by_resource_ids(session, [person.id], weeks=None, include_inactive=False)
