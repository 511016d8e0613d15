"""The monthly summary: one row per demand and month, people and capacity split by tier."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from db.workforce import summary_rows
from db.workforce.figure_rows import MonthlyFiguresRow
from services.shared.calendar import Month, report_months
from services.shared.numbers import shown, shown_or_none
from services.shared.report import Page, ReportRows
from services.shared.table import Column, ColumnType
from services.workforce.reports.tier_columns import tier_columns, tier_keys

BATCH = 1_000
T = ColumnType

_LEADING = [
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("month", T.TEXT),
    Column("forecast", T.INTEGER),
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
_TRAILING = [
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("fte_weeks", T.NUMBER),
    Column("fte_gap", T.NUMBER),
]


async def monthly_summary_columns(session: ReadSession) -> list[Column]:
    """`fte_count` is the headcount, as the field's dashboards call it."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


async def monthly_summary(
    session: ReadSession, *, report: ReportRow, demands: DemandFilter, page: Page, columns: Sequence[Column]
) -> ReportRows:
    """The monthly summary of a report, by demand key and month; figures are rounded to two decimals."""
    total = await summary_rows.summary_count(session, report.id, demands, updated_since=page.updated_since)
    rows = summary_rows.summary_page(
        session,
        report.id,
        demands,
        updated_since=page.updated_since,
        offset=page.offset,
        limit=page.limit,
        batch=BATCH,
    )
    first = Month.of(report.first_month)
    return ReportRows(total, _batches(rows, first, tier_keys(columns)))


async def _batches(
    rows: AsyncIterator[Sequence[MonthlyFiguresRow]], first: Month, tiers: Sequence[tuple[int, bool]]
) -> AsyncIterator[list[list[Any]]]:
    months = report_months(first)
    async for batch in rows:
        yield [_row(row, months[row.forecast_month_index - 1], tiers) for row in batch]


def _row(row: MonthlyFiguresRow, month: Month, tiers: Sequence[tuple[int, bool]]) -> list[Any]:
    people = Counter(zip(row.person_tier_ids, row.person_is_placeholder, strict=True))
    return [
        row.main_lob,
        row.case_type,
        row.state,
        month.label,
        row.total_forecast,
        row.total_headcount,
        row.actual_headcount,
        row.placeholder_headcount,
        shown(row.total_fte_equivalent),
        shown(row.actual_fte_equivalent),
        shown(row.placeholder_fte_equivalent),
        shown(row.total_capacity),
        shown(row.capacity_gap),
        *(people[tier] for tier in tiers),
        month.start,
        row.computed_at,
        shown(row.fte_weeks),
        shown_or_none(row.fte_gap),
    ]
