"""Nesting stored summaries into the tree's answer with plain dicts: leaves as stored, inner nodes added up once."""

from collections.abc import Sequence
from datetime import date
from itertools import compress
from math import fsum
from typing import Any

import asyncpg

from services.shared.states import STATE_NAMES

MONTHS = 6
Part = tuple[dict[str, Any], list[list[list[int]]], list[list[list[int]]]]
"""A node as sent; for each month the id lists of everybody below it, and those of the placeholders among them."""


def nested(first_month: date, demands: Sequence[asyncpg.Record], summaries: Sequence[asyncpg.Record]) -> dict[str, Any]:
    """The answer to T1. Every leaf is one demand (as the data is made), so a leaf's figures are the stored ones."""
    by_demand: dict[int, list[asyncpg.Record]] = {}
    for row in summaries:
        by_demand.setdefault(row[0], []).append(row)
    tree: dict[str, dict[str, dict[str, list[asyncpg.Record]]]] = {}
    for id, platform, locality, state, case_type in demands:
        category = f"{platform} {'Onshore' if locality == 'DOMESTIC' else 'Offshore'}"
        tree.setdefault(category, {}).setdefault(STATE_NAMES[state], {})[case_type] = by_demand[id]
    codes = {name: code.lower() for code, name in STATE_NAMES.items()}
    categories = []
    for category, states in sorted(tree.items()):
        path = _slug(category)
        inner = []
        for state, cases in sorted(states.items()):
            below = f"{path}-{codes[state]}"
            leaves = [_leaf(f"{below}-{_slug(case)}", case, months) for case, months in sorted(cases.items())]
            inner.append(_inner(below, state, leaves))
        categories.append(_inner(path, category, inner)[0])
    return {"months": [{"label": _label(first_month, index)} for index in range(MONTHS)], "categories": categories}


def _leaf(path: str, name: str, rows: Sequence[asyncpg.Record]) -> Part:
    months, everybody, placeholders = [], [], []
    for _, forecast, capacity, headcount, actual, planned, fte, required, plan, planned_capacity, ids, kinds in rows:
        metrics = {
            "forecast": forecast,
            "capacity": capacity,
            "gap": capacity - forecast,
            "headcount": headcount,
            "actualCount": actual,
            "placeholderCount": planned,
            "fteEquivalent": fte,
            "fteRequired": required,
            "plannedFte": plan,
            "plannedCapacity": planned_capacity,
        }
        months.append({"metrics": metrics})
        everybody.append([ids])
        placeholders.append([list(compress(ids, kinds))] if planned else [])
    return {"slug": path, "name": name, "months": months}, everybody, placeholders


def _inner(path: str, name: str, parts: Sequence[Part]) -> Part:
    nodes, *lists = zip(*parts, strict=True)
    everybody, placeholders = (
        [[ids for part in month for ids in part] for month in zip(*of, strict=True)] for of in lists
    )
    months = []
    for index, below in enumerate(zip(*(node["months"] for node in nodes), strict=True)):
        figures = [month["metrics"] for month in below]
        forecast = sum([one["forecast"] for one in figures])
        capacity = fsum([one["capacity"] for one in figures])
        headcount = len(set().union(*everybody[index]))
        planned = len(set().union(*placeholders[index]))
        metrics = {
            "forecast": forecast,
            "capacity": capacity,
            "gap": capacity - forecast,
            "headcount": headcount,
            "actualCount": headcount - planned,
            "placeholderCount": planned,
            "fteEquivalent": fsum([one["fteEquivalent"] for one in figures]),
            "fteRequired": sum([one["fteRequired"] for one in figures]),
            "plannedFte": sum([one["plannedFte"] for one in figures]),
            "plannedCapacity": sum([one["plannedCapacity"] for one in figures]),
        }
        months.append({"metrics": metrics})
    return {"slug": path, "name": name, "months": months, "children": list(nodes)}, everybody, placeholders


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _label(first: date, index: int) -> str:
    year, month = divmod(first.year * 12 + first.month - 1 + index, 12)
    return f"{date(year, month + 1, 1):%b-%y}"
