"""A rolled-up tree as types of the API: whole floors as columns, and views of single nodes and months.

The columnar executor answers a tree floor by floor: it asks `NodeColumns` for a column of all nodes of a floor, and for
their children, which are the next floor. Everybody else iterates and gets views; no node is ever copied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from operator import attrgetter
from typing import Any, NamedTuple, cast

import strawberry

from columnar import Columns, Grouped
from db.forecast.filters import DemandFilter
from db.shared.combining import COMBINING
from db.workforce.rollup_rows import STALE
from resolvers.workforce.mapping import tier_breakdown
from schema.shared.month import ReportMonth
from schema.shared.node import ComputedIds
from schema.workforce import capacity
from schema.workforce.enums import RollupLevel
from services.shared.calendar import MONTHS_IN_REPORT as MONTHS
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.drift import DriftParts
from services.workforce.reports.figures import Figures, Metrics, by_node
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Floor, Node, Slice, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier

SERIES = {
    "forecast": "total_forecast",
    "capacity": "total_capacity",
    "actual_capacity": "actual_capacity",
    "placeholder_capacity": "placeholder_capacity",
    "fte_gap": "fte_gap",
}


def node_ids(report_id: int, levels: Sequence[Level], chosen: DemandFilter) -> ComputedIds:
    """The ids of a tree's nodes, of all that their figures and their children follow from."""
    own = [getattr(chosen, field.name) for field in fields(chosen) if field.name not in COMBINING]
    combined = [astuple(chosen)] if any(getattr(chosen, name) for name in COMBINING) else []
    return ComputedIds("RollupNode", report_id, levels, [*own, *combined])


def capacity_tree(
    report_id: int, tree: CapacityTree, months: list[ReportMonth], ids: ComputedIds
) -> capacity.CapacityTree:
    """A report's tree, with the months of the report."""
    shared = Shared(months, tree.tiers, ids)
    total = NodeView(tree.root, shared)
    return capacity.CapacityTree(report_id=report_id, months=months, categories=total.children, total=total)  # type: ignore[arg-type]


class Shared(NamedTuple):
    """What all nodes of a tree have in common."""

    months: list[ReportMonth]
    tiers: Sequence[Tier]
    ids: ComputedIds


class NodeView:
    """A node as `RollupNode` has it."""

    def __init__(self, node: Node, shared: Shared) -> None:
        self._node = node
        self._shared = shared
        self.slug, self.name = node.place.slug, node.place.name
        self.level = RollupLevel(node.place.level.value) if node.place.level else None

    @property
    def id(self) -> strawberry.ID:
        """What a client's cache goes by."""
        return self._shared.ids.of(self.slug)

    @property
    def metrics(self) -> Metrics:
        """Figures over all months."""
        return metrics_of_horizon(self._node)

    @property
    def months(self) -> list["MonthView"]:
        """Figures month by month."""
        pairs = zip(self._shared.months, self._node.months, strict=True)
        return [MonthView(month, slice_, self._shared) for month, slice_ in pairs]

    @property
    def chart_series(self) -> "SeriesView":
        """One value a month."""
        return SeriesView(self._node)

    @property
    def children(self) -> "NodeColumns | list[NodeView]":
        """The next level."""
        floor, index = self._node.floor, self._node.number
        if floor.below is None:
            return []
        return NodeColumns(floor.below, floor.bounds[index], floor.bounds[index + 1], self._shared)

    @property
    def tier_breakdown(self) -> capacity.TierBreakdown:
        """People over all months by tier."""
        return tier_breakdown(self._node.horizon, self.metrics, self._shared.tiers)

    @property
    def is_stale(self) -> bool:
        """Whether cells of any month do not follow the configured hours."""
        return self._node.horizon.is_stale


