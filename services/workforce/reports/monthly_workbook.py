"""The monthly summary as sheets for people: by demand and as a tree, counts of people with their placeholders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from services.shared.calendar import Month
from services.shared.numbers import shown, shown_or_none
from services.shared.workbook import CENTS, WHOLE, Layout, Merge, SheetRows
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.figures import Metrics
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Node, metrics_of_horizon, metrics_of_month

SIGNED = "#,##0.00;[Red]-#,##0.00"
NOTE = "People: 25 (20) is 25 people, 20 of whom are placeholders. FTE gap: the gap in full-time people."


class Figure(NamedTuple):
    """A column of each month: its header and format, and what stands in it."""

    header: str
    format: str
    value: Callable[[Metrics], Any]


def with_placeholders(total: int, placeholders: int) -> int | str:
    """A count of people with its placeholder indicator: 25 (20) is 25 people, 20 of whom are placeholders."""
    return f"{total:,} ({placeholders:,})" if placeholders else total


FIGURES = {
    "forecast": Figure("Forecast", WHOLE, lambda one: one.forecast),
    "people": Figure("People", WHOLE, lambda one: with_placeholders(one.headcount, one.placeholder_count)),
    "fte": Figure("FTE", CENTS, lambda one: shown(one.fte_equivalent)),
    "capacity": Figure("Capacity", CENTS, lambda one: shown(one.capacity)),
    "gap": Figure("Gap", SIGNED, lambda one: shown(one.gap)),
    "fte_gap": Figure("FTE gap", SIGNED, lambda one: shown_or_none(one.fte_gap)),
}
"""By the names that are asked for."""
DEMAND_LEVELS = (Level.MAIN_LOB, Level.STATE, Level.CASE_TYPE)

NamedNode = tuple[Sequence[str], Node]
"""What stands in the first columns of a row, and the node whose figures follow."""


class MonthlySheets(NamedTuple):
    """How the sheets look: the months, the chosen figures of each, and what is said above them."""

    months: Sequence[Month]
    figures: Sequence[Figure]
    subject: str

    def by_demand(self, tree: CapacityTree | None) -> SheetRows:
        """One row per demand, of a tree by main LOB, state and case type."""
        layout = self._layout("Monthly summary", ("Main LOB", "State", "Case type"))
        return SheetRows(layout, self._rows(_by_demand(tree) if tree else ()))

    def by_node(self, tree: CapacityTree | None) -> SheetRows:
        """One row per node of a tree, and its total."""
        return SheetRows(self._layout("Capacity tree", ("Node", "Level")), self._rows(_by_node(tree) if tree else ()))

    def _layout(self, title: str, keys: Sequence[str]) -> Layout:
        groups, width = [month.label for month in self.months] + ["All months"], len(self.figures)
        starts = range(len(keys) + 1, len(keys) + width * len(groups), width)
        notes = [self.subject, NOTE]
        row = len(notes) + 1
        return Layout(
            title,
            [
                [*[None] * len(keys), *(label for group in groups for label in (group, *[None] * (width - 1)))],
                [*keys, *[figure.header for figure in self.figures] * len(groups)],
            ],
            [*[None] * len(keys), *[figure.format for figure in self.figures] * len(groups)],
            keys=len(keys),
            merges=[Merge(row, start, row, start + width - 1) for start in starts if width > 1],
            notes=notes,
            pages=starts,
        )

    def _rows(self, nodes: Iterable[NamedNode]) -> Iterator[list[Any]]:
        return ([*words, *self._figures(node)] for words, node in nodes)

    def _figures(self, node: Node) -> Iterator[Any]:
        for metrics in (*map(metrics_of_month, node.months), metrics_of_horizon(node)):
            yield from (figure.value(metrics) for figure in self.figures)


def _by_demand(tree: CapacityTree) -> Iterator[NamedNode]:
    for lob in tree.root.children:
        for state in lob.children:
            for case_type in state.children:
                yield (lob.place.name, state.place.name, case_type.place.name), case_type


def _by_node(tree: CapacityTree) -> Iterator[NamedNode]:
    """Every node below the one it belongs to, indented, the total last."""

    def walk(node: Node, depth: int) -> Iterator[NamedNode]:
        level = str(node.place.level).replace("_", " ").capitalize() if node.place.level else ""
        yield ("    " * depth + node.place.name, level), node
        for child in node.children:
            yield from walk(child, depth + 1)

    for category in tree.root.children:
        yield from walk(category, 0)
    yield ("Total", ""), tree.root
