"""Rows and figures of the workforce room as words of the API."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

import strawberry

from resolvers.shapes import From, Shape, global_id_of
from schema.shared.month import Month as MonthWords
from schema.shared.month import ReportMonth
from schema.workforce import capacity as words
from schema.workforce.assignment import Assignment
from schema.workforce.configuration import CapacityTier, MonthConfiguration, WeekConfiguration
from schema.workforce.enums import RollupLevel
from schema.workforce.resource import Resource
from services.shared.calendar import Month, Week
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import Metrics, Node, Slice, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier, break_down, percent_label


@lru_cache(maxsize=4096)
def _monday(year: int, number: int) -> date:
    return Week(year, number).start


@lru_cache(maxsize=4096)
def _month_of_week(year: int, number: int) -> MonthWords:
    return _month(Week(year, number).month)


@lru_cache(maxsize=1024)
def _month(month: Month) -> MonthWords:
    return MonthWords.of(month)


resource = Shape(Resource, id=global_id_of("Resource"), key="id")
tier = Shape(CapacityTier, id=global_id_of("CapacityTier"), label=From(("percentage",), percent_label))
week_configuration = Shape(
    WeekConfiguration,
    id=global_id_of("WeekConfiguration"),
    month=From(("month_year", "month_number"), lambda year, number: _month(Month(year, number))),
)
month_configuration = Shape(
    MonthConfiguration,
    id=global_id_of("MonthConfiguration"),
    month=From(("year", "month"), lambda year, number: _month(Month(year, number))),
)


assignment = Shape(
    Assignment,
    id=global_id_of("Assignment"),
    start_date=From(("year", "week"), _monday),
    month=From(("year", "week"), _month_of_week),
)


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
