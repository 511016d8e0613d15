"""The dashboard's nested forms: the hierarchy with metrics and tiers, and its chart series."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from services.shared.calendar import Month
from services.shared.numbers import shown, shown_or_none
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.rollup import Node, Slice, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier, break_down


def hierarchy(tree: CapacityTree, months: Sequence[Month]) -> dict[str, Any]:
    """Categories with their children, labels of the months, and the chart series of the whole."""
    return {
        "categories": [_node(child, tree.tiers) for child in tree.root.children],
        "months": [month.label for month in months],
        "chart_series": chart_series(tree.root),
    }


def charts(tree: CapacityTree, months: Sequence[Month]) -> dict[str, Any]:
    """Chart series of the whole and of each category."""
    return {
        "months": [month.label for month in months],
        "chart_series": chart_series(tree.root),
        "categories": [
            {"id": node.place.slug, "name": node.place.name, "chart_series": chart_series(node)}
            for node in tree.root.children
        ],
    }


def tiers_nested(tree: CapacityTree, months: Sequence[Month]) -> dict[str, Any]:
    """People and cases by tier: over all months, and month by month."""
    whole = metrics_of_horizon(tree.root)
    return {
        "tier_breakdown": _tiers(tree.root.horizon, whole, tree.tiers, capacity=True),
        "months": [
            {"month": month.label, "tier_breakdown": _tiers(one, metrics_of_month(one), tree.tiers, capacity=True)}
            for month, one in zip(months, tree.root.months, strict=True)
        ],
    }


def chart_series(node: Node) -> dict[str, list[Any]]:
    """A node's trends, one value a month, rounded to two decimals: cases, and the gap in full-time people."""
    return {
        "forecast_trend": node.series("total_forecast"),
        "capacity_trend": list(map(shown, node.series("total_capacity"))),
        "actual_capacity_trend": list(map(shown, node.series("actual_capacity"))),
        "placeholder_capacity_trend": list(map(shown, node.series("placeholder_capacity"))),
        "fte_gap_trend": list(map(shown_or_none, node.series("fte_gap"))),
    }


def _node(node: Node, tiers: Sequence[Tier]) -> dict[str, Any]:
    figures = metrics_of_horizon(node)
    return {
        "id": node.place.slug,
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
            "fte_weeks": shown(figures.fte_weeks),
            "fte_gap": shown_or_none(figures.fte_gap),
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
