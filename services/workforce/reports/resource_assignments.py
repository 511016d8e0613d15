"""The resource assignments: one row per active assignment with its resource, tier and demand."""

from collections.abc import AsyncIterator
from typing import Any

from db.engine import AnyRow, ReadSession, Rows
from db.workforce.report_rows import Span, assignment_rows
from services.shared.calendar import Month, Week
from services.shared.numbers import shown
from services.shared.table import Column, ColumnType, Table
from services.workforce.reports.tiers import percent_label

T = ColumnType
_COLUMNS = [
    Column("cn", T.TEXT),
    Column("display_name", T.TEXT),
    Column("resource_type", T.TEXT),
    Column("platform", T.TEXT),
    Column("location", T.TEXT),
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("year", T.INTEGER),
    Column("week", T.INTEGER),
    Column("month", T.TEXT),
    Column("tier", T.TEXT),
    Column("tier_label", T.TEXT),
    Column("production_percentage", T.NUMBER),
    Column("weekly_capacity", T.NUMBER),
    Column("assignment_type", T.TEXT),
    Column("is_forced", T.BOOLEAN),
    Column("assigned_by", T.TEXT),
    Column("assigned_at", T.DATETIME),
    Column("week_start", T.DATE),
    Column("updated_at", T.DATETIME),
]


async def resource_assignments(session: ReadSession, *, report: AnyRow, span: Span) -> Table:
    """The flat assignments of a report, by week and cn; percentages are fractions, capacities have two decimals."""
    first = Month(report.first_month.year, report.first_month.month)
    return Table(_COLUMNS, _batches(assignment_rows(session, span), first))


async def _batches(rows: AsyncIterator[Rows], first: Month) -> AsyncIterator[list[list[Any]]]:
    labels = [first.plus(index).label for index in range(6)]
    async for batch in rows:
        yield [_row(row, labels[row.forecast_month_index - 1]) for row in batch]


def _row(row: AnyRow, month: str) -> list[Any]:
    return [
        row.cn,
        row.display_name,
        row.resource_type,
        row.platform,
        row.location.title(),
        row.main_lob,
        row.case_type,
        row.state,
        row.year,
        row.week,
        month,
        row.tier_name,
        percent_label(row.production_percentage),
        row.production_percentage,
        shown(row.weekly_capacity),
        row.assignment_type,
        row.is_forced,
        row.assigned_by,
        row.assigned_at,
        Week(row.year, row.week).start,
        row.updated_at,
    ]
