"""The dashboard's nested forms: the hierarchy with metrics and tiers, and its chart series; empty without a tree."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from services.shared.calendar import Month
from services.shared.numbers import shown
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import Node, Slice, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier, break_down


def hierarchy(tree: CapacityTree | None, months: Sequence[Month]) -> dict[str, Any]:
    """Categories with their children, labels of the months, and the chart series of the whole."""
    return {
        "categories": [_node(child, tree.tiers) for child in tree.root.children] if tree else [],
        "months": [month.label for month in months],
        "chart_series": chart_series(tree.root.months if tree else []),
    }


def charts(tree: CapacityTree | None, months: Sequence[Month]) -> dict[str, Any]:
    """Chart series of the whole and of each category."""
    return {
        "months": [month.label for month in months],
        "chart_series": chart_series(tree.root.months if tree else []),
        "categories": [
            {"id": node.place.id, "name": node.place.name, "chart_series": chart_series(node.months)}
            for node in (tree.root.children if tree else [])
        ],
    }


def tiers_nested(tree: CapacityTree | None, months: Sequence[Month]) -> dict[str, Any]:
    """People and cases by tier: over all months, and month by month."""
    if tree is None:
        return {"tier_breakdown": {}, "months": []}
    whole = metrics_of_horizon(tree.root)
    return {
        "tier_breakdown": _tiers(tree.root.horizon, whole, tree.tiers, capacity=True),
        "months": [
            {"month": month.label, "tier_breakdown": _tiers(one, metrics_of_month(one), tree.tiers, capacity=True)}
            for month, one in zip(months, tree.root.months, strict=True)
        ],
    }


def chart_series(months: Sequence[Slice]) -> dict[str, list[float]]:
    """A node's trends, one value a month; cases, rounded to two decimals."""
    sums = [month.sums for month in months]
    return {
        "forecast_trend": [one.forecast for one in sums],
        "capacity_trend": [shown(one.capacity) for one in sums],
        "actual_capacity_trend": [shown(one.actual_capacity) for one in sums],
        "placeholder_capacity_trend": [shown(one.placeholder_capacity) for one in sums],
    }


def _node(node: Node, tiers: Sequence[Tier]) -> dict[str, Any]:
    figures = metrics_of_horizon(node)
    return {
        "id": node.place.id,
        "name": node.place.name,
        "metrics": {
            "forecast": figures.forecast,
            "capacity": shown(figures.capacity),
            "gap": shown(figures.gap),
            "fte_count": figures.headcount,
            "actual_count": figures.actual_count,
            "placeholder_count": figures.placeholder_count,
            "fte_equivalent": shown(figures.fte_equivalent),
            "actual_equivalent": shown(figures.actual_equivalent),
            "placeholder_equivalent": shown(figures.placeholder_equivalent),
        },
        "tier_breakdown": _tiers(node.horizon, figures, tiers, capacity=False),
        "children": [_node(child, tiers) for child in node.children],
    }


def _tiers(people: Slice, figures: Any, tiers: Sequence[Tier], *, capacity: bool) -> dict[str, Any]:
    """By label; tiers that share one are named."""
    found = break_down(people, figures, tiers).tiers
    labels = Counter(tier.label for tier in found)
    return {
        tier.label if labels[tier.label] == 1 else tier.name: {
            "actual": tier.actual,
            "placeholder": tier.placeholder,
            "total": tier.total,
            **({"capacity": shown(tier.capacity)} if capacity else {}),
        }
        for tier in found
    }
