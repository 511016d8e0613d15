"""Allocating, checked by somebody else: feasible, never above an independent bound, best where all can be tried."""

import random
from itertools import product
from time import perf_counter
from typing import Any

import highspy
import pytest

from services.workforce.allocation.solver.problem import Answer, Problem, uncovered
from services.workforce.allocation.solver.solve import solve
from tests.unit.services.workforce.allocation.solver.problems import drawn, first_come

RAMPS = (1.0, 0.75, 0.5, 0.25)
PARTS = (1.0, 0.75, 1 / 3, 0.75 * 2 / 3, 0.6)  # of weeks that are worked in part


def assert_feasible(problem: Problem, answer: Answer) -> None:
    """Everybody is where they can be, and the figures are those of the placements."""
    people = {person.id: person for person in problem.people}
    demands = {demand.id: demand for demand in problem.demands}
    for (person_id, week), demand_id in answer.placements.items():
        assert week in people[person_id].weeks
        assert demands[demand_id].accepts(people[person_id])
    left = 0.0
    for demand in problem.demands:
        for week in range(len(problem.months)):
            given = sum(
                people[one].percentage
                for (one, at), where in answer.placements.items()
                if (at, where) == (week, demand.id)
            )
            left += max(0.0, problem.need(demand.id, week) - given)
    assert answer.uncovered_after == pytest.approx(left)
    assert answer.proven_bound <= answer.uncovered_after + 1e-9
    assert sum(one.uncovered for one in answer.shortfalls) == pytest.approx(left, abs=1e-3)


