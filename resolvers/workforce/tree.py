"""A rolled-up tree as types of the API: whole floors as columns, and views of single nodes and months.

The columnar executor answers a tree floor by floor: it asks `NodeColumns` for a column of all nodes of a floor, and for
their children, which are the next floor. Everybody else iterates and gets views; no node is ever copied.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

from columnar import Columns, Grouped
from resolvers.workforce.mapping import tier_breakdown
from schema.shared.month import ReportMonth
from schema.workforce import capacity
from schema.workforce.enums import RollupLevel
from services.shared.calendar import MONTHS_IN_REPORT as MONTHS
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.figures import Figures, Metrics, by_node
from services.workforce.reports.levels import Place
from services.workforce.reports.rollup import CHARTED, Floor, Node, Slice, Sums, metrics_of_horizon, metrics_of_month
from services.workforce.reports.tiers import Tier

SERIES = dict(zip(Sums._fields, CHARTED, strict=True))


def capacity_tree(report_id: int, tree: CapacityTree, months: list[ReportMonth]) -> capacity.CapacityTree:
    """A report's tree, with the months of the report."""
    shared = Shared(months, tree.tiers)
    total = NodeView(tree.root, shared)
    return capacity.CapacityTree(report_id=report_id, months=months, categories=total.children, total=total)  # type: ignore[arg-type]


class Shared(NamedTuple):
    """What all nodes of a tree have in common."""

    months: list[ReportMonth]
    tiers: Sequence[Tier]


class NodeView:
    """A node as `RollupNode` has it."""

    def __init__(self, node: Node, shared: Shared) -> None:
        self._node = node
        self._shared = shared
        self.id, self.name = node.place.id, node.place.name
        self.level = RollupLevel(node.place.level.value) if node.place.level else None

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
    def chart_series(self) -> capacity.ChartSeries:
        """One value a month."""
        return _series(zip(*[month.sums for month in self._node.months], strict=True))

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
        if name in ("id", "name"):
            position = Place._fields.index(name)
            return [place[position] for place in floor.places[first:last]]
        if name == "metrics":
            return MetricsColumns(floor.horizon, first, last)
        if name == "months":
            months = MonthColumns(floor, first * MONTHS, last * MONTHS, self._shared)
            return Grouped(cast(Columns, months), [MONTHS] * len(self))
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
        return [getattr(month, name) for month in self]


class MetricsColumns(ColumnRange):
    """The figures of nodes, or of nodes' months, next to one another."""

    def __init__(self, figures: Figures, first: int, last: int) -> None:
        super().__init__(first, last)
        self._figures = figures

    def __iter__(self) -> Iterator[Metrics]:
        return map(self._figures.at, range(self._first, self._last))

    def column(self, name: str) -> list[Any]:
        """One figure of every place."""
        return self._figures.column(name)[self._first : self._last]


class SeriesColumns(ColumnRange):
    """The chart series of nodes next to one another."""

    def __init__(self, floor: Floor, first: int, last: int) -> None:
        super().__init__(first, last)
        self._floor = floor

    def __iter__(self) -> Iterator[capacity.ChartSeries]:
        columns = [self.column(name) for name in SERIES]
        return map(_series, zip(*columns, strict=True))

    def column(self, name: str) -> list[Any]:
        """One series of every node."""
        sums = self._floor.sums(SERIES[name])
        return list(by_node(sums[self._first * MONTHS : self._last * MONTHS]))


def _series(values: Iterable[Any]) -> capacity.ChartSeries:
    return capacity.ChartSeries(**dict(zip(SERIES, map(list, values), strict=True)))
