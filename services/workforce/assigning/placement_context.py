"""What assignments are placed on: people, demands, tiers, weeks and reports, read in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from db.engine import ReadSession, WriteSession
from db.forecast.demands import all_demands, demands_by_keys
from db.forecast.rows import DemandRow
from db.shared import working_time
from db.shared.bounds import PERCENTAGE
from db.shared.enums import WorkType
from db.shared.rows import WeekRow
from db.workforce.people import locked_resources
from db.workforce.placements import WeekPlacement
from db.workforce.presence import bounded_weeks
from db.workforce.rows import AssignedWeekRow, LevelRow, PersonRow, TierRow
from db.workforce.tiers import list_tiers
from services.forecast.accepted_demands import accepted_demands
from services.forecast.covering_reports import CoveringReports
from services.shared.bounds import told
from services.shared.calendar import Week, is_iso_week, weeks_between
from services.shared.errors import Incompatible, InvalidInput, NotFound, Refusal
from services.shared.numbers import clean
from services.shared.states import NO_STATE
from services.shared.text import key, shown, some
from services.workforce.people.find_person import nobody, require_active
from services.workforce.tiers.find_tier import usable_tier

MOST_WEEKS = 106
FEW_WEEKS = 6


class DemandKey(NamedTuple):
    """A demand as people name it, in any letter case."""

    main_lob: str
    state: str
    case_type: str

    @property
    def match(self) -> tuple[str, str, str]:
        """What it is matched by."""
        return key(self.main_lob), shown(self.state).upper(), key(self.case_type)

    def __str__(self) -> str:
        return " / ".join(shown(part)[:80] for part in self)


class ProductionLevel(Protocol):
    """A tier, as far as an assignment at it is concerned."""

    @property
    def id(self) -> int: ...
    @property
    def percentage(self) -> float: ...


class Slot(NamedTuple):
    """A week of a demand: the report it belongs to and that report's month (1–6)."""

    week: Week
    report_id: int
    month_index: int

    def placement(
        self,
        *,
        resource_id: int,
        demand_id: int,
        tier: ProductionLevel,
        percentage: float | None = None,
        is_forced: bool = False,
    ) -> WeekPlacement:
        """Somebody in this week on the demand, as an assignment to write; at the tier's percentage unless given."""
        return WeekPlacement(
            resource_id=resource_id,
            demand_id=demand_id,
            report_id=self.report_id,
            month_index=self.month_index,
            year=self.week.year,
            week=self.week.number,
            tier_id=tier.id,
            percentage=tier.percentage if percentage is None else percentage,
            is_forced=is_forced,
        )


class PlacementContext:
    """The tenant as some assignments meet it."""

    def __init__(
        self,
        people: Iterable[PersonRow],
        demands: Mapping[tuple[str, str, str], DemandRow],
        tiers: Sequence[TierRow],
        weeks: Iterable[WeekRow],
        reports: CoveringReports,
        outside: Iterable[AssignedWeekRow] = (),
        known_demands: Sequence[DemandRow] = (),
    ) -> None:
        self.people = {row.cn_key: row for row in people}
        self.tiers = tiers
        self._demands, self._known_demands = demands, known_demands
        self._reports = reports
        self._configured = {(row.year, row.week, row.work_type) for row in weeks}
        self._outside = {(row.resource_id, Week(row.year, row.week)) for row in outside}

    @classmethod
    async def load(
        cls, session: WriteSession, *, cns: Collection[str], demands: Sequence[DemandKey], weeks: Collection[Week]
    ) -> "PlacementContext":
        """Everything that assignments of some people on some demands in some weeks need to know; people are held."""
        people = await locked_resources(session, [key(cn) for cn in cns], changing=False) if cns else []
        return await cls.around(session, people, demands=demands, weeks=weeks)

    @classmethod
    async def around(
        cls, session: ReadSession, people: Sequence[PersonRow], *, demands: Sequence[DemandKey], weeks: Collection[Week]
    ) -> "PlacementContext":
        """The same of people who are known; for whoever only looks, or has the plan alone."""
        keys = list(dict.fromkeys(demand.match for demand in demands))
        demand_of = {keys[row.place]: row for row in await demands_by_keys(session, keys)}
        return cls(
            people,
            demand_of,
            await list_tiers(session, include_inactive=True),
            await _configured(session, weeks),
            await CoveringReports.load(session, [row.id for row in demand_of.values()]),
            await weeks_outside_days(session, people, weeks),
            # Only a refusal names them.
            await all_demands(session) if len(demand_of) < len(keys) else (),
        )

    def person(self, cn: str, path: tuple[str, ...]) -> PersonRow:
        """Somebody who may be assigned; raises NotFound, NotAllowedInState."""
        if (person := self.people.get(key(cn))) is None:
            raise nobody(cn, path)
        require_active(person, path)
        return person

    def outside(self, person: PersonRow, weeks: Iterable[Week]) -> list[Week]:
        """The configured weeks, of some, of which somebody works no day."""
        return [week for week in weeks if (person.id, week) in self._outside]

    def demand(self, named: DemandKey, path: tuple[str, ...]) -> DemandRow:
        """A demand by its key; raises NotFound."""
        if (demand := self._demands.get(named.match)) is None:
            accepted = accepted_demands(named.main_lob, self._known_demands)
            raise NotFound(f"there is no demand {named}", path, accepted)
        return demand

    def tier(self, tier_id: int | None, path: tuple[str, ...]) -> TierRow:
        """A tier that new assignments may use; raises NotFound, NotAllowedInState."""
        return usable_tier(self.tiers, tier_id, path)

    def slots(
        self, demand: DemandRow, weeks: Sequence[Week], location: WorkType, path: tuple[str, ...], faults: list[Refusal]
    ) -> list[Slot]:
        """The weeks of a demand for people of a location; weeks without configuration or report are noted."""
        bare = [week for week in weeks if (week.year, week.number, location) not in self._configured]
        if bare:
            message = f"{named_weeks(bare)}: no week configuration for {location.title()}"
            faults.append(InvalidInput(message, path, accepted="configured weeks"))
        covered = [(week, self._reports.covering(demand.id, week.month)) for week in weeks]
        if stray := [week for week, report in covered if report is None]:
            message = f"{named_weeks(stray)}: no report has this demand and week"
            faults.append(InvalidInput(message, path, accepted="weeks in the six months of a report with the demand"))
        return [Slot(week, *report) for week, report in covered if report is not None]


