"""Capacity by tier: one row per month and tier over all demands asked for."""

from collections.abc import Sequence
from typing import Any

from db.forecast.rows import ReportRow
from services.shared.calendar import Month, report_months
from services.shared.numbers import shown
from services.shared.table import Column, ColumnType, Table, pages
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import metrics_of_month
from services.workforce.reports.tiers import break_down

T = ColumnType
_COLUMNS = [
    Column("month", T.TEXT),
    Column("tier", T.TEXT),
    Column("tier_label", T.TEXT),
    Column("percentage", T.NUMBER),
    Column("actual_count", T.INTEGER),
    Column("placeholder_count", T.INTEGER),
    Column("fte_count", T.INTEGER),
    Column("capacity", T.NUMBER),
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
]


def capacity_by_tier(*, report: ReportRow, tree: CapacityTree, updated_at: Any) -> Table:
    """The tiers of each month, in calendar and display order; somebody counts at the tier of their last week in it."""
    months = report_months(Month.of(report.first_month))
    return Table(_COLUMNS, pages(_rows(tree, months, updated_at)))


def _rows(tree: CapacityTree, months: Sequence[Month], updated_at: Any) -> list[list[Any]]:
    return [
        [
            month.label,
            tier.name,
            tier.label,
            tier.percentage,
            tier.actual,
            tier.placeholder,
            tier.total,
            shown(tier.capacity),
            month.start,
            updated_at,
        ]
        for month, figures in zip(months, tree.root.months, strict=True)
        for tier in break_down(figures, metrics_of_month(figures), tree.tiers).tiers
    ]
