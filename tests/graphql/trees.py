"""Asking for capacity trees, and holding them against figures worked out by hand."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from tests.graphql.sample_figures import (
    STATES,
    Cells,
    Demand,
    Figures,
    Planned,
    Work,
    forecast,
    label,
    months_of,
    nothing_planned,
    tiers,
)
from tests.support.api import Api

METRICS = """forecast capacity gap coverage headcount actualCount placeholderCount fteEquivalent actualEquivalent
    placeholderEquivalent fteRequired plannedFte plannedCapacity drift
    fteGap fteWeeks driftParts { people calendar occupancy rounding }"""
TIERS = """tiers { tierName label percentage actual placeholder total capacity }
    totals { actualHeadcount placeholderHeadcount totalHeadcount actualFteEquivalent placeholderFteEquivalent
             totalFteEquivalent totalCapacity }"""
NODE = f"""fragment Node on RollupNode {{
    id slug name level metrics {{ {METRICS} }} tierBreakdown {{ {TIERS} }}
    months {{ month {{ index key label name year number }} metrics {{ {METRICS} }} tierBreakdown {{ {TIERS} }} }}
    chartSeries {{ forecast capacity actualCapacity placeholderCapacity fteGap }} }}"""
TOTALS = {
    "actualHeadcount": "actualCount",
    "placeholderHeadcount": "placeholderCount",
    "totalHeadcount": "headcount",
    "actualFteEquivalent": "actualEquivalent",
    "placeholderFteEquivalent": "placeholderEquivalent",
    "totalFteEquivalent": "fteEquivalent",
    "totalCapacity": "capacity",
}


GROUPS: dict[str, Callable[[Demand], str]] = {
    "CATEGORY": lambda demand: demand.category,
    "PLATFORM": lambda demand: demand.platform,
    "LOCALITY": lambda demand: demand.locality,
    "MAIN_LOB": lambda demand: demand.main_lob,
    "STATE": lambda demand: demand.state,
    "CASE_TYPE": lambda demand: demand.case_type,
}


class Place(NamedTuple):
    """A node of the tree: its slug, its name, its level, its demands."""

    slug: str
    name: str
    level: str
    demands: list[Demand]


def places(demands: Collection[Demand], levels: Sequence[str], above: str = "") -> Iterator[Place]:
    """Every node below the total, parents before children, by name within their parent."""
    if not levels:
        return
    groups: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        groups[GROUPS[levels[0]](demand)].append(demand)
    named = {STATES[key] if levels[0] == "STATE" else key: (key, members) for key, members in groups.items()}
    for name in sorted(named):
        key, members = named[name]
        id_ = above + key.lower().replace(" ", "-").replace("/", "-")
        yield Place(id_, name, levels[0], members)
        yield from places(members, levels[1:], f"{id_}-")


def tree_query(depth: int) -> str:
    """The query for a tree and everything in it, so many levels deep."""
    below = ""
    for _ in range(depth):
        below = f"children {{ ...Node {below} }}"
    return f"""query($report: String!, $by: [RollupLevel!]!, $filter: DemandFilter) {{
        report(value: $report) {{ tree(by: $by, filter: $filter) {{
            months {{ index label }} total {{ ...Node {below} }} categories {{ id }} }} }} }} {NODE}"""


async def ask_tree(client: Api, report: str, levels: Sequence[str], chosen: Figures | None = None) -> Figures:
    """A whole tree."""
    answer = await client.ask(tree_query(len(levels)), report=report, by=list(levels), filter=chosen)
    return dict(answer["report"]["tree"])


def below(node: Figures) -> Iterator[Figures]:
    """Every node below one, parents before children."""
    for child in node.get("children", ()):
        yield child
        yield from below(child)


def expect_tree(
    tree: Figures,
    report: str,
    levels: Sequence[str],
    *,
    done: list[Work],
    demands: Collection[Demand] | None = None,
    planned: Planned = nothing_planned,
) -> None:
    """Every node of a tree is there, in its place, with the figures worked out by hand."""
    chosen = forecast(report) if demands is None else demands
    expected = list(places(chosen, levels))
    found = list(below(tree["total"]))
    shown = [(node["slug"], node["name"], node["level"]) for node in found]
    assert shown == [(place.slug, place.name, place.level) for place in expected]
    for name in ("id", "slug"):
        assert len({node[name] for node in found} | {tree["total"][name]}) == len(found) + 1
    assert [node["id"] for node in tree["categories"]] == [node["id"] for node in tree["total"].get("children", ())]
    expect_node(tree["total"], Cells(report, set(chosen), done, planned))
    by_demand: dict[Demand, list[Work]] = {demand: [] for demand in chosen}
    for one in done:
        by_demand.get(one.demand, []).append(one)
    for node, place in zip(found, expected, strict=True):
        members = [one for demand in place.demands for one in by_demand[demand]]
        expect_node(node, Cells(report, set(place.demands), members, planned))


def expect_node(node: Figures, cells: Cells) -> None:
    """A node has the figures of its cells, over all months and month by month."""
    expect_same(node["metrics"], cells.horizon, node["slug"])
    expect_tiers(node["tierBreakdown"], cells.work, cells.horizon, node["slug"])
    months = months_of(cells.report)
    assert [one["month"]["label"] for one in node["months"]] == [label(month) for month in months]
    for index, one in enumerate(node["months"]):
        expect_same(one["metrics"], cells.months[index], f"{node['slug']} {label(months[index])}")
        expect_tiers(one["tierBreakdown"], cells.by_month[months[index]], cells.months[index], node["slug"])
    monthly = cells.months
    by_kind = [
        [
            sum((one.capacity for one in cells.by_month[month] if one.placeholder is kind), Decimal(0))
            for month in months
        ]
        for kind in (False, True)
    ]
    series = {
        "forecast": [figures["forecast"] for figures in monthly],
        "capacity": [figures["capacity"] for figures in monthly],
        "actualCapacity": by_kind[0],
        "placeholderCapacity": by_kind[1],
        "fteGap": [figures["fteGap"] for figures in monthly],
    }
    for name, values in series.items():
        for shown, value in zip(node["chartSeries"][name], values, strict=True):
            assert is_same(shown, value), (node["slug"], name)


def expect_tiers(breakdown: Figures, done: list[Work], metrics: Figures, where: str) -> None:
    """A tier breakdown counts everybody once, and adds up to the metrics beside it."""
    for shown, expected in zip(breakdown["tiers"], tiers(done), strict=True):
        expect_same(shown, expected, where)
    expect_same(breakdown["totals"], {name: metrics[metric] for name, metric in TOTALS.items()}, where)
    assert sum(tier["total"] for tier in breakdown["tiers"]) == metrics["headcount"], where


def expect_same(shown: Figures, expected: Figures, where: str) -> None:
    """Two sets of figures are the same; whole numbers are whole."""
    assert set(shown) == set(expected), where
    if parts := shown.get("driftParts"):
        expect_parts(parts, shown["drift"], expected["driftParts"], where)
    names = set(expected) - {"driftParts"}
    wrong = {name: (shown[name], expected[name]) for name in names if not is_same(shown[name], expected[name])}
    assert wrong == {}, where


def expect_parts(parts: Figures, drift: float, expected: Figures, where: str) -> None:
    """What drift is made of is what it should be, and adds up to it to the last bit."""
    assert parts["people"] + parts["calendar"] + parts["occupancy"] + parts["rounding"] == drift, where
    assert set(parts) == set(expected), where
    for name, value in expected.items():
        assert math.isclose(parts[name], float(value), rel_tol=1e-9, abs_tol=1e-6), (where, name, parts[name], value)


def is_same(shown: Any, expected: Any) -> bool:
    """Whether a figure is what it should be: exactly, or to the six decimals that are told of a float."""
    if isinstance(expected, Decimal):
        told = float(round(expected, 6))
        return isinstance(shown, int | float) and math.isclose(shown, told, rel_tol=1e-12, abs_tol=1e-6 + 1e-9)
    return bool(shown == expected and type(shown) is type(expected))
