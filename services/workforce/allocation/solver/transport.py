"""The best week when everybody works at one percentage: a transportation problem, whose linear programme is whole.

First the workload covered is made as large as possible; its prices prove that nothing better exists. Of all answers as
good, which are a face of the programme, the one with the fewest changes is taken, and among those the one that fills
the largest relative gaps first.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from math import fsum
from typing import NamedTuple

from services.workforce.allocation.solver.island import Island, whole_people
from services.workforce.allocation.solver.linear import INFINITY, Programme, Solved
from services.workforce.allocation.solver.problem import EPSILON, Person

TOLERANCE = 1e-7
STANDING = 10_000  # leaving where one stands, against leaving last week's demand: more than a region has people
GAP_WEIGHT = 1e-4  # of the relative gap against a change: all gaps together weigh less than one change

MANY_UNITS = 1_000  # up to which a demand has all its units: fewer would choose among equal answers otherwise

Chosen = dict[int, int]
"""Person → demand."""
Arcs = list[tuple[list[Person], list[tuple[int, int]]]]
"""Alike people with the columns, by demand, of how many of them go there."""
Likings = Callable[[Person], tuple[int | None, int | None]]
"""Where a person stands, and where they were the week before."""


class Face(NamedTuple):
    """All best answers: the arcs they may use, groups all of whose people they place, and demands' units used."""

    arcs: set[tuple[int, int]]
    full_groups: set[int]
    units: dict[int, tuple[int, int]]
    uncovered: float


def best_face(island: Island, percentage: float, *, seconds: float) -> Face | None:
    """What every placement that covers as much as possible has in common; None when time runs out."""
    programme = Programme()
    people_rows = [programme.row(0, len(group.members)) for group in island.groups]
    demand_rows = {demand: programme.row(0, 0) for demand in island.needs}
    arcs = {
        (place, demand): programme.column(0, 0, INFINITY, [(people_rows[place], 1), (demand_rows[demand], 1)])
        for place, group in enumerate(island.groups)
        for demand in group.demands
    }
    units = {}
    for demand, need in island.needs.items():
        full, rest = whole_people(need, percentage)
        row = [(demand_rows[demand], -1.0)]
        whole = programme.column(percentage, 0, full, row)
        more = 1 if rest > EPSILON and not island.is_capped else 0
        units[demand] = ((whole, full), (programme.column(rest, 0, more, row), more))
    solved = programme.solve(seconds=seconds)
    if solved is None:
        return None
    return Face(
        arcs={arc for arc, column in arcs.items() if abs(solved.reduced_costs[column]) <= TOLERANCE},
        full_groups={place for place, row in enumerate(people_rows) if abs(solved.prices[row]) > TOLERANCE},
        units={demand: _bounds(solved, columns) for demand, columns in units.items()},
        uncovered=fsum(island.needs.values()) - solved.objective,
    )


def _bounds(solved: Solved, columns: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """At least and at most how many people a demand has in every best answer; columns come with their sizes."""
    least = most = 0
    for column, size in columns:
        price, value = solved.reduced_costs[column], round(solved.values[column])
        if abs(price) > TOLERANCE:
            least, most = least + value, most + value
        else:
            most += size
    return least, most


def place(island: Island, percentage: float, face: Face, likings: Likings, *, seconds: float) -> Chosen | None:
    """People placed on the face with the fewest changes and the largest relative gaps filled first."""
    programme = Programme()
    demand_rows = {demand: programme.row(0, 0) for demand in island.needs}
    columns: Arcs = []
    for number, group in enumerate(island.groups):
        able = [demand for demand in group.demands if (number, demand) in face.arcs]
        if not able:
            continue
        for (stands, was), members in alike(group.members, likings).items():
            row = programme.row(len(members), len(members))
            arcs = []
            for demand in able:
                entries = [(row, 1.0), (demand_rows[demand], 1.0)]
                arcs.append((demand, programme.column(-changes(demand, stands, was), 0, INFINITY, entries)))
            idle = 0 if number in face.full_groups else len(members)
            programme.column(-changes(None, stands, was), 0, idle, [(row, 1)])
            columns.append((members, arcs))
    able_people = Counter(demand for members, arcs in columns for demand, _ in arcs for _ in members)
    for demand, need in island.needs.items():
        least, most = face.units[demand]
        # A need may be thousands of times what people there are: more of them than can come are no columns.
        bounds = least, min(most, max(able_people[demand], MANY_UNITS))
        _add_units(programme, demand_rows[demand], need, island.workload[demand], percentage, bounds)
    solved = programme.solve(seconds=seconds)
    return None if solved is None else split(columns, solved.values)


def alike(members: list[Person], likings: Likings) -> dict[tuple[int | None, int | None], list[Person]]:
    found: dict[tuple[int | None, int | None], list[Person]] = {}
    for person in members:
        found.setdefault(likings(person), []).append(person)
    return found


def changes(demand: int | None, stands: int | None, was: int | None) -> int:
    """What leaving where one stands costs, and, if nothing else differs, leaving where one was the week before."""
    return STANDING * (stands is not None and stands != demand) + (was is not None and was != demand)


def _add_units(
    programme: Programme, row: int, need: float, workload: float, percentage: float, bounds: tuple[int, int]
) -> None:
    least, most = bounds
    for unit in range(most):
        gap = max(0.0, need - unit * percentage) / workload
        programme.column(GAP_WEIGHT * gap, 1 if unit < least else 0, 1, [(row, -1)])


def split(columns: Arcs, values: list[float]) -> Chosen:
    """Who of alike people goes where: in the order of cns and demands."""
    chosen: Chosen = {}
    for members, arcs in columns:
        left = iter(members)
        for demand, column in arcs:
            for _ in range(round(values[column])):
                chosen[next(left).id] = demand
    return chosen
