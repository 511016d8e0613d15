"""Solving an allocation: week by week, region by region, until everything is proven or the time is over."""

import time
from concurrent.futures import ThreadPoolExecutor, wait
from math import fsum
from typing import NamedTuple

from services.workforce.allocation.solver.clock import THREADS, Clock
from services.workforce.allocation.solver.explain import shortfalls
from services.workforce.allocation.solver.greedy import greedy
from services.workforce.allocation.solver.island import Chosen, Island, island_of
from services.workforce.allocation.solver.mixed import bounded, most_covered, with_few_changes
from services.workforce.allocation.solver.problem import EPSILON, SEARCH_SECONDS, Answer, Problem, Progress, uncovered
from services.workforce.allocation.solver.region import Region, regions_of
from services.workforce.allocation.solver.transport import best_face, place

SEARCHING, ENDING = 0.75, 0.85  # of the time: when searches end, and when one that does not is left alone


class Week(NamedTuple):
    """Who goes where in one week of a region, and the least FTE that anything could leave uncovered."""

    chosen: Chosen
    bound: float


def solve(problem: Problem, *, progress: Progress = lambda *_: None, seconds: float = SEARCH_SECONDS) -> Answer:
    """Place people so that the workload left uncovered, in FTE-weeks, is as small as possible.

    Of answers as good, the one with the fewest changes from what stands and from week to week is taken, week by week,
    and among those the one that fills the largest relative gaps first. The same problem gives the same answer, in
    whatever order people and demands come, where it is solved in time. `seconds` bounds everything, explanations
    included: an answer that ran out of time is feasible, no worse than people who go first come, first served, and says
    by its bound how far it may be from the best.
    """
    began = time.monotonic()
    regions = regions_of(problem)
    turns = [region.turns(problem) for region in regions]
    clock = Clock(began + SEARCHING * seconds, sum(map(len, turns)), progress)
    found: list[dict[int, Week]] = [{} for _ in regions]
    pool = ThreadPoolExecutor(THREADS)  # HiGHS lets go of the interpreter while it searches
    solving = [
        pool.submit(_solve_region, problem, region, set(weeks), clock, into)
        for region, weeks, into in zip(regions, turns, found, strict=True)
    ]
    ended = wait(solving, began + ENDING * seconds - time.monotonic())
    # A search that ignores its time is not waited for: its region's weeks are planned without one.
    pool.shutdown(wait=False, cancel_futures=True)
    for future in ended.done:
        future.result()
    plan = [_planned(problem, region, dict(weeks)) for region, weeks in zip(regions, found, strict=True)]
    placements = {
        (person_id, week): demand
        for weeks in plan
        for week, (chosen, _) in enumerate(weeks)
        for person_id, demand in chosen.items()
    }
    bound = fsum(week.bound for weeks in plan for week in weeks)
    progress("Explaining shortfalls", 0, 1)
    return _answer(problem, placements, bound, until=began + seconds)


def _answer(problem: Problem, placements: dict[tuple[int, int], int], bound: float, *, until: float) -> Answer:
    standing = {(person.id, week): demand for person in problem.people for week, demand in person.standing.items()}
    left = uncovered(problem, placements)
    after, before = fsum(left.values()), fsum(uncovered(problem, standing).values())
    return Answer(placements, before, after, min(bound, after), shortfalls(problem, placements, left, until=until))


def _solve_region(problem: Problem, region: Region, turns: set[int], clock: Clock, into: dict[int, Week]) -> None:
    """Place a region's people week by week."""
    now = Week({}, 0.0)
    for week in range(len(problem.months)):
        if week in turns:
            clock.step()
            began = time.monotonic()
            island, stay = island_of(problem, region, week, now.chosen)
            plan = greedy(island)
            found = _solve_week(island, plan, clock, began=began)
            now = _kept(island, stay, _no_worse(island, plan, found))
        into[week] = now  # a week like the one before it: everybody stays


def _planned(problem: Problem, region: Region, found: dict[int, Week]) -> list[Week]:
    """The weeks that were solved, and the others without a search."""
    was: Chosen = {}
    for week in range(len(problem.months)):
        if week not in found:
            island, stay = island_of(problem, region, week, was)
            found[week] = _kept(island, stay, Week(greedy(island), island.least))
        was = found[week].chosen
    return [found[week] for week in range(len(problem.months))]


def _kept(island: Island, stay: Chosen, found: Week) -> Week:
    return Week({**stay, **island.with_who_stays(found.chosen)}, found.bound)


def _no_worse(island: Island, plan: Chosen, found: Week) -> Week:
    if island.missing(found.chosen) > island.missing(plan) + EPSILON:
        return found._replace(chosen=plan)
    return found


def _solve_week(island: Island, plan: Chosen, clock: Clock, *, began: float) -> Week:
    """Who goes where in one week, and the least that could be left uncovered; the plan where no search ends."""
    if not island.groups:
        return Week({}, island.least)
    if len(island.percentages) == 1:
        (percentage,) = island.percentages
        if (face := best_face(island, percentage, until=clock.end)) is None:
            return Week(plan, island.least)
        until = clock.covering_until(began)
        return Week(place(island, percentage, face, until=until) or face.chosen, face.uncovered)
    known = bounded(island, plan, until=clock.end)
    until, began = clock.covering_until(began), time.monotonic()
    covered = most_covered(island, known, until=until)
    searching = clock.changing_until(began)
    return Week(with_few_changes(island, covered.chosen, until=clock.end, searching_until=searching), covered.bound)
