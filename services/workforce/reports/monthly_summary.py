"""The monthly summary: one row per demand and month, people and capacity split by tier."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

from db.engine import ReadSession
from db.forecast.rows import ReportRow
from db.workforce import summary_rows
from db.workforce.figure_rows import ReportedSummaryRow
from db.workforce.report_rows import Span
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.report import ReportRows
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.workforce.reports.tier_columns import tier_columns, tier_keys

BATCH = 1_000
FAR = 100_000  # months
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
_TRAILING = [Column("month_start", T.DATE), Column("updated_at", T.DATETIME), *MARKS]
MONTHLY_SUMMARY_PLACE = (str, str, str, int, int)
"""Main LOB, state, case type, and the month as year and number."""


async def monthly_summary_columns(session: ReadSession) -> list[Column]:
    """`fte_count` is the headcount, as the field's dashboards call it."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


async def monthly_summary(
    session: ReadSession, *, report: ReportRow, span: Span, columns: Sequence[Column]
) -> ReportRows:
    """The monthly summary of a report, by demand key and month; figures are rounded to two decimals."""
    first = Month.of(report.first_month)
    if span.after is not None:
        *words, year, number = span.after
        span = span._replace(after=(*words, _place(year, number, first)))
    last = await summary_rows.summary_page_end(session, span)
    rows = summary_rows.summary_page(session, span, batch=BATCH)
    batches = _batches(rows, first, tier_keys(columns), report)
    return ReportRows(batches, last and (*last[:3], *_month(first, last[3])))


def _place(year: int, number: int, first: Month) -> int:
    """A month, counted from the first one of the report; one of no report comes after all that are."""
    return min((year - first.year) * 12 + number - first.number + 1, FAR)


def _month(first: Month, place: int) -> tuple[int, int]:
    month = first.plus(place - 1)
    return month.year, month.number


async def _batches(
    rows: AsyncIterator[Sequence[ReportedSummaryRow]],
    first: Month,
    tiers: Sequence[tuple[int, bool]],
    report: ReportRow,
) -> AsyncIterator[list[list[Any]]]:
    async for batch in rows:
        yield [_row(row, first.plus(row.place - 1), tiers, report) for row in batch]


def _row(row: ReportedSummaryRow, month: Month, tiers: Sequence[tuple[int, bool]], report: ReportRow) -> list[Any]:
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
        *((row.updated_at, *COUNTS) if row.counts else (report.created_at, False, report.created_at)),
    ]
