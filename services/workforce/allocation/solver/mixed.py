"""The best week when people work at different percentages: an integer programme and the bound its search proves.

The search begins with the better of two answers that place one percentage after another, each as well as can be.
"""

from collections import Counter
from typing import NamedTuple

from services.workforce.allocation.solver.island import Island
from services.workforce.allocation.solver.linear import INFINITY, Programme
from services.workforce.allocation.solver.problem import EPSILON
from services.workforce.allocation.solver.rounding import cuts
from services.workforce.allocation.solver.transport import (
    Arcs,
    Chosen,
    Likings,
    alike,
    best_face,
    changes,
    place,
    split,
)

PLACING = 1e-3  # against a change: nobody is placed who covers nothing
SLACK = 1e-8
SMALL = 200  # arcs of an island up to which the fewest changes are searched over all mixtures of percentages


class Covered(NamedTuple):
    """A placement, the FTE it leaves uncovered, and the least that any could."""

    chosen: Chosen
    uncovered: float
    bound: float


def most_covered(island: Island, likings: Likings, *, seconds: float) -> Covered:
    """The best placement found in time, and the proven bound."""
    start = min(
        (by_percentage(island, likings, falling=falling, seconds=seconds) for falling in (True, False)),
        key=lambda chosen: uncovered_by(island, chosen),
    )
    programme = Programme()
    arcs, missing = _covering(programme, island)
    values = _values(island, start, arcs, missing, size=programme.size)
    solved = programme.solve(seconds=seconds, start=values)
    if solved is None:
        people = sum(group.percentage * len(group.members) for group in island.groups)
        return Covered(start, uncovered_by(island, start), max(0.0, sum(island.needs.values()) - people))
    found = min(start, split(arcs, solved.values), key=lambda chosen: uncovered_by(island, chosen))
    return Covered(found, uncovered_by(island, found), -solved.bound)


def with_few_changes(island: Island, likings: Likings, covered: Covered, *, seconds: float) -> Chosen:
    """A placement that covers as much, without people who cover nothing, with as few changes as are found in time.

    In a small island all mixtures of percentages are searched; otherwise, and in the end, each demand keeps how many
    people of each percentage it has.
    """
    chosen = covered.chosen
    if sum(len(group.demands) for group in island.groups) <= SMALL:
        chosen = _fewest_changes(island, likings, covered, seconds=seconds)
    kept = without_idle_work(island, chosen, likings)
    return _same_mixture(island, kept, likings, seconds=max(seconds, 5.0))


def by_percentage(island: Island, likings: Likings, *, falling: bool, seconds: float) -> Chosen:
    """One percentage after another, each placed as well as can be on what the ones before have left."""
    needs = dict(island.needs)
    chosen: Chosen = {}
    for percentage in sorted(island.percentages, reverse=falling):
        groups = [group for group in island.groups if group.percentage == percentage]
        alone = island._replace(groups=groups, needs=needs)
        face = best_face(alone, percentage, seconds=seconds)
        placed = place(alone, percentage, face, likings, seconds=seconds) if face else None
        for person_id, demand in (placed or {}).items():
            chosen[person_id] = demand
            needs[demand] = max(0.0, needs[demand] - percentage)
    return chosen


def given_by(island: Island, chosen: Chosen) -> dict[int, float]:
    """The FTE that a placement gives each demand."""
    given = dict.fromkeys(island.needs, 0.0)
    for group in island.groups:
        for person in group.members:
            if (demand := chosen.get(person.id)) is not None:
                given[demand] += group.percentage
    return given


def uncovered_by(island: Island, chosen: Chosen) -> float:
    """The FTE that a placement leaves uncovered."""
    given = given_by(island, chosen)
    return sum(max(0.0, need - given[demand]) for demand, need in island.needs.items())


def without_idle_work(island: Island, chosen: Chosen, likings: Likings) -> Chosen:
    """The same without people whose leaving uncovers nothing: who stands elsewhere first, then who gives least."""
    share = {person.id: group.percentage for group in island.groups for person in group.members}
    stands = {person.id: likings(person)[0] for group in island.groups for person in group.members}
    spare = {demand: given - island.needs[demand] for demand, given in given_by(island, chosen).items()}
    kept = dict(chosen)
    for person_id in sorted(chosen, key=lambda one: (stands[one] == chosen[one], share[one], -one)):
        demand = chosen[person_id]
        if spare[demand] >= share[person_id] - EPSILON:
            spare[demand] -= share[person_id]
            del kept[person_id]
    return kept