class SeriesView:
    """A node's chart series as `ChartSeries` has them; each is added up when it is asked for."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def __getattr__(self, name: str) -> list[Any]:
        if name not in SERIES:
            raise AttributeError(name)
        return self._node.series(SERIES[name])


class MonthView(NamedTuple):
    """A node in one month as `MonthMetrics` has it."""

    month: ReportMonth
    slice: Slice
    shared: Shared

    @property
    def metrics(self) -> Metrics:
        """Its figures."""
        return metrics_of_month(self.slice)

    @property
    def tier_breakdown(self) -> capacity.TierBreakdown:
        """Its people by tier."""
        return tier_breakdown(self.slice, self.metrics, self.shared.tiers)

    @property
    def is_stale(self) -> bool:
        """Whether its cells do not follow the configured hours."""
        return self.slice.is_stale


class ColumnRange:
    """A part of columns: from the place `first` up to `last`, which is left out."""

    def __init__(self, first: int, last: int) -> None:
        self._first = first
        self._last = last

    def __len__(self) -> int:
        return self._last - self._first


class NodeColumns(ColumnRange):
    """Nodes next to one another on a floor."""

    def __init__(self, floor: Floor, first: int, last: int, shared: Shared) -> None:
        super().__init__(first, last)
        self._floor = floor
        self._shared = shared

    def __iter__(self) -> Iterator[NodeView]:
        return (NodeView(Node(self._floor, index), self._shared) for index in range(self._first, self._last))

    def column(self, name: str) -> Any:
        """One attribute of every node."""
        floor, first, last = self._floor, self._first, self._last
        if name == "id":
            id_of = self._shared.ids.of
            return [id_of(place.slug) for place in floor.places[first:last]]
        if name in ("slug", "name"):
            return list(map(attrgetter(name), floor.places[first:last]))
        if name == "metrics":
            return MetricsColumns(floor.horizon, first, last)
        if name == "months":
            months = MonthColumns(floor, first * MONTHS, last * MONTHS, self._shared)
            return Grouped(cast(Columns, months), [MONTHS] * len(self))
        if name == "is_stale":
            return list(map(any, by_node(floor.sums(STALE)[first * MONTHS : last * MONTHS])))
        if name == "chart_series":
            return SeriesColumns(floor, first, last)
        if name == "children" and floor.below is not None:
            bounds = floor.bounds
            sizes = [bounds[index + 1] - bounds[index] for index in range(first, last)]
            below = NodeColumns(floor.below, bounds[first], bounds[last], self._shared)
            return Grouped(cast(Columns, below), sizes)
        return [getattr(node, name) for node in self]


class MonthColumns(ColumnRange):
    """The months of nodes next to one another, six a node."""

    def __init__(self, floor: Floor, first: int, last: int, shared: Shared) -> None:
        super().__init__(first, last)
        self._floor = floor
        self._shared = shared

    def __iter__(self) -> Iterator[MonthView]:
        for slot in range(self._first, self._last):
            yield MonthView(self._shared.months[slot % MONTHS], Slice(self._floor, range(slot, slot + 1)), self._shared)

    def column(self, name: str) -> Any:
        """One attribute of every month."""
        if name == "month":
            return self._shared.months * (len(self) // MONTHS)
        if name == "metrics":
            return MetricsColumns(self._floor.monthly, self._first, self._last)
        if name == "is_stale":
            return list(map(bool, self._floor.sums(STALE)[self._first : self._last]))
        return [getattr(month, name) for month in self]


class MetricsColumns(ColumnRange):
    """The figures of nodes, or of nodes' months, next to one another."""

    def __init__(self, figures: Figures, first: int, last: int) -> None:
        super().__init__(first, last)
        self._figures = figures

    def __iter__(self) -> Iterator[Metrics]:
        return map(self._figures.at, range(self._first, self._last))

    def column(self, name: str) -> Any:
        """One figure of every place."""
        if name == "drift_parts":
            return DriftColumns(self._figures, self._first, self._last)
        return self._figures.column(name)[self._first : self._last]


class DriftColumns(ColumnRange):
    """What the drifts are made of, of nodes, or of nodes' months, next to one another."""

    def __init__(self, figures: Figures, first: int, last: int) -> None:
        super().__init__(first, last)
        self._figures = figures

    def __iter__(self) -> Iterator[DriftParts]:
        return (self._figures.at(place).drift_parts for place in range(self._first, self._last))

    def column(self, name: str) -> list[Any]:
        """One part of every drift."""
        return self._figures.column(f"drift_{name}")[self._first : self._last]


class SeriesColumns(ColumnRange):
    """The chart series of nodes next to one another."""

    def __init__(self, floor: Floor, first: int, last: int) -> None:
        super().__init__(first, last)
        self._floor = floor

    def __iter__(self) -> Iterator[SeriesView]:
        return (SeriesView(Node(self._floor, index)) for index in range(self._first, self._last))

    def column(self, name: str) -> list[Any]:
        """One series of every node."""
        sums = self._floor.sums(SERIES[name])
        return list(by_node(sums[self._first * MONTHS : self._last * MONTHS]))
