"""Converting a placeholder: the planned hire has a name, and the plan moves to the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from db.engine import WriteSession
from db.shared.clock import current_time
from db.workforce.assignments import assignments_by_resource_ids
from db.workforce.enums import ResourceType
from db.workforce.people import insert_resource, locked_resources, update_resource
from db.workforce.placements import move_assignments
from db.workforce.presence import force_outside_days
from db.workforce.rows import AssignmentRow, PersonRow
from services.shared.calendar import Week
from services.shared.errors import Refusal, noted, refuse_all
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.shared.text import key
from services.workforce.assigning.placement_context import checked_weeks
from services.workforce.people.conversion_checks import (
    Absence,
    Misfit,
    Names,
    absence_of,
    described,
    dropped,
    misfits_of,
    note_weeks_in_the_way,
    require_open,
)
from services.workforce.people.find_person import checked_cn, require_active
from services.workforce.people.leaving import end_weeks, ending, with_changed
from services.workforce.refresh_capacity import refresh_capacity_of_people, refresh_summaries

PLACEHOLDER = ("placeholderCn",)
CN = ("input", "actualCn")


@dataclass(frozen=True, slots=True)
class Hire:
    """Who a placeholder becomes, and which of its assignments move: those from a (year, week) on, all unless given.

    `force` moves those too that the person cannot do, or in which they are not there; they are recorded as forced.
    """

    cn: str
    first_name: str
    last_name: str
    opid: str | None
    hire_date: date | None
    transfers: bool
    from_week: tuple[int, int] | None
    force: bool = False


class Conversion(NamedTuple):
    """A converted placeholder and its person, by id; how many assignments moved, ended, and stay as history."""

    person_id: int
    placeholder_id: int
    transferred: int
    deallocated: int
    remaining: int
    warnings: list[str]


async def convert_placeholder(session: WriteSession, *, placeholder_cn: str, hire: Hire, today: date) -> Conversion:
    """Convert; assignments that do not move end from the week of `today` on, and before it stay as history.

    A cn in use is the person to take over. Raises Refusals naming everything in the way: NotFound, InvalidInput,
    NotAllowedInState for a placeholder or person that is converted or inactive, Incompatible for each demand that the
    person cannot do and for weeks outside their days (unless forced, which is recorded), and AlreadyExists for weeks in
    which they are assigned.
    """
    await session.lock(PLAN, shared=True)
    faults: list[Refusal] = []
    names = _checked(hire, faults)
    from_week = _first_week(hire, faults)
    people = {row.cn_key: row for row in await locked_resources(
        session, [key(placeholder_cn), key(hire.cn)], changing=True
    )}  # fmt: skip
    placeholder = noted(faults, require_open, people.get(key(placeholder_cn)), placeholder_cn, PLACEHOLDER)
    if (person := _actual(people.get(key(hire.cn)))) is not None:
        noted(faults, require_active, person, CN)
    if placeholder is None:
        refuse_all(faults)
    assert placeholder is not None  # else it was refused
    theirs = await assignments_by_resource_ids(session, [placeholder.id], weeks=None, include_inactive=False)
    moving = [row for row in theirs if hire.transfers and Week(row.year, row.week) >= from_week]
    misfits = await misfits_of(session, person or placeholder, moving)
    absence = await absence_of(session, placeholder, person, names, moving)
    if not hire.force:
        faults += [misfit.refusal(names.cn, CN) for misfit in misfits]
        faults += [absence.refusal(("input", "fromWeek"))] if absence.weeks else []
    if person is not None and moving:
        await note_weeks_in_the_way(session, placeholder, person, moving, faults)
    refuse_all(faults)
    taking_over = person or await _new_person(session, placeholder, names)
    moved = await _move(session, placeholder, taking_over, moving, misfits, absence)
    # Nothing of it is moving any more: what is to come of the rest ends as with anybody who leaves.
    ended = await ending(session, [with_changed(placeholder, {"is_active": False})], today=today)
    await end_weeks(session, ended)
    values = {"is_active": False, "replaced_by_id": taking_over.id, "replaced_at": await current_time(session)}
    await update_resource(session, placeholder.id, values)
    await refresh_summaries(session, moved)
    told = [
        *(dropped(person, names) if person is not None else ()),
        *described(placeholder, misfits, absence, ended),
    ]
    remaining = len(theirs) - len(moved) - len(ended)
    return Conversion(taking_over.id, placeholder.id, len(moved), len(ended), remaining, told)


def _checked(hire: Hire, faults: list[Refusal]) -> Names:
    inputs = Inputs("input")
    names = Names(
        checked_cn(inputs, "actualCn", hire.cn),
        inputs.text("firstName", hire.first_name),
        inputs.text("lastName", hire.last_name),
        inputs.optional_text("opid", hire.opid),
        hire.hire_date,
    )
    faults += inputs.refusals
    return names


def _actual(person: PersonRow | None) -> PersonRow | None:
    """Somebody who is no placeholder: one of those was refused by its number."""
    return person if person is not None and person.resource_type == ResourceType.ACTUAL else None


def _first_week(hire: Hire, faults: list[Refusal]) -> Week:
    """The first week that moves; one before all others unless given."""
    first = hire.from_week or (1, 1)
    if hire.from_week is not None:
        noted(faults, checked_weeks, first, first, ("input", "fromWeek"))
    return Week(*first)


async def _new_person(session: WriteSession, placeholder: PersonRow, names: Names) -> PersonRow:
    values = {name: getattr(placeholder, name) for name in ("platform", "location", "states", "skills")}
    shown = {"cn_key": key(names.cn), "display_name": f"{names.first_name} {names.last_name}"}
    return await insert_resource(session, {**values, **names._asdict(), **shown})


async def _move(
    session: WriteSession,
    placeholder: PersonRow,
    person: PersonRow,
    moving: Sequence[AssignmentRow],
    misfits: Sequence[Misfit],
    absence: Absence,
) -> Sequence[AssignmentRow]:
    """Give assignments to the person; capacities follow where and when they work, what does not fit is forced."""
    if not moving:
        return []
    forced = {row.id for misfit in misfits for row in misfit.rows}
    moved = await move_assignments(session, [row.id for row in moving], to_id=person.id, forced_ids=forced)
    if absence.weeks:
        await force_outside_days(session, [row.id for row in moved])
    if person.location != placeholder.location or person.hire_date or person.last_day:
        await refresh_capacity_of_people(session, [person.id])
    return moved
