"""An allocation that runs out of time: no worse than first come, first served, and honest about what it is."""

import math
import time
from functools import cache

import pytest

from services.workforce.allocation.solver.explain import shortfalls
from services.workforce.allocation.solver.problem import Answer, Cause, Problem, uncovered
from services.workforce.allocation.solver.solve import solve
from tests.unit.services.workforce.allocation.solver.problems import drawn, first_come

RAMPS = (1.0, 0.75, 0.5, 0.25)


def scarce(percentages: tuple[float, ...], standing: float) -> Problem:
    """A problem with more work than people can do."""
    problem = drawn(4, people=300, demands=24, weeks=8, percentages=percentages, standing=standing)
    return problem._replace(workload={place: 5 * need for place, need in problem.workload.items()})


@cache
def unhurried(percentages: tuple[float, ...], standing: float) -> Answer:
    """Its answer where time is no matter: the same for every hurry it is compared with."""
    return solve(scarce(percentages, standing), seconds=300)


@pytest.mark.parametrize("seconds", [-5.0, 0.0, 0.05, 0.5, 2.0])
@pytest.mark.parametrize("percentages", [(1.0,), RAMPS], ids=["whole", "ramps"])
@pytest.mark.parametrize("standing", [0.0, 0.7])
def test_what_is_answered_is_no_worse_than_first_come_and_its_bound_holds(
    seconds: float, percentages: tuple[float, ...], standing: float
) -> None:
    problem = scarce(percentages, standing)
    hurried, proven = solve(problem, seconds=seconds), unhurried(percentages, standing)
    assert math.isfinite(hurried.proven_bound)
    assert 0 <= hurried.proven_bound <= proven.uncovered_after + 1e-6 <= hurried.uncovered_after + 2e-6
    assert hurried.uncovered_after <= first_come(problem) + 1e-6
    assert hurried.uncovered_after == pytest.approx(sum(uncovered(problem, hurried.placements).values()))
    assert sum(one.uncovered for one in hurried.shortfalls) == pytest.approx(hurried.uncovered_after, abs=1e-3)
    assert hurried.is_optimal == (hurried.gap <= 1e-6 * max(1.0, hurried.proven_bound))


def test_everything_together_keeps_to_its_time() -> None:
    # A problem that takes a minute alone; a machine that is twenty times slower is still far from that.
    problem = drawn(1, people=3000, demands=24, weeks=60, percentages=RAMPS, free=0.5)
    began = time.monotonic()
    answer = solve(problem, seconds=3)
    assert time.monotonic() - began < 60
    assert answer.uncovered_after <= first_come(problem) + 1e-6


def test_explanations_that_come_too_late_say_so_and_keep_their_numbers() -> None:
    problem = drawn(7, people=10, demands=12, weeks=2)
    answer = solve(problem)
    left = uncovered(problem, answer.placements)
    late = shortfalls(problem, answer.placements, left, until=time.monotonic())
    assert [(one.demand_id, one.month, one.uncovered) for one in late] == [
        (one.demand_id, one.month, one.uncovered) for one in answer.shortfalls
    ]
    for one, full in zip(late, answer.shortfalls, strict=True):
        assert (one.cause is Cause.NO_ELIGIBLE) == (full.cause is Cause.NO_ELIGIBLE)
        if one.cause is not Cause.NO_ELIGIBLE:
            assert "the time was over" in one.reason
