"""Solving an allocation: week by week, platform and location by platform and location."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import fsum
from typing import NamedTuple

from services.workforce.allocation.solver.explain import shortfalls
from services.workforce.allocation.solver.island import Island, greedy, grouped
from services.workforce.allocation.solver.mixed import most_covered, with_few_changes
from services.workforce.allocation.solver.problem import (
    EPSILON,
    SEARCH_SECONDS,
    Answer,
    Person,
    Problem,
    Progress,
    Work,
    uncovered,
)
from services.workforce.allocation.solver.transport import Chosen, best_face, place

THREADS = 2
PATIENCE = 1.5  # times an even share of the time that is left may go into one week of one island


def solve(problem: Problem, *, progress: Progress = lambda *_: None, seconds: float = SEARCH_SECONDS) -> Answer:
    """Place people so that the workload left uncovered, in FTE-weeks, is as small as possible.

    Of answers as good, the one with the fewest changes from what stands and from week to week is taken, week by week,
    and among those the one that fills the largest relative gaps first. The same problem gives the same answer, in
    whatever order people and demands come. `seconds` bounds the search: an answer that ran out of time is feasible, and
    says by its bound how far it may be from the best.
    """
    placements: dict[tuple[int, int], int] = {}
    bounds: list[float] = []
    regions = _regions(problem)
    steps = sum(len(_turns(problem, region)) for region in regions)
    clock = _Clock(time.monotonic() + seconds, steps, progress)
    with ThreadPoolExecutor(THREADS) as pool:  # HiGHS lets go of the interpreter while it searches
        for found, least in pool.map(lambda region: _solve_region(problem, region, clock), regions):
            placements.update(found)
            bounds += least
    standing = {(person.id, week): demand for person in problem.people for week, demand in person.standing.items()}
    left = uncovered(problem, placements)
    after = fsum(left.values())
    progress("Explaining shortfalls", 0, 1)
    explained = shortfalls(problem, placements, left)
    before = fsum(uncovered(problem, standing).values())
    return Answer(placements, before, after, min(fsum(bounds), after), explained)


class Region(NamedTuple):
    """The people and demands of one platform and location, by cn and by key: nobody works for another region."""

    people: list[Person]
    demands: list[Work]


class _Clock:
    """Shares the time that is left among the steps that are left."""

    def __init__(self, end: float, steps: int, progress: Progress) -> None:
        self._end, self._steps, self._done, self._progress = end, steps, 0, progress
        self._lock = threading.Lock()

    def step(self) -> float:
        """Count one step; returns the seconds it may take."""
        with self._lock:
            self._progress("Allocating", self._done, self._steps)
            left = self._steps - self._done
            self._done += 1
        time_left = self._end - time.monotonic()
        return max(0.1, min(PATIENCE * THREADS * time_left / left, time_left))


def _regions(problem: Problem) -> list[Region]:
    found: dict[tuple[str, str], Region] = {}
    for demand in sorted(problem.demands, key=lambda one: (one.platform, one.location, one.key, one.id)):
        found.setdefault((demand.platform, demand.location), Region([], [])).demands.append(demand)
    for person in sorted(problem.people, key=lambda one: (one.cn, one.id)):
        if (region := found.get((person.platform, person.location))) is not None:
            region.people.append(person)
    return list(found.values())


def _turns(problem: Problem, region: Region) -> set[int]:
    """The weeks that differ from the one before in need, free people or what stands."""
    turns, seen = set(), None
    for week, month in enumerate(problem.months):
        free = [(one.id, one.at(week), one.standing.get(week)) for one in region.people if week in one.weeks]
        now = (month, [problem.need(one.id, week) for one in region.demands], free)
        if now != seen:
            turns.add(week)
        seen = now
    return turns


def _solve_region(problem: Problem, region: Region, clock: _Clock) -> tuple[dict[tuple[int, int], int], list[float]]:
    """Place a region's people week by week; returns the least that each week could leave uncovered too."""
    placements: dict[tuple[int, int], int] = {}
    bounds: list[float] = []
    was: Chosen = {}
    turns = _turns(problem, region)
    for week, month in enumerate(problem.months):
        if week in turns:
            needs = {one.id: need for one in region.demands if (need := problem.need(one.id, week)) > EPSILON}
            free = [person for person in region.people if week in person.weeks]
            workload = {demand: problem.workload[demand, month] for demand in needs}
            groups = grouped(free, region.demands, needs, week=week)
            island = Island(groups, needs, workload, problem.is_capped)
            was, bound = _solve_week(island, _likings(week, was), clock.step())
        bounds.append(bound)  # the same week once more: everybody stays
        placements.update({(person_id, week): demand for person_id, demand in was.items()})
    return placements, bounds


def _likings(week: int, was: Mapping[int, int]) -> Callable[[Person], tuple[int | None, int | None]]:
    return lambda person: (person.standing.get(week), was.get(person.id))


def _solve_week(
    island: Island, likings: Callable[[Person], tuple[int | None, int | None]], seconds: float
) -> tuple[Chosen, float]:
    """Who goes where in one week, and the least that could be left uncovered."""
    total = fsum(island.needs.values())
    if not island.groups:
        return {}, total
    if len(island.percentages) == 1:
        (percentage,) = island.percentages
        if (face := best_face(island, percentage, seconds=seconds)) is not None:
            chosen = place(island, percentage, face, likings, seconds=seconds)
            return (greedy(island) if chosen is None else chosen), face.uncovered
    else:
        covered = most_covered(island, likings, seconds=0.7 * seconds)
        return with_few_changes(island, likings, covered, seconds=0.3 * seconds), covered.bound
    people = fsum(group.percentage * len(group.members) for group in island.groups)
    return greedy(island), max(0.0, total - people)
