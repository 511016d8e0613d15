"""The best week when everybody works at one percentage: a transportation problem, whose linear programme is whole.

First the workload covered is made as large as possible; its prices prove that nothing better exists. Of all answers as
good, which are a face of the programme, the one with the fewest changes is taken, and among those the one that fills
the largest relative gaps first.
"""

from collections.abc import Iterable
from typing import NamedTuple

from services.workforce.allocation.solver.island import Chosen, Island, whole_people
from services.workforce.allocation.solver.linear import INFINITY, Programme, Solved
from services.workforce.allocation.solver.problem import EPSILON
from services.workforce.allocation.solver.streams import Streams

TOLERANCE = 1e-7
MOST_UNITS = 20_000  # of an island that are told apart by their relative gaps; more are told apart in bundles


class Face(NamedTuple):
    """All best answers: the arcs they may use, groups all of whose people they place, and demands' units used.

    `chosen` is one of them, and `uncovered` the FTE that each leaves.
    """

    arcs: set[tuple[int, int]]
    full_groups: set[int]
    units: dict[int, tuple[int, int]]
    chosen: Chosen
    uncovered: float


def best_face(island: Island, percentage: float, *, until: float) -> Face | None:
    """What every placement that covers as much as possible has in common; None when time runs out."""
    programme = Programme()
    people_rows = [programme.row(0, len(group.members)) for group in island.groups]
    demand_rows = {demand: programme.row(0, 0) for demand in island.useful}
    arcs = {
        (place, demand): programme.column(0, 0, INFINITY, [(people_rows[place], 1), (demand_rows[demand], 1)])
        for place, group in enumerate(island.groups)
        for demand in group.demands
    }
    units = {}
    for demand, need in island.useful.items():
        full, rest = whole_people(need, percentage)
        row = [(demand_rows[demand], -1.0)]
        whole = programme.column(percentage, 0, full, row)
        more = 1 if rest > EPSILON and not island.is_capped else 0
        units[demand] = ((whole, full), (programme.column(rest, 0, more, row), more))
    solved = programme.solve(until=until)
    if solved is None:
        return None
    chosen = _split(island, arcs, solved)
    return Face(
        arcs={arc for arc, column in arcs.items() if abs(solved.reduced_costs[column]) <= TOLERANCE},
        full_groups={place for place, row in enumerate(people_rows) if abs(solved.prices[row]) > TOLERANCE},
        units={demand: _bounds(solved, columns) for demand, columns in units.items()},
        chosen=chosen,
        uncovered=island.out_of_reach + island.missing(chosen),
    )


def _split(island: Island, arcs: dict[tuple[int, int], int], solved: Solved) -> Chosen:
    chosen: Chosen = {}
    left = [iter(group.members) for group in island.groups]
    for (place, demand), column in arcs.items():
        for _ in range(round(solved.values[column])):
            chosen[next(left[place]).id] = demand
    return chosen


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


def place(island: Island, percentage: float, face: Face, *, until: float) -> Chosen | None:
    """People placed on the face with the fewest changes and the largest relative gaps filled first."""
    streams = Streams(island)
    rows = {demand: streams.programme.row(0, 0) for demand in island.useful}
    for number, group in enumerate(island.groups):
        able = {demand: [(rows[demand], 1.0)] for demand in group.demands if (number, demand) in face.arcs}
        streams.add(group, able, may_idle=number not in face.full_groups)
    open_units = sum(most - least for least, most in face.units.values())
    for demand, row in rows.items():
        _add_units(streams, row, demand, percentage, face.units[demand], bundle=1 + open_units // MOST_UNITS)
    solved = streams.programme.solve(until=until)
    return None if solved is None else streams.placed(solved)


def _add_units(
    streams: Streams, row: int, demand: int, percentage: float, bounds: tuple[int, int], *, bundle: int
) -> None:
    need, workload = streams.island.needs[demand], streams.island.workload[demand]
    least, most = bounds
    streams.programme.column(0, least, least, [(row, -1)])
    for unit in range(least, most, bundle):
        gap = max(0.0, need - unit * percentage) / workload
        streams.programme.column(streams.island.trifle * gap, 0, min(bundle, most - unit), [(row, -1)])