async def _configured(session: ReadSession, weeks: Collection[Week]) -> Sequence[WeekRow]:
    if not weeks:
        return []
    ends = ((week.year, week.number) for week in (min(weeks), max(weeks)))
    return await working_time.week_configurations_between(session, *ends)


def checked_weeks(first: tuple[int, int], last: tuple[int, int], path: tuple[str, ...]) -> list[Week]:
    """The weeks from one (year, week) to another; raises InvalidInput for weeks that no year has, or too many."""
    for year, week in (first, last):
        if not is_iso_week(year, week):
            raise InvalidInput(
                f"there is no ISO week {week} in {year}", path, accepted="weeks 1 to 52, or 53 of a long year"
            )
    if first > last:
        raise InvalidInput(
            f"the first week {Week(*first).value} lies after the last one {Week(*last).value}",
            path,
            accepted="weeks in order",
        )
    if (Week(*last).start - Week(*first).start).days // 7 >= MOST_WEEKS:
        raise InvalidInput("the weeks are too many", path, accepted=f"at most {MOST_WEEKS} weeks")
    return weeks_between(Week(*first), Week(*last))


def checked_percentage(percentage: float, path: tuple[str, ...]) -> float:
    """A production percentage, as a fraction of full production; raises InvalidInput."""
    kept = clean(percentage)
    if not PERCENTAGE.holds(kept):
        raise InvalidInput(f"productionPercentage is {told(percentage)}", path, accepted=PERCENTAGE.accepted)
    return kept


def whole_week(assignment: LevelRow) -> float:
    """The percentage that an assignment has, or would have in a whole week."""
    whole = assignment.whole_week_percentage
    return assignment.production_percentage if whole is None else whole


def incompatibilities(person: PersonRow, demand: DemandRow) -> list[str]:
    """On what a person and a demand do not meet; empty when they are compatible."""
    reasons = []
    if person.platform != demand.platform:
        reasons.append(f"platform is {person.platform}, the demand's {demand.platform}")
    if person.location != demand.locality:
        reasons.append(f"location is {person.location.title()}, the demand's {demand.locality.title()}")
    if demand.state != NO_STATE and demand.state not in person.states:
        reasons.append(f"{demand.state} is not among the states {', '.join(person.states)}")
    if demand.case_type not in person.skills:
        reasons.append(f"{demand.case_type} is not among the skills {', '.join(person.skills)}")
    return reasons


async def weeks_outside_days(
    session: ReadSession, people: Sequence[PersonRow], weeks: Collection[Week]
) -> list[AssignedWeekRow]:
    """The configured weeks, from the first to the last of some, of which each of the people works no day."""
    if not weeks:
        return []
    start, finish = min(weeks).start, max(weeks).end
    bounded = [
        row.id
        for row in people
        if (row.hire_date is not None and row.hire_date > start) or (row.last_day is not None and row.last_day < finish)
    ]
    if not bounded:
        return []
    rows = await bounded_weeks(session, start=start, finish=finish, resource_ids=bounded)
    return [row for row in rows if not row.days_present]


class Bounded(Protocol):
    """Somebody with a first and a last day, or without."""

    @property
    def cn(self) -> str: ...
    @property
    def hire_date(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...


def away(person: Bounded, weeks: Sequence[Week], path: tuple[str, ...], *, most: int = FEW_WEEKS) -> Incompatible:
    """The refusal of weeks of which somebody works no day; its reasons name them for either end of their days."""
    early = [week for week in weeks if person.hire_date is not None and person.hire_date > week.start]
    late = [week for week in weeks if week not in early]
    reasons = [f"the first day is {person.hire_date}, after {named_weeks(early, most=most)}"] if early else []
    reasons += [f"the last day is {person.last_day}, before {named_weeks(late, most=most)}"] if late else []
    return Incompatible(f"{person.cn} is not there: {'; '.join(reasons)}", path, reasons=reasons)


def named_weeks(weeks: Sequence[Week], *, most: int = FEW_WEEKS) -> str:
    """Weeks for people: the first ones, and how many more."""
    return some([week.value for week in weeks], most=most)
