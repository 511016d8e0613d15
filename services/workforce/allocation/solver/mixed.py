"""The best week when people work at different percentages: an integer programme and the bound its search proves.

The programme without whole people gives a bound and, rounded, a plan; the search begins with it.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from services.workforce.allocation.solver.greedy import greedy_around
from services.workforce.allocation.solver.island import Chosen, Island, without_idle_work
from services.workforce.allocation.solver.linear import INFINITY, Programme, Solved, whole
from services.workforce.allocation.solver.problem import EPSILON
from services.workforce.allocation.solver.rounding import cuts
from services.workforce.allocation.solver.streams import Entries, Streams

SLACK = 1e-8
PROVEN = 1e-7
SMALL = 200  # arcs of an island up to which weeks are searched for fewer changes where nobody stands


class Covered(NamedTuple):
    """A placement, and the least FTE that any could leave uncovered."""

    chosen: Chosen
    bound: float


class _Arcs(NamedTuple):
    """Columns of how many of each group go to each of its demands, and of what each demand lacks."""

    groups: list[dict[int, int]]
    missing: dict[int, int]


class Bounded(NamedTuple):
    """The best placement known, a bound, and the programme that a search goes on with, where there is one."""

    covered: Covered
    programme: Programme | None
    arcs: _Arcs


def bounded(island: Island, start: Chosen, *, until: float) -> Bounded:
    """A bound, if people could be split, and what comes of that when it is rounded: no worse than `start`."""
    programme = Programme()
    arcs = _covering(programme, island)
    if (split := programme.solve(until=until, relaxed=True)) is None:
        return Bounded(Covered(start, island.least), None, arcs)
    least = max(island.least, island.out_of_reach - split.objective)
    best = min(start, greedy_around(island, _chosen(island, arcs, split)), key=island.missing)
    return Bounded(Covered(best, least), programme, arcs)


def most_covered(island: Island, found: Bounded, *, until: float) -> Covered:
    """The best placement found in time, and the proven bound."""
    (best, least), programme, arcs = found
    if programme is None or island.out_of_reach + island.missing(best) <= least + PROVEN:
        return found.covered
    solved = programme.solve(until=until, start=_values(island, best, arcs, size=programme.size))
    if solved is None:
        return found.covered
    best = min(best, _chosen(island, arcs, solved), key=island.missing)
    return Covered(best, max(least, island.out_of_reach - solved.bound))


def with_few_changes(island: Island, chosen: Chosen, *, until: float, searching_until: float) -> Chosen:
    """A placement that covers as much, without people who cover nothing, with as few changes as are found in time.

    First each demand keeps how many people of each percentage it has. All other mixtures are searched where somebody
    would move from where they stand, and in a small island to keep people on a demand from week to week too.
    """
    kept = _same_mixture(island, without_idle_work(island, chosen), until=until)
    moved, left = _changes(island, kept)
    if moved or (left and sum(len(group.demands) for group in island.groups) <= SMALL):
        return _fewest_changes(island, kept, until=min(until, searching_until))
    return kept


def _changes(island: Island, chosen: Chosen) -> tuple[int, int]:
    """How many leave where they stand, and how many the demand of the week before."""
    moved = left = 0
    for group in island.groups:
        for liking, members in group.alike.items():
            for person in members:
                demand = chosen.get(person.id, None if island.is_capped else liking.stands)
                moved += liking.stands is not None and demand != liking.stands
                left += liking.was is not None and demand != liking.was
    return moved, left


def _covering(programme: Programme, island: Island) -> _Arcs:
    """Columns of how many of a group go where, and of what each demand still lacks, which is to be small."""
    rows, missing = _lacking(programme, island, lambda entries: (-1.0, entries))
    arcs = []
    for group in island.groups:
        row, most = programme.row(0, len(group.members)), len(group.members)
        found = {}
        for demand in group.demands:
            weights = [(one, weight[group.percentage]) for one, weight in rows[demand]]
            found[demand] = programme.column(0, 0, most, [(row, 1.0), *weights], whole=True)
        arcs.append(found)
    return _Arcs(arcs, missing)


def _lacking(
    programme: Programme, island: Island, column_of: Callable[[Entries], tuple[float, Entries]]
) -> tuple[dict[int, list[tuple[int, dict[float, float]]]], dict[int, int]]:
    """Rows of each demand with what people of each percentage count in them, and columns of what each still lacks.

    `column_of` gives such a column's gain and entries of the demand's own entries.
    """
    rows: dict[int, list[tuple[int, dict[float, float]]]] = {}
    missing = {}
    shares: dict[int, set[float]] = {demand: set() for demand in island.useful}
    for group in island.groups:
        for demand in group.demands:
            shares[demand].add(group.percentage)
    for demand, need in island.useful.items():
        rows[demand], entries = [], []
        for cut in cuts(need, sorted(shares[demand])):
            row = programme.row(cut.least, INFINITY)
            rows[demand].append((row, cut.weights))
            entries.append((row, cut.factor))
        gain, entries_of_column = column_of(entries)
        missing[demand] = programme.column(gain, 0, need, entries_of_column)
        if island.is_capped:
            rows[demand].append((programme.row(0, need + EPSILON), {share: share for share in shares[demand]}))
    return rows, missing


def _chosen(island: Island, arcs: _Arcs, solved: Solved) -> Chosen:
    """The whole people of a solution, in the order of cns and demands."""
    chosen: Chosen = {}
    for group, found in zip(island.groups, arcs.groups, strict=True):
        left = iter(group.members)
        for demand, column in found.items():
            for _ in range(whole(solved.values[column])):
                chosen[next(left).id] = demand
    return chosen


def _values(island: Island, chosen: Chosen, arcs: _Arcs, *, size: int) -> list[float]:
    """A placement as values of the columns."""
    values = [0.0] * size
    for group, found in zip(island.groups, arcs.groups, strict=True):
        places = Counter(chosen.get(person.id) for person in group.members)
        for demand, column in found.items():
            values[column] = places[demand]
    given = island.given_by(chosen)
    for demand, column in arcs.missing.items():
        values[column] = max(0.0, island.useful[demand] - given[demand])
    return values


def _fewest_changes(island: Island, chosen: Chosen, *, until: float) -> Chosen:
    """The same FTE uncovered with the fewest changes over all mixtures of percentages, begun with a placement."""
    changing = _changing(island, island.missing(chosen))
    if (split := changing.streams.programme.solve(until=until, relaxed=True)) is None:
        return chosen
    near = changing.streams.programme.solve(until=until, near=split.values, gap=island.trifle / 2)
    best = _better(island, chosen, near, changing)
    moved, left = _changes(island, best)
    if moved * island.leaving + left < 1 - split.objective - PROVEN:  # changes are whole: there is nothing between
        return best
    start = changing.streams.values_of(best)
    given = island.given_by(best)
    for demand, column in changing.missing.items():
        start[column] = max(0.0, island.useful[demand] - given[demand])
    solved = changing.streams.programme.solve(until=until, start=start, gap=island.trifle / 2)
    return _better(island, best, solved, changing)


class _Changing(NamedTuple):
    """A programme of changes, and the columns of what each demand lacks."""

    streams: Streams
    missing: dict[int, int]


def _changing(island: Island, most_missing: float) -> _Changing:
    streams = Streams(island, are_whole=True)
    total = streams.programme.row(-INFINITY, most_missing + SLACK)
    rows, missing = _lacking(streams.programme, island, lambda entries: (0.0, [*entries, (total, 1.0)]))
    for group in island.groups:
        able = {demand: [(row, weights[group.percentage]) for row, weights in rows[demand]] for demand in group.demands}
        streams.add(group, able, may_idle=True)
    return _Changing(streams, missing)


def _better(island: Island, chosen: Chosen, solved: Solved | None, changing: _Changing) -> Chosen:
    """What was found, where it changes less and lacks no more: tolerances of a search are its own."""
    if solved is None:
        return chosen
    found = without_idle_work(island, changing.streams.placed(solved))
    if island.missing(found) > island.missing(chosen) + 2 * SLACK:
        return chosen
    return min(chosen, found, key=lambda one: (_changes(island, one), len(one)))


def _same_mixture(island: Island, chosen: Chosen, *, until: float) -> Chosen:
    """As many people of each percentage on each demand, with the fewest changes: a transportation problem."""
    streams = Streams(island)
    share = {person.id: group.percentage for group in island.groups for person in group.members}
    counts = Counter((demand, share[person_id]) for person_id, demand in chosen.items())
    rows = {mixture: streams.programme.row(count, count) for mixture, count in sorted(counts.items())}
    for group in island.groups:
        able = {one: [(rows[one, group.percentage], 1.0)] for one in group.demands if (one, group.percentage) in rows}
        streams.add(group, able, may_idle=True)
    solved = streams.programme.solve(until=until)
    return chosen if solved is None else streams.placed(solved)
