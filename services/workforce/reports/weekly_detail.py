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
from db.workforce.figure_rows import DemandWeekRow, ReportedCellRow, ReportedDemandRow
from db.workforce.report_rows import (
    BATCH,
    Span,
    cells_of_report,
    demands_of_report,
    people_by_week,
    placeholder_ids,
)
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.report import Key, ReportRows
from services.shared.table import COUNTS, MARKS, Column, ColumnType
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
_TRAILING = [Column("week_start", T.DATE), Column("updated_at", T.DATETIME), *MARKS]
WEEKLY_DETAIL_PLACE = (str, str, str, int, int)
"""Main LOB, state, case type, year and week."""


async def weekly_detail_columns(session: ReadSession) -> list[Column]:
    """What is told of a demand in a week."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


async def weekly_detail(
    session: ReadSession, *, report: ReportRow, span: Span, columns: Sequence[Column]
) -> ReportRows:
    """The weekly detail of a report, by demand key and week."""
    found = await WeeklyDetail.load(session, report=report, span=span)
    return ReportRows(found.batches(session, columns), found.continues_after())


class Cell(NamedTuple):
    """A demand in a calendar month: its forecast, when it changed last, and whether the report has it still."""

    forecast: int
    updated_at: datetime
    counts: bool


class Slot(NamedTuple):
    """A row to be: a demand in a week, with the forecast of its month over its weeks."""

    demand: ReportedDemandRow
    week: WeekRow
    forecast: Decimal
    cell: Cell

    @property
    def key(self) -> Key:
        """Where it stands: by demand key and week."""
        return (self.demand.main_lob, self.demand.state, self.demand.case_type, self.week.year, self.week.week)


class WeeklyDetail:
    """The weekly detail of a report; figures are rounded to two decimals.

    A week's forecast is its month's, spread evenly over the month's configured weeks.
    """

    def __init__(self, report: ReportRow, span: Span) -> None:
        self._report, self._span = report, span
        self._demands: Sequence[ReportedDemandRow] = []
        self._weeks: dict[WorkType, list[WeekRow]] = {}
        self._counts: Counter[tuple[Month, WorkType]] = Counter()
        self._cells: dict[tuple[int, Month], Cell] = {}

    @classmethod
    async def load(cls, session: ReadSession, *, report: ReportRow, span: Span) -> "WeeklyDetail":
        """Demands, weeks and cells; people are read as rows are drawn."""
        found = cls(report, span)
        from_demand = None if span.after is None else span.after[:3]
        found._demands = await demands_of_report(session, span, from_demand=from_demand)
        found._cells = found._changed(await cells_of_report(session, span))
        for week in await week_configurations(session):
            found._weeks.setdefault(week.work_type, []).append(week)
            found._counts[Month.counted(week), week.work_type] += 1
        return found

    def _changed(self, rows: Sequence[ReportedCellRow]) -> dict[tuple[int, Month], Cell]:
        """Cells by demand and month that changed since the moment asked; a former report's where no newer has one."""
        first, shifts = Month.of(self._report.first_month), {self._span.report_id: 0, **dict(self._span.former)}
        cells: dict[tuple[int, Month], Cell] = {}
        for row in sorted(rows, key=lambda row: list(shifts).index(row.report_id)):
            month = first.plus(row.forecast_month_index - 1 + shifts[row.report_id])
            counts = row.report_id == self._span.report_id
            updated_at = row.updated_at if counts else max(row.updated_at, self._report.created_at)
            cells.setdefault((row.demand_id, month), Cell(row.total_forecast, updated_at, counts))
        since = self._span.updated_since
        return {key: cell for key, cell in cells.items() if since is None or cell.updated_at >= since}

    def continues_after(self) -> Key | None:
        """The key of the page's last row, if further rows follow."""
        if self._span.limit is None:
            return None
        end = self._span.offset + self._span.limit
        following = list(islice(self._slots(), end - 1, end + 1))
        return following[0].key if len(following) == 2 else None

    def _slots(self) -> Iterator[Slot]:
        after = self._span.after
        for demand in self._demands:
            is_begun = after is not None and (demand.main_lob, demand.state, demand.case_type) == after[:3]
            for week in self._weeks.get(demand.locality, ()):
                month = Month.counted(week)
                cell = self._cells.get((demand.id, month))
                if cell is None or (is_begun and after is not None and (week.year, week.week) <= after[3:]):
                    continue
                yield Slot(demand, week, Decimal(cell.forecast) / self._counts[month, demand.locality], cell)

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


def _row(slot: Slot, people: DemandWeekRow | None, tiers: Sequence[tuple[int, bool]]) -> list[Any]:
    demand, week = slot.demand, slot.week
    words = [demand.main_lob, demand.case_type, demand.state, week.year, week.week, Month.counted(week).label]
    cell = slot.cell
    last = [week.start_date, cell.updated_at, *(COUNTS if cell.counts else (False, cell.updated_at))]
    if people is None:
        figures = [0, 0, 0, 0.0, 0.0, 0.0, 0.0, shown(-slot.forecast), *[0] * len(tiers)]
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
        *(at[tier] for tier in tiers),
        *last,
    ]
