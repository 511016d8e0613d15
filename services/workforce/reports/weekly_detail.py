"""The weekly detail: one row per demand and week, people and capacity split by tier."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.forecast.rows import ReportRow
from db.shared.enums import WorkType
from db.shared.rows import WeekRow
from db.shared.working_time import week_configurations
from db.workforce.figure_rows import DemandWeekRow, ReportedDemandRow
from db.workforce.report_rows import (
    BATCH,
    Span,
    cells_of_report,
    demands_of_report,
    people_by_week,
    placeholder_ids,
)
from db.workforce.tiers import list_tiers
from services.shared.calendar import MONTHS_IN_REPORT, Month
from services.shared.numbers import shown
from services.shared.table import Column, ColumnType, Table
from services.workforce.reports.monthly_summary import tier_columns
from services.workforce.reports.tiers import Tier

T = ColumnType
_LEADING = [
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("year", T.INTEGER),
    Column("week", T.INTEGER),
    Column("month", T.TEXT),
    Column("forecast", T.NUMBER),
    Column("fte_count", T.INTEGER),
    Column("actual_count", T.INTEGER),
    Column("placeholder_count", T.INTEGER),
    Column("fte_equivalent", T.NUMBER),
    Column("actual_equivalent", T.NUMBER),
    Column("placeholder_equivalent", T.NUMBER),
    Column("capacity", T.NUMBER),
    Column("gap", T.NUMBER),
]
_TRAILING = [Column("week_start", T.DATE), Column("updated_at", T.DATETIME)]


class Slot(NamedTuple):
    """A row to be: a demand in a week, with the forecast of its month over its weeks."""

    demand: ReportedDemandRow
    week: WeekRow
    month: Month
    forecast: Decimal
    computed_at: datetime


class WeeklyDetail:
    """The weekly detail of a report; figures are rounded to two decimals.

    A week's forecast is its month's, spread evenly over the month's configured weeks.
    """

    def __init__(self, report: ReportRow, span: Span) -> None:
        self._span = span
        self._first = Month.of(report.first_month)
        self._demands: Sequence[ReportedDemandRow] = []
        self._weeks: dict[WorkType, list[tuple[int, WeekRow]]] = {}
        self._counts: Counter[tuple[int, WorkType]] = Counter()
        self._cells: dict[tuple[int, int], tuple[int, datetime]] = {}

    @classmethod
    async def load(cls, session: ReadSession, *, report: ReportRow, span: Span) -> "WeeklyDetail":
        """Demands, weeks and cells; people are read as rows are drawn."""
        found = cls(report, span)
        found._demands = await demands_of_report(session, span)
        found._cells = await cells_of_report(session, span)
        for week in await week_configurations(session):
            index = Month.counted(week).minus(found._first) + 1
            if 1 <= index <= MONTHS_IN_REPORT:
                found._weeks.setdefault(week.work_type, []).append((index, week))
                found._counts[index, week.work_type] += 1
        return found

    def total(self) -> int:
        """How many rows all pages have."""
        return sum(
            self._counts[index, demand.locality]
            for demand in self._demands
            for index in range(1, MONTHS_IN_REPORT + 1)
            if (demand.id, index) in self._cells
        )

    async def table(self, session: ReadSession) -> Table:
        """The page asked for, by demand key and week."""
        columned = [tier for tier in await list_tiers(session, include_inactive=True) if tier.is_active]
        columns = [*_LEADING, *tier_columns(columned), *_TRAILING]
        return Table(columns, self._batches(session, columned, await placeholder_ids(session)))

    def _slots(self) -> Iterator[Slot]:
        for demand in self._demands:
            for index, week in self._weeks.get(demand.locality, ()):
                if (cell := self._cells.get((demand.id, index))) is not None:
                    share = Decimal(cell[0]) / self._counts[index, demand.locality]
                    yield Slot(demand, week, self._first.plus(index - 1), share, cell[1])

    async def _batches(
        self, session: ReadSession, columned: Sequence[Tier], placeholders: list[int]
    ) -> AsyncIterator[list[list[Any]]]:
        end = None if self._span.limit is None else self._span.offset + self._span.limit
        slots = islice(self._slots(), self._span.offset, end)
        while batch := list(islice(slots, BATCH)):
            people = await self._people(session, batch, placeholders)
            yield [_row(slot, people.get((slot.demand.id, slot.week.year, slot.week.week)), columned) for slot in batch]

    async def _people(
        self, session: ReadSession, slots: Sequence[Slot], placeholders: list[int]
    ) -> dict[tuple[int, int, int], DemandWeekRow]:
        ids = list(dict.fromkeys(slot.demand.id for slot in slots))
        rows = people_by_week(session, report_id=self._span.report_id, demand_ids=ids, placeholders=placeholders)
        return {(ids[row.place], row.year, row.week): row async for batch in rows for row in batch}


def _row(slot: Slot, people: DemandWeekRow | None, columned: Sequence[Tier]) -> list[Any]:
    demand, week = slot.demand, slot.week
    words = [demand.main_lob, demand.case_type, demand.state, week.year, week.week, slot.month.label]
    last = [week.start_date, slot.computed_at]
    if people is None:
        figures = [0, 0, 0, 0.0, 0.0, 0.0, 0.0, shown(-slot.forecast), *[0] * (2 * len(columned))]
        return [*words, shown(slot.forecast), *figures, *last]
    at = Counter(zip(people.tier_ids, people.is_placeholder, strict=True))
    return [
        *words,
        shown(slot.forecast),
        people.headcount,
        people.headcount - people.placeholders,
        people.placeholders,
        shown(people.fte),
        shown(people.fte - people.placeholder_fte),
        shown(people.placeholder_fte),
        shown(people.capacity),
        shown(people.capacity - slot.forecast),
        *(at[tier.id, is_placeholder] for tier in columned for is_placeholder in (False, True)),
        *last,
    ]
