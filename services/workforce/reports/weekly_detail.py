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
from services.shared.calendar import MONTHS_IN_REPORT, Month
from services.shared.numbers import exact, shown, shown_or_none
from services.shared.report import ReportRows
from services.shared.table import Column, ColumnType
from services.workforce.reports.tier_columns import tier_columns, tier_keys

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
# A table only grows at its end: programs may go by the places of columns.
_TRAILING = [Column("week_start", T.DATE), Column("updated_at", T.DATETIME), Column("fte_gap", T.NUMBER)]


async def weekly_detail_columns(session: ReadSession) -> list[Column]:
    """What is told of a demand in a week."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


async def weekly_detail(
    session: ReadSession, *, report: ReportRow, span: Span, columns: Sequence[Column]
) -> ReportRows:
    """The weekly detail of a report, by demand key and week."""
    found = await WeeklyDetail.load(session, report=report, span=span)
    return ReportRows(found.total(), found.batches(session, columns))


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

    def _slots(self) -> Iterator[Slot]:
        for demand in self._demands:
            for index, week in self._weeks.get(demand.locality, ()):
                if (cell := self._cells.get((demand.id, index))) is not None:
                    share = Decimal(cell[0]) / self._counts[index, demand.locality]
                    yield Slot(demand, week, self._first.plus(index - 1), share, cell[1])

    async def batches(self, session: ReadSession, columns: Sequence[Column]) -> AsyncIterator[list[list[Any]]]:
        """The page asked for, by demand key and week."""
        tiers, placeholders = tier_keys(columns), await placeholder_ids(session)
        end = None if self._span.limit is None else self._span.offset + self._span.limit
        slots = islice(self._slots(), self._span.offset, end)
        while batch := list(islice(slots, BATCH)):
            people = await self._people(session, batch, placeholders)
            yield [_row(slot, people.get((slot.demand.id, slot.week.year, slot.week.week)), tiers) for slot in batch]

    async def _people(
        self, session: ReadSession, slots: Sequence[Slot], placeholders: list[int]
    ) -> dict[tuple[int, int, int], DemandWeekRow]:
        ids = list(dict.fromkeys(slot.demand.id for slot in slots))
        rows = people_by_week(session, report_id=self._span.report_id, demand_ids=ids, placeholders=placeholders)
        return {(ids[row.place], row.year, row.week): row async for batch in rows for row in batch}


def _in_people(gap: Decimal, demand: ReportedDemandRow, week: WeekRow) -> Decimal | None:
    """A week's gap in full-time people; None where nobody works in it."""
    hours = exact(week.productive_hours)
    return gap / (demand.target_cph * hours) if hours else None


def _row(slot: Slot, people: DemandWeekRow | None, tiers: Sequence[tuple[int, bool]]) -> list[Any]:
    demand, week = slot.demand, slot.week
    words = [demand.main_lob, demand.case_type, demand.state, week.year, week.week, slot.month.label]
    gap = (Decimal(0) if people is None else people.capacity) - slot.forecast
    last = [week.start_date, slot.computed_at, shown_or_none(_in_people(gap, demand, week))]
    if people is None:
        figures = [0, 0, 0, 0.0, 0.0, 0.0, 0.0, shown(gap), *[0] * len(tiers)]
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
        shown(gap),
        *(at[tier] for tier in tiers),
        *last,
    ]
