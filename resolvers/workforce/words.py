"""Rows and figures of the workforce room as words of the API."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

import strawberry

from db.engine import AnyRow
from schema.shared.month import ReportMonth
from schema.workforce import capacity as words
from schema.workforce.assignment import Assignment
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration
from schema.workforce.enums import RollupLevel
from services.shared.calendar import Month, Week
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import Metrics, Node, Slice, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier, break_down, percent_label


def tier(row: AnyRow) -> CapacityTier:
    """A tier."""
    return CapacityTier.from_row(row, label=percent_label(row.percentage))


def week_configuration(row: AnyRow) -> WeekConfiguration:
    """A configured week."""
    return WeekConfiguration.from_row(row, month=Month(row.month_year, row.month_number))


def month_configuration(row: AnyRow) -> MonthConfiguration:
    """A configured month."""
    return MonthConfiguration.from_row(row, month=Month(row.year, row.month))


def assignment(row: AnyRow) -> Assignment:
    """An assignment."""
    start_date, month = _place_in_time(row.year, row.week)
    return Assignment.from_row(row, start_date=start_date, month=month)


@lru_cache(maxsize=1024)
def _place_in_time(year: int, number: int) -> tuple[date, Month]:
    week = Week(year, number)
    return week.start, week.month


def capacity_tree(tree: CapacityTree, months: list[ReportMonth]) -> words.CapacityTree:
    """A report's tree."""
    total = rollup_node(tree.root, months, tree.tiers)
    return words.CapacityTree(months=months, categories=total.children, total=total)


def rollup_node(node: Node, months: list[ReportMonth], tiers: Sequence[Tier]) -> words.RollupNode:
    """A node with everything below it."""
    horizon = metrics_of_horizon(node)
    monthly = [metrics_of_month(month) for month in node.months]
    return words.RollupNode(
        id=strawberry.ID(node.place.id),
        name=node.place.name,
        level=RollupLevel(node.place.level.value) if node.place.level else None,
        metrics=_metrics(horizon),
        months=[
            words.MonthMetrics(
                month=month,
                metrics=_metrics(figures),
                count_tiers=partial(tier_breakdown, people, figures, tiers),
            )
            for month, figures, people in zip(months, monthly, node.months, strict=True)
        ],
        chart_series=words.ChartSeries(
            forecast=[month.sums.forecast for month in node.months],
            capacity=[month.sums.capacity for month in node.months],
            actual_capacity=[month.sums.actual_capacity for month in node.months],
            placeholder_capacity=[month.sums.placeholder_capacity for month in node.months],
        ),
        children=[rollup_node(child, months, tiers) for child in node.children],
        count_tiers=partial(tier_breakdown, node.horizon, horizon, tiers),
    )


def _metrics(figures: Metrics) -> words.CapacityMetrics:
    # A tree has seven of these a node; set at once they take half the time of fourteen arguments.
    made = words.CapacityMetrics.__new__(words.CapacityMetrics)
    made.__dict__ = figures._asdict()
    return made


def tier_breakdown(people: Slice, totals: Metrics, tiers: Sequence[Tier]) -> words.TierBreakdown:
    """People by tier."""
    counted = break_down(people, totals, tiers)
    return words.TierBreakdown(
        tiers=[
            words.TierCount(
                tier_name=one.name,
                label=one.label,
                percentage=one.percentage,
                actual=one.actual,
                placeholder=one.placeholder,
                total=one.total,
                capacity=one.capacity,
            )
            for one in counted.tiers
        ],
        totals=words.TierTotals(
            actual_headcount=totals.actual_count,
            placeholder_headcount=totals.placeholder_count,
            total_headcount=totals.headcount,
            actual_fte_equivalent=totals.actual_equivalent,
            placeholder_fte_equivalent=totals.placeholder_equivalent,
            total_fte_equivalent=totals.fte_equivalent,
            total_capacity=totals.capacity,
        ),
    )
