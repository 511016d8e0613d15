"""The monthly summary as sheets for people: by demand and as a tree, counts of people with their placeholders."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.workbook import Layout, Merge, SheetRows
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.figures import Metrics
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Node, metrics_of_horizon, metrics_of_month

FIGURES = ("Forecast", "People", "FTE", "Capacity", "Gap")
FORMATS = ("#,##0", "#,##0", "#,##0.00", "#,##0.00", "#,##0.00;[Red]-#,##0.00")
NOTE = "People: 25 (20) is 25 people, 20 of whom are placeholders."
GROUPS_ROW = 2  # the row of months, below the note
DEMAND_LEVELS = (Level.MAIN_LOB, Level.STATE, Level.CASE_TYPE)

NamedNode = tuple[Sequence[str], Node]
"""What stands in the first columns of a row, and the node whose figures follow."""


def demand_sheet(tree: CapacityTree | None, months: Sequence[Month]) -> SheetRows:
    """One row per demand, of a tree by main LOB, state and case type."""
    layout = _layout("Monthly summary", ("Main LOB", "State", "Case type"), months)
    return SheetRows(layout, _rows(_by_demand(tree) if tree else ()))


def tree_sheet(tree: CapacityTree | None, months: Sequence[Month]) -> SheetRows:
    """One row per node of a tree, and its total."""
    return SheetRows(_layout("Capacity tree", ("Node", "Level"), months), _rows(_by_node(tree) if tree else ()))


def with_placeholders(total: int, placeholders: int) -> int | str:
    """A count of people with its placeholder indicator: 25 (20) is 25 people, 20 of whom are placeholders."""
    return f"{total} ({placeholders})" if placeholders else total


def _layout(title: str, keys: Sequence[str], months: Sequence[Month]) -> Layout:
    groups, width = [month.label for month in months] + ["All months"], len(FIGURES)
    starts = range(len(keys) + 1, len(keys) + width * len(groups), width)
    return Layout(
        title,
        [
            [*[None] * len(keys), *(label for group in groups for label in (group, *[None] * (width - 1)))],
            [*keys, *FIGURES * len(groups)],
        ],
        [*[None] * len(keys), *FORMATS * len(groups)],
        keys=len(keys),
        merges=[Merge(GROUPS_ROW, start, GROUPS_ROW, start + width - 1) for start in starts],
        notes=[NOTE],
    )


def _rows(nodes: Iterable[NamedNode]) -> Iterator[list[Any]]:
    return ([*words, *_figures(node)] for words, node in nodes)


def _figures(node: Node) -> Iterator[Any]:
    for figures in (*map(metrics_of_month, node.months), metrics_of_horizon(node)):
        yield from _cells(figures)


def _cells(figures: Metrics) -> tuple[Any, ...]:
    return (
        figures.forecast,
        with_placeholders(figures.headcount, figures.placeholder_count),
        shown(figures.fte_equivalent),
        shown(figures.capacity),
        shown(figures.gap),
    )


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