def _covering(programme: Programme, island: Island) -> tuple[Arcs, dict[int, int]]:
    """Columns of how many of a group go where, and of what each demand still lacks, which is to be small."""
    rows: dict[int, list[tuple[int, dict[float, float]]]] = {}
    missing = {}
    for demand, need in island.needs.items():
        shares = sorted({group.percentage for group in island.groups if demand in group.demands})
        rows[demand], entries = [], []
        for cut in cuts(need, shares):
            row = programme.row(cut.least, INFINITY)
            rows[demand].append((row, cut.weights))
            entries.append((row, cut.factor))
        missing[demand] = programme.column(-1, 0, need, entries)
        if island.is_capped:
            rows[demand].append((programme.row(0, need + EPSILON), {share: share for share in shares}))
    arcs: Arcs = []
    for group in island.groups:
        row, most = programme.row(0, len(group.members)), len(group.members)
        found = []
        for demand in group.demands:
            weights = [(one, weight[group.percentage]) for one, weight in rows[demand]]
            found.append((demand, programme.column(0, 0, most, [(row, 1.0), *weights], whole=True)))
        arcs.append((group.members, found))
    return arcs, missing


def _values(island: Island, chosen: Chosen, arcs: Arcs, missing: dict[int, int], *, size: int) -> list[float]:
    """A placement as values of the columns."""
    values = [0.0] * size
    for members, found in arcs:
        places = Counter(chosen.get(person.id) for person in members)
        for demand, column in found:
            values[column] = places[demand]
    given = given_by(island, chosen)
    for demand, column in missing.items():
        values[column] = max(0.0, island.needs[demand] - given[demand])
    return values


def _fewest_changes(island: Island, likings: Likings, covered: Covered, *, seconds: float) -> Chosen:
    programme = Programme()
    total = programme.row(-INFINITY, covered.uncovered + SLACK)
    rows = {}
    for demand, need in island.needs.items():
        rows[demand] = programme.row(need, need + EPSILON if island.is_capped else INFINITY)
        programme.column(0, 0, need, [(rows[demand], 1), (total, 1)])
    arcs: Arcs = []
    for group in island.groups:
        for (stands, was), members in alike(group.members, likings).items():
            row = programme.row(len(members), len(members))
            found = []
            for demand in group.demands:
                gain, entries = -changes(demand, stands, was) - PLACING, [(row, 1.0), (rows[demand], group.percentage)]
                found.append((demand, programme.column(gain, 0, len(members), entries, whole=True)))
            programme.column(-changes(None, stands, was), 0, len(members), [(row, 1)], whole=True)
            arcs.append((members, found))
    solved = programme.solve(seconds=seconds)
    return covered.chosen if solved is None else split(arcs, solved.values)


def _same_mixture(island: Island, chosen: Chosen, likings: Likings, *, seconds: float) -> Chosen:
    """As many people of each percentage on each demand, with the fewest changes: a transportation problem."""
    programme = Programme()
    share = {person.id: group.percentage for group in island.groups for person in group.members}
    counts = Counter((demand, share[person_id]) for person_id, demand in chosen.items())
    rows = {mixture: programme.row(count, count) for mixture, count in sorted(counts.items())}
    arcs: Arcs = []
    for group in island.groups:
        for (stands, was), members in alike(group.members, likings).items():
            row = programme.row(len(members), len(members))
            found = []
            for demand in group.demands:
                if (demand, group.percentage) in rows:
                    entries = [(row, 1.0), (rows[demand, group.percentage], 1.0)]
                    found.append((demand, programme.column(-changes(demand, stands, was), 0, INFINITY, entries)))
            programme.column(-changes(None, stands, was), 0, INFINITY, [(row, 1)])
            arcs.append((members, found))
    solved = programme.solve(seconds=seconds)
    return chosen if solved is None else split(arcs, solved.values)
