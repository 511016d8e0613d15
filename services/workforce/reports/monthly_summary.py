"""The monthly summary: one row per demand and month, people and capacity split by tier."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from db.workforce import summary_rows
from db.workforce.figure_rows import MonthlyFiguresRow
from db.workforce.tiers import list_tiers
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.table import Column, ColumnType, Table
from services.shared.text import slug
from services.workforce.reports.tiers import Tier

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
_TRAILING = [Column("month_start", T.DATE), Column("updated_at", T.DATETIME)]


async def monthly_summary(
    session: ReadSession,
    *,
    report: ReportRow,
    chosen: DemandFilter,
    updated_since: datetime | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Table:
    """The flat monthly summary of a report, by demand key and month; figures are rounded to two decimals.

    `fte_count` is the headcount, as the field's dashboards call it.
    """
    columned = [tier for tier in await list_tiers(session, include_inactive=True) if tier.is_active]
    columns = [*_LEADING, *tier_columns(columned), *_TRAILING]
    rows = summary_rows.summary_page(
        session, report.id, chosen, updated_since=updated_since, offset=offset, limit=limit, batch=BATCH
    )
    first = Month.of(report.first_month)
    return Table(columns, _batches(rows, first, columned))


def tier_columns(columned: Sequence[Tier]) -> list[Column]:
    """Two columns a tier, named by its percentage, or by its name where two tiers share one."""
    percentages = Counter(tier.percentage for tier in columned)
    names = [
        f"{round(tier.percentage * 100, 4):g}".replace(".", "_")
        if percentages[tier.percentage] == 1
        else slug(tier.name).replace("-", "_")
        for tier in columned
    ]
    return [Column(f"tier_{name}_{kind}", T.INTEGER) for name in names for kind in ("actual", "placeholder")]


async def _batches(
    rows: AsyncIterator[Sequence[MonthlyFiguresRow]], first: Month, columned: Sequence[Tier]
) -> AsyncIterator[list[list[Any]]]:
    months = [first.plus(index) for index in range(6)]
    async for batch in rows:
        yield [_row(row, months[row.forecast_month_index - 1], columned) for row in batch]


def _row(row: MonthlyFiguresRow, month: Month, columned: Sequence[Tier]) -> list[Any]:
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
        *(people[tier.id, is_placeholder] for tier in columned for is_placeholder in (False, True)),
        month.start,
        row.computed_at,
    ]