def relaxed(problem: Problem) -> float:
    """The least uncovered if people could be split: person by person, another formulation of the same question."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    total = 0.0
    terms: dict[tuple[int, int], list[Any]] = {}
    for person in problem.people:
        for week in person.weeks:
            arcs = []
            for demand in problem.demands:
                if demand.accepts(person):
                    arc = model.addVariable(lb=0, ub=1)
                    arcs.append(arc)
                    terms.setdefault((demand.id, week), []).append(person.percentage * arc)
            if arcs:
                model.addConstr(sum(arcs) <= 1)
    short = []
    for demand in problem.demands:
        for week in range(len(problem.months)):
            if (need := problem.need(demand.id, week)) > 0:
                missing = model.addVariable(lb=0)
                short.append(missing)
                model.addConstr(missing + sum(terms.get((demand.id, week), [])) >= need)
    if short:
        model.minimize(sum(short))
        total = model.getInfo().objective_function_value
    return float(total)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("percentages", [(1.0,), (0.5,), RAMPS, PARTS], ids=["whole", "half", "ramps", "parts"])
def test_it_is_feasible_bounded_and_better_than_first_come(seed: int, percentages: tuple[float, ...]) -> None:
    problem = drawn(seed, people=25, demands=12, weeks=4, percentages=percentages, standing=0.3)
    answer = solve(problem)
    assert_feasible(problem, answer)
    assert answer.is_optimal
    assert relaxed(problem) <= answer.proven_bound + 1e-6
    assert answer.uncovered_after <= first_come(problem) + 1e-9


def every_placement(problem: Problem) -> Any:
    """All ways to place people in the one week there is."""
    choices = [
        [None, *(demand.id for demand in problem.demands if demand.accepts(person))] if 0 in person.weeks else [None]
        for person in problem.people
    ]
    for chosen in product(*choices):
        pairs = zip(problem.people, chosen, strict=True)
        yield {(person.id, 0): demand for person, demand in pairs if demand is not None}


def moved(problem: Problem, placements: dict[tuple[int, int], int]) -> int:
    return sum(
        placements.get((one.id, 0)) != where for one in problem.people for where in [one.standing.get(0)] if where
    )


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("percentages", [(1.0,), RAMPS, PARTS], ids=["whole", "ramps", "parts"])
def test_no_placement_at_all_is_better(seed: int, percentages: tuple[float, ...]) -> None:
    problem = drawn(seed, people=6, demands=5, weeks=1, percentages=percentages, standing=0.6)
    answer = solve(problem)
    tried = [(sum(uncovered(problem, one).values()), moved(problem, one), one) for one in every_placement(problem)]
    least = min(left for left, _, _ in tried)
    assert answer.uncovered_after == pytest.approx(least, abs=1e-6)
    assert answer.proven_bound == pytest.approx(least, abs=1e-6)
    fewest = min(changes for left, changes, _ in tried if left <= least + 1e-6)
    assert moved(problem, answer.placements) == fewest
    assert idle(problem, answer.placements) <= set(standing(problem).items())


def standing(problem: Problem) -> dict[tuple[int, int], int]:
    return {(person.id, week): demand for person in problem.people for week, demand in person.standing.items()}


def idle(problem: Problem, placements: dict[tuple[int, int], int]) -> set[tuple[tuple[int, int], int]]:
    """The placements without which as much would be covered."""
    left = sum(uncovered(problem, placements).values())
    return {
        (place, where)
        for place, where in placements.items()
        if sum(uncovered(problem, {one: at for one, at in placements.items() if one != place}).values()) <= left + 1e-9
    }


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_people_and_demands_does_not_matter(seed: int) -> None:
    problem = drawn(seed, people=30, demands=12, weeks=3, percentages=(1.0, 0.5), standing=0.2)
    answer = solve(problem)
    dice = random.Random(seed)
    people, demands = list(problem.people), list(problem.demands)
    dice.shuffle(people)
    dice.shuffle(demands)
    assert solve(problem._replace(people=people, demands=demands)).placements == answer.placements


@pytest.mark.parametrize("seed", range(10))
def test_nobody_is_placed_where_they_cover_nothing(seed: int) -> None:
    problem = drawn(seed, people=40, demands=8, weeks=2, percentages=RAMPS)
    answer = solve(problem)
    for place in answer.placements:
        without = {one: where for one, where in answer.placements.items() if one != place}
        assert sum(uncovered(problem, without).values()) > answer.uncovered_after + 1e-9


def test_people_stay_from_week_to_week() -> None:
    problem = drawn(3, people=20, demands=10, weeks=8, free=1.0)._replace(covered={})
    placements = solve(problem).placements
    for (person, week), demand in placements.items():
        if week and problem.months[week] == problem.months[week - 1]:
            assert placements.get((person, week - 1)) == demand, (person, week)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("percentages", [(1.0,), (0.75,), RAMPS], ids=str)
def test_where_it_is_capped_nobody_gets_more_than_they_lack_and_none_that_does_not_is_better(
    seed: int, percentages: tuple[float, ...]
) -> None:
    problem = drawn(seed, people=6, demands=5, weeks=1, percentages=percentages)._replace(covered={}, is_capped=True)
    problem = problem._replace(workload={place: float(round(need)) for place, need in problem.workload.items()})
    answer = solve(problem)
    assert not is_past(problem, answer.placements)
    least = min(sum(uncovered(problem, one).values()) for one in every_placement(problem) if not is_past(problem, one))
    assert answer.uncovered_after == pytest.approx(least, abs=1e-6)
    assert answer.proven_bound <= least + 1e-6


def is_past(problem: Problem, placements: dict[tuple[int, int], int]) -> bool:
    """Whether any demand gets more than its workload."""
    share = {person.id: person.percentage for person in problem.people}
    given: dict[int, float] = {}
    for (person_id, _), demand in placements.items():
        given[demand] = given.get(demand, 0.0) + share[person_id]
    return any(fte > problem.need(demand, 0) + 1e-6 for demand, fte in given.items())


@pytest.mark.parametrize("times", [1e4, 1e7, 1e9])
@pytest.mark.parametrize("percentages", [(1.0,), RAMPS])
def test_needs_far_beyond_all_people_take_no_longer(times: float, percentages: tuple[float, ...]) -> None:
    """A target CPH a thousand times too small makes a need of thousands: nothing may grow with it."""
    problem = drawn(3, people=10, demands=5, weeks=4, percentages=percentages)
    huge = problem._replace(workload={place: need * times for place, need in problem.workload.items()})
    before = perf_counter()
    answer = solve(huge, seconds=10)
    assert perf_counter() - before < 60
    assert_feasible(huge, answer)
    assert answer.uncovered_after == pytest.approx(relaxed(huge), rel=1e-6)
