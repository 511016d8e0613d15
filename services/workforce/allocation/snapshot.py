"""The tenant as an allocation of one report meets it, as a problem to solve and as rows to change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.forecast import demands, history
from db.forecast.rows import DemandRow, ReportRow
from db.freeing import FreedInPieces
from db.shared import working_time
from db.shared.enums import WorkType
from db.workforce import people
from db.workforce.assignments import assignments_in_weeks, current_tiers
from db.workforce.enums import AssignmentType, ResourceType
from db.workforce.filters import ResourceFilter
from db.workforce.placements import WeekPlacement
from db.workforce.presence import bounded_weeks
from db.workforce.rows import PersonRow, StandingRow, TierRow
from db.workforce.tiers import list_tiers
from services.forecast.covering_reports import CoveringReports
from services.forecast.editing.changes import Change, Line, changes
from services.forecast.editing.checks import refuse_overflow
from services.forecast.editing.edits import LineEdit, edited
from services.forecast.editing.month_hours import MonthHours
from services.forecast.editing.snapshot import lines_of
from services.shared.calendar import Month, Week, report_months
from services.shared.errors import NoValidAllocation
from services.shared.kept_lists import digest_of
from services.shared.numbers import exact, round_half_up
from services.workforce.allocation.by_hand import CellName, Replaced, replaced_by_hand
from services.workforce.allocation.solver.problem import Person, Problem, Work
from services.workforce.assigning.placement_context import Slot, whole_week
from services.workforce.tiers.find_tier import full_production

MOVABLE = (AssignmentType.PRIMARY, AssignmentType.BENCH)


class MayMove(Enum):
    """Whose assignments an allocation may end or leave; manual ones and those of placeholders it never touches."""

    NOBODY = auto()  # who is free alone is placed
    ALLOCATED = auto()  # whom an earlier allocation placed
    EVERYBODY = auto()  # whoever is on a primary or bench assignment


class PersonWeek(NamedTuple):
    """One person in one week."""

    resource_id: int
    week: int


class AllocationSnapshot(FreedInPieces):
    """A report with its weeks, people, demands, and everything that is assigned in those weeks."""

    def __init__(self, report: ReportRow, may_move: MayMove) -> None:
        self.report = report
        self.may_move = may_move
        self.months = report_months(Month.of(report.first_month))
        self.weeks: list[Week] = []
        self.configured: set[tuple[Week, WorkType]] = set()
        self.people: dict[int, PersonRow] = {}
        self.demands: dict[int, DemandRow] = {}
        self.lines: list[Line] = []
        self.hours = MonthHours({})
        self.tiers: dict[int, TierRow] = {}
        self.tier_of: dict[int, TierRow] = {}
        self.covering: set[tuple[int, int]] = set()
        self.parts: dict[int, dict[int, Fraction]] = {}
        self.standing: dict[PersonWeek, StandingRow] = {}
        self.held: list[StandingRow] = []
        self.by_hand: frozenset[CellName] = frozenset()

    @classmethod
    async def load(cls, session: ReadSession, report: ReportRow, may_move: MayMove) -> "AllocationSnapshot":
        """Everything, in a fixed number of statements.

        Raises NoValidAllocation where no week of the report is configured, and InvalidInput for months without working
        time, and for figures that are too large by the hours of now.
        """
        snapshot = cls(report, may_move)
        await snapshot._load_weeks(session)
        chosen = ResourceFilter(type=ResourceType.ACTUAL, is_active=True)
        snapshot.people = {row.id: row for row in await people.people_matching(session, chosen)}
        snapshot.lines = await lines_of(session, report.id)
        ids = [line.demand_id for line in snapshot.lines]
        snapshot.demands = {row.id: row for row in await demands.demands_by_ids(session, ids)}
        snapshot.hours = await MonthHours.load(session)
        snapshot.hours.require(snapshot.months, snapshot.localities)
        refuse_overflow([snapshot.edited(line, {}) for line in snapshot.lines], "report")
        reports = await CoveringReports.load(session, ids)
        for line in snapshot.lines:
            for index, month in enumerate(snapshot.months, start=1):
                if reports.covering(line.demand_id, month) == (report.id, index):
                    snapshot.covering.add((line.demand_id, index))
        await snapshot._load_parts(session)
        await snapshot._load_assignments(session)
        return snapshot

    async def load_cells_by_hand(self, session: ReadSession) -> None:
        """The cells that were entered by hand: what is previewed warns of them, a commit does not ask again."""
        rows = await history.cells_by_hand(session, self.report.id)
        self.by_hand = frozenset(CellName(row.main_lob, row.state, row.case_type, row.label) for row in rows)

    @property
    def localities(self) -> set[WorkType]:
        """Where the report's demands are."""
        return {line.locality for line in self.lines}

    def warnings(self) -> list[str]:
        """What a planner may not expect of the report's months."""
        return self.hours.warnings(self.months, self.localities)

    def replaced_by_hand(self, changed: Sequence[Change]) -> list[Replaced]:
        """The cells entered by hand that changes of this report replace."""
        return replaced_by_hand(changed, [month.label for month in self.months], self.by_hand)

    async def _load_weeks(self, session: ReadSession) -> None:
        first, last = self.months[0], self.months[-1]
        rows = [row for row in await working_time.week_configurations(session) if first <= Month.counted(row) <= last]
        self.configured = {(Week(row.year, row.week), row.work_type) for row in rows}
        self.weeks = sorted({week for week, _ in self.configured})
        if not self.weeks:
            raise NoValidAllocation("no week of the report's six months is configured", ("report",))

    async def _load_parts(self, session: ReadSession) -> None:
        """What part of a week people work where it is not all of it: none outside their first and last days."""
        index = {(week.year, week.number): place for place, week in enumerate(self.weeks)}
        for row in await bounded_weeks(session, start=self.weeks[0].start, finish=self.weeks[-1].end):
            if (week := index.get((row.year, row.week))) is not None:
                part = Fraction(row.days_present, row.working_days or 1)
                self.parts.setdefault(row.resource_id, {})[week] = part

    async def _load_assignments(self, session: ReadSession) -> None:
        self.tiers = {row.id: row for row in await list_tiers(session, include_inactive=True)}
        full = full_production(self.tiers.values())
        current = await current_tiers(session)
        self.tier_of = {person: self.tiers[current[person]] if person in current else full for person in self.people}
        ends = ((week.year, week.number) for week in (self.weeks[0], self.weeks[-1]))
        index = {week: place for place, week in enumerate(self.weeks)}
        for row in await assignments_in_weeks(session, *ends):
            if (week := index.get(Week(row.year, row.week))) is None:
                continue
            if self._may_move(row):
                self.standing[PersonWeek(row.resource_id, week)] = row
            else:
                self.held.append(row)

    def _may_move(self, row: StandingRow) -> bool:
        if self.may_move is MayMove.NOBODY:
            return False
        if row.resource_id not in self.people or row.report_id != self.report.id or row.assignment_type not in MOVABLE:
            return False
        # Elsewhere such a week would count by the person's days, of which it may have none.
        if row.counts_whole_week:
            return False
        return self.may_move is MayMove.EVERYBODY or row.execution_id is not None

    def month_of(self, week: int) -> int:
        """The report's month (1–6) that a week counts for."""
        return self.weeks[week].month.minus(self.months[0]) + 1

    def problem(self) -> Problem:
        """What there is to solve: the workload of this report's demands, and people who are free or may move."""
        months = [self.month_of(week) for week in range(len(self.weeks))]
        covered: dict[tuple[int, int], float] = defaultdict(float)
        busy: dict[int, dict[int, int]] = defaultdict(dict)
        index = {(week.year, week.number): place for place, week in enumerate(self.weeks)}
        for row in self.held:
            week = index[row.year, row.week]
            covered[row.demand_id, week] += row.production_percentage
            busy[row.resource_id][week] = row.demand_id
        return Problem(
            [self._person(row, busy.get(row.id, {})) for row in self.people.values()],
            [self._work(row) for row in self.demands.values()],
            months,
            {
                (line.demand_id, month): float(self._workload(line, month))
                for line in self.lines
                for month in range(1, 7)
                if (line.demand_id, month) in self.covering
            },
            dict(covered),
        )

    def _person(self, row: PersonRow, busy: Mapping[int, int]) -> Person:
        standing = {
            week: found for week in range(len(self.weeks)) if (found := self.standing.get(PersonWeek(row.id, week)))
        }
        percentage, parts = self.tier_of[row.id].percentage, self.parts.get(row.id, {})
        return Person(
            id=row.id,
            cn=row.cn_sort,
            platform=row.platform,
            location=row.location,
            states=frozenset(row.states),
            skills=frozenset(row.skills),
            percentage=percentage,
            weeks=frozenset(
                place
                for place, week in enumerate(self.weeks)
                if (week, row.location) in self.configured and place not in busy and parts.get(place) != 0
            ),
            standing={week: found.demand_id for week, found in standing.items()},
            busy=busy,
            ramp={
                week: at
                for week in sorted({*standing, *parts})
                if (at := self.percentage(PersonWeek(row.id, week))) != percentage
            },
        )

    def _work(self, row: DemandRow) -> Work:
        return Work(row.id, row.main_lob, row.state, row.case_type, row.platform, row.locality)

    def _workload(self, line: Line, month: int) -> Decimal:
        """Fully productive people needed: forecast ÷ (target CPH × hours of the month); none without hours."""
        hours = self.hours.of(self.months[month - 1], self.demands[line.demand_id].locality)
        return Decimal(line.cells[month - 1].forecast) / (line.target_cph * hours) if hours else Decimal(0)

    def percentage(self, place: PersonWeek) -> float:
        """What a person counts in a week: of one that they work in part, the part."""
        whole = self.level(place)[1]
        part = self.parts.get(place.resource_id, {}).get(place.week)
        return whole if part is None else float(Fraction(str(whole)) * part)

    def level(self, place: PersonWeek) -> tuple[int, float]:
        """Tier and percentage of a whole week: what a person stands at in a week, else their current tier's."""
        if (row := self.standing.get(place)) is not None:
            return row.tier_id, whole_week(row)
        tier = self.tier_of[place.resource_id]
        return tier.id, tier.percentage

    def placement(self, place: PersonWeek, demand_id: int) -> WeekPlacement:
        """A person in a week on a demand, as an assignment to write."""
        tier_id, percentage = self.level(place)
        slot = Slot(self.weeks[place.week], self.report.id, self.month_of(place.week))
        return slot.placement(
            resource_id=place.resource_id, demand_id=demand_id, tier=self.tiers[tier_id], percentage=percentage
        )

    def changes(self, placements: Mapping[PersonWeek, int]) -> list[Change]:
        """The lines whose people available and planned capacity follow from placements.

        fte_avail is the month's mean weekly FTE equivalent, rounded half up; months of a newer report keep theirs.
        Every record follows the hours of now. Raises InvalidInput for figures too large to answer.
        """
        weeks_of = self.weeks_of()
        fte: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for row in self.held:
            month = Week(row.year, row.week).month.minus(self.months[0]) + 1
            fte[row.demand_id, month] += exact(row.production_percentage)
        for place, demand_id in placements.items():
            fte[demand_id, self.month_of(place.week)] += exact(self.percentage(place))
        after = {}
        for line in self.lines:
            available = {
                month - 1: round_half_up(fte[line.demand_id, month] / count)
                for month in range(1, 7)
                if (count := weeks_of.get((month, line.locality))) and (line.demand_id, month) in self.covering
            }
            after[line.demand_id] = self.edited(line, available)
        refuse_overflow(after.values(), "report")
        return changes(self.lines, after, [month.label for month in self.months])

    def edited(self, line: Line, fte_avail: Mapping[int, int]) -> Line:
        """A line with other people available, by month (0–5), and what follows from that and from the hours of now."""
        return edited(line, LineEdit(fte_avail=fte_avail), self.hours.of_months(self.months, line.locality))

    def weeks_of(self) -> dict[tuple[int, WorkType], int]:
        """How many weeks of each month are configured, by month (1–6) and locality."""
        counts: dict[tuple[int, WorkType], int] = defaultdict(int)
        for week, location in self.configured:
            counts[week.month.minus(self.months[0]) + 1, location] += 1
        return counts

    def digest(self) -> str:
        """A fingerprint of everything an allocation was computed from: another one means that something changed."""
        rows = sorted(self.standing.values(), key=lambda row: row.id)
        people = sorted(self.people.values(), key=lambda row: row.id)
        parts: tuple[Iterable[Any], ...] = (
            [(row.id, row.updated_at) for row in people],
            sorted((person, tier.id, tier.percentage) for person, tier in self.tier_of.items()),
            self.lines,
            sorted(self.configured),
            [self.hours.of_months(self.months, place) for place in sorted({line.locality for line in self.lines})],
            sorted((person, sorted(parts.items())) for person, parts in self.parts.items()),
            [(line.demand_id, month) for line in self.lines for month in range(1, 7) if self._covers(line, month)],
            [(row.id, row.production_percentage, row.tier_id) for row in rows],
            [(row.id, row.production_percentage) for row in self.held],
        )
        return digest_of(parts)

    def _covers(self, line: Line, month: int) -> bool:
        return (line.demand_id, month) in self.covering
