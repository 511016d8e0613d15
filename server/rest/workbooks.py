"""The workbook of the monthly summary: for people, with a placeholder indicator, and the same as tidy rows."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from db.engine import ReadSession
from server.render.cells import with_placeholders
from server.render.workbook import Book, Layout, add_table
from server.rest.catalogue import DASHBOARD, Asked, monthly, tree_of
from services.shared.calendar import Month, report_months
from services.shared.numbers import shown
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.figures import Metrics
from services.workforce.reports.levels import Level
from services.workforce.reports.rollup import Node, metrics_of_horizon, metrics_of_month

FIGURES = ("Forecast", "People", "FTE", "Capacity", "Gap")
FORMATS = ("#,##0", "#,##0", "#,##0.00", "#,##0.00", "#,##0.00;[Red]-#,##0.00")
NOTE = "People: 25 (20) is 25 people, 20 of whom are placeholders."
DEMANDS = (Level.MAIN_LOB, Level.STATE, Level.CASE_TYPE)


async def monthly_workbook(session: ReadSession, asked: Asked) -> Book:
    """Three sheets: the monthly summary by demand, the capacity tree, and the summary's data."""
    months = report_months(Month(asked.report.first_month.year, asked.report.first_month.month))
    demands = await tree_of(session, asked, DEMANDS)
    tree = await tree_of(session, asked, DASHBOARD)
    built = await monthly(session, asked)
    named = f"{Month(asked.report.year, asked.report.month).name} {asked.report.year}"
    book = Book(f"Monthly summary, {named}")
    for layout, nodes in (
        (_layout("Monthly summary", ("Main LOB", "State", "Case type"), months), _by_demand(demands)),
        (_layout("Capacity tree", ("Node", "Level"), months), _by_node(tree)),
    ):
        rows = [[*words, *_figures(node)] for words, node in nodes]
        await asyncio.to_thread(book.sheet(layout, like=rows).append, rows)
    await add_table(book, "Data", built.table)
    return book


def _layout(title: str, keys: Sequence[str], months: Sequence[Month]) -> Layout:
    groups = [month.label for month in months] + ["All months"]
    upper = [*[None] * len(keys), *(label for group in groups for label in (group, *[None] * (len(FIGURES) - 1)))]
    lower = [*keys, *FIGURES * len(groups)]
    starts = range(len(keys) + 1, len(keys) + len(FIGURES) * len(groups), len(FIGURES))
    row = 2  # below the note
    return Layout(
        title,
        [upper, lower],
        [*[None] * len(keys), *FORMATS * len(groups)],
        keys=len(keys),
        merges=[f"{get_column_letter(one)}{row}:{get_column_letter(one + len(FIGURES) - 1)}{row}" for one in starts],
        notes=[NOTE],
    )


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


def _by_demand(tree: CapacityTree) -> Iterator[tuple[Sequence[str], Node]]:
    for lob in tree.root.children:
        for state in lob.children:
            for case_type in state.children:
                yield (lob.place.name, state.place.name, case_type.place.name), case_type


def _by_node(tree: CapacityTree) -> Iterator[tuple[Sequence[str], Node]]:
    """Every node below the one it belongs to, indented, the total last."""

    def walk(node: Node, depth: int) -> Iterator[tuple[Sequence[str], Node]]:
        level = str(node.place.level).replace("_", " ").capitalize() if node.place.level else ""
        yield ("    " * depth + node.place.name, level), node
        for child in node.children:
            yield from walk(child, depth + 1)

    for category in tree.root.children:
        yield from walk(category, 0)
    yield ("Total", ""), tree.root
