"""The weekly detail: one row per demand and week, people and capacity split by tier."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any

from db.engine import AnyRow, ReadSession, Rows
from db.workforce.queries import tiers
from db.workforce.report_rows import Span, weekly_page
from services.shared.calendar import Month
from services.shared.numbers import exact, shown
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


async def weekly_detail(session: ReadSession, *, report: AnyRow, span: Span) -> Table:
    """The flat weekly detail of a report, by demand key and week; figures are rounded to two decimals.

    A week's forecast is its month's, spread evenly over the month's configured weeks.
    """
    columned = [tier for tier in await tiers(session, include_inactive=True) if tier.is_active]
    columns = [*_LEADING, *tier_columns(columned), *_TRAILING]
    first = Month(report.first_month.year, report.first_month.month)
    return Table(columns, _batches(weekly_page(session, span), first, columned))


async def _batches(rows: AsyncIterator[Rows], first: Month, columned: Sequence[Tier]) -> AsyncIterator[list[list[Any]]]:
    labels = [first.plus(index).label for index in range(6)]
    async for batch in rows:
        yield [_row(row, labels[row.month_index - 1], columned) for row in batch]


def _row(row: AnyRow, month: str, columned: Sequence[Tier]) -> list[Any]:
    people = Counter(zip(row.tier_ids, row.placeholder_flags, strict=True))
    forecast = Decimal(row.forecast) / row.weeks
    return [
        row.main_lob,
        row.case_type,
        row.state,
        row.year,
        row.week,
        month,
        shown(forecast),
        row.headcount,
        row.headcount - row.placeholders,
        row.placeholders,
        shown(row.fte),
        shown(row.fte - row.placeholder_fte),
        shown(row.placeholder_fte),
        shown(row.capacity),
        shown(exact(row.capacity) - forecast),
        *(people[tier.id, is_placeholder] for tier in columned for is_placeholder in (False, True)),
        row.start_date,
        row.computed_at,
    ]
