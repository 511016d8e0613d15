"""What a conversion asks of placeholder and person, and what it says of values and weeks that do not come along."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.demands import demands_by_ids
from db.forecast.rows import DemandRow
from db.workforce.presence import ProposedDays, ending_weeks
from db.workforce.rows import AssignmentRow, EndingRow, PersonRow
from services.shared.calendar import Week
from services.shared.errors import Incompatible, Refusal
from services.workforce.assigning.placement_context import MOST_WEEKS, away, incompatibilities, named_weeks
from services.workforce.assigning.taken_weeks import AskedWeeks, note_taken
from services.workforce.people.find_person import nobody, require_active, require_placeholder
from services.workforce.people.unconfigured import note_unconfigured

CN = ("input", "actualCn")
EVERY = 10 * MOST_WEEKS


class Names(NamedTuple):
    """What a hire is called, and the first day; fields as the columns they become."""

    cn: str
    first_name: str
    last_name: str
    opid: str | None
    hire_date: date | None


SHOWN = {"first_name": "firstName", "last_name": "lastName", "opid": "opid", "hire_date": "hireDate"}


class Misfit(NamedTuple):
    """A demand that somebody cannot do, why, and their assignments on it, by week."""

    demand: DemandRow
    reasons: list[str]
    rows: list[AssignmentRow]

    def __str__(self) -> str:
        """For people: the demand, its weeks, and why."""
        named = f"{self.demand.main_lob} / {self.demand.state} / {self.demand.case_type}"
        return f"{named} in {named_weeks(_weeks(self.rows), most=EVERY)}: {'; '.join(self.reasons)}"

    def refusal(self, cn: str, path: tuple[str, ...]) -> Incompatible:
        """Why somebody may not take it over, and what would let them."""
        message = f"{cn} cannot do {self}; force: true moves these weeks all the same"
        return Incompatible(message, path, reasons=self.reasons)


class Absence(NamedTuple):
    """The weeks that move and of which whoever takes over works no day, and the days they have; by week."""

    cn: str
    hire_date: date | None
    last_day: date | None
    weeks: list[Week]

    def refusal(self, path: tuple[str, ...]) -> Incompatible:
        """Why these weeks may not move."""
        return away(self, self.weeks, path, most=EVERY)


def require_open(placeholder: PersonRow | None, cn: str, path: tuple[str, ...]) -> PersonRow:
    """A placeholder that can be converted.

    Raises NotFound, InvalidInput for an actual person, NotAllowedInState for one that is converted or inactive.
    """
    if placeholder is None:
        raise nobody(cn, path)
    require_placeholder(placeholder, path)
    require_active(placeholder, path)
    return placeholder


async def misfits_of(session: ReadSession, person: PersonRow, rows: Sequence[AssignmentRow]) -> list[Misfit]:
    """The demands among some assignments that a person cannot do, by key."""
    demands = await demands_by_ids(session, {row.demand_id for row in rows}) if rows else []
    found = []
    for demand in sorted(demands, key=lambda one: (one.main_lob, one.state, one.case_type)):
        if reasons := incompatibilities(person, demand):
            found.append(Misfit(demand, reasons, [row for row in rows if row.demand_id == demand.id]))
    return found


async def absence_of(
    session: ReadSession,
    placeholder: PersonRow,
    person: PersonRow | None,
    names: Names,
    moving: Sequence[AssignmentRow],
) -> Absence:
    """Of some assignments of a placeholder the weeks outside the days of a person, or of a hire who is not there yet.

    A first day that is given counts for a new person only: of somebody who is there it is not written.
    """
    cn, first, last = names.cn, names.hire_date, None
    if person is not None:
        cn, first, last = person.cn, person.hire_date, person.last_day
    if not moving or (first is None and last is None):
        return Absence(cn, first, last, [])
    proposed = ProposedDays(
        resource_id=placeholder.id,
        location=(person or placeholder).location,
        hire_date=first,
        last_day=last,
        is_leaving=False,
        is_later=False,
        is_moving=True,
        is_deactivated=False,
    )
    ids = {row.id for row in moving}
    rows = await ending_weeks(session, [proposed], year=moving[0].year, week=moving[0].week)
    weeks = _weeks([row for row in rows if row.id in ids])
    # A week that is not configured says nothing of days: that is refused as such.
    return Absence(cn, first, last, [week for week in weeks if _is_bounded(week, first, last)])


async def note_weeks_in_the_way(
    session: ReadSession,
    placeholder: PersonRow,
    person: PersonRow,
    moving: Sequence[AssignmentRow],
    faults: list[Refusal],
) -> None:
    """Note each week that moves and in which the person is assigned, or that is not configured where they work."""
    await note_taken(session, [AskedWeeks(person.id, person.cn, _weeks(moving), CN)], faults, most=EVERY)
    if person.location != placeholder.location:
        await note_unconfigured(
            session, faults, CN, holder=placeholder, cn=person.cn, location=person.location, among=_weeks(moving),
            accepted="a person of a location whose weeks are configured",
        )  # fmt: skip


def dropped(person: PersonRow, names: Names) -> list[str]:
    """What was given of somebody who is there already and differs: it is not written, updateResource does that."""
    given = {name: getattr(names, name) for name in SHOWN}
    return [
        f"{SHOWN[name]} {value} was not taken over: {person.cn} has {_or_none(getattr(person, name))};"
        " updateResource changes it"
        for name, value in given.items()
        if value is not None and value != getattr(person, name)
    ]


def described(
    placeholder: PersonRow, misfits: Sequence[Misfit], absence: Absence, ended: Sequence[EndingRow]
) -> Iterator[str]:
    """What moved by force, and which weeks ended because nobody took them over."""
    for misfit in misfits:
        yield f"moved by force: {misfit}"
    if absence.weeks:
        yield f"moved by force: {absence.refusal(())}"
    if ended:
        weeks = named_weeks(sorted(_weeks(ended)), most=EVERY)
        yield f"nobody took over {weeks} of {placeholder.cn}: these assignments have ended"


def _weeks(rows: Sequence[AssignmentRow] | Sequence[EndingRow]) -> list[Week]:
    return [Week(row.year, row.week) for row in rows]


def _is_bounded(week: Week, first: date | None, last: date | None) -> bool:
    return (first is not None and first > week.start) or (last is not None and last < week.end)


def _or_none(value: object) -> object:
    return "none" if value is None else value
