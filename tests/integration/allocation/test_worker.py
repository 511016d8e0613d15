"""The process that solves: the same answer as here, progress on the way, and gone when nobody waits for it."""

import asyncio
import os
import time
from functools import cache

import psutil
import pytest

from services.workforce.allocation.solver import worker
from services.workforce.allocation.solver.problem import Problem
from services.workforce.allocation.solver.solve import solve
from services.workforce.allocation.solver.worker import AllocationFailed, solve_apart
from tests.unit.services.workforce.allocation.solver.problems import drawn


@cache
def large() -> Problem:
    """A problem that takes long."""
    return drawn(1, people=3000, demands=24, weeks=60, percentages=(1.0, 0.75, 0.5), free=0.5)


def solvers() -> list[psutil.Process]:
    """The processes that solve for this one; it may have others, such as a server of another test."""
    running = psutil.process_iter(["ppid", "cmdline"])
    return [
        one for one in running if one.info["ppid"] == os.getpid() and worker.__name__ in (one.info["cmdline"] or [])
    ]


@pytest.mark.quick
async def test_it_answers_as_here_and_tells_how_far_it_is() -> None:
    problem = drawn(5, people=40, demands=12, weeks=4)
    steps: list[tuple[str, int, int]] = []
    answer = await solve_apart(problem, progress=lambda *step: steps.append(step))
    assert answer == solve(problem)
    assert steps[0] == ("Allocating", 0, 8)
    assert steps[-1][0] == "Explaining shortfalls"


async def test_the_event_loop_goes_on_meanwhile() -> None:
    solving = asyncio.create_task(solve_apart(large()))
    began = time.process_time()
    for _ in range(20):
        await asyncio.sleep(0.05)
    assert not solving.done()
    solving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await solving
    assert time.process_time() - began < 0.5
    assert solvers() == []


async def test_a_solver_that_dies_is_an_error_and_not_a_hang() -> None:
    solving = asyncio.create_task(solve_apart(large()))
    while not solvers():
        await asyncio.sleep(0.05)
    for process in solvers():
        process.kill()
    with pytest.raises(AllocationFailed, match="-9"):
        await solving


async def test_what_a_solver_dies_of_is_told_even_where_the_log_is_a_file(capfd: pytest.CaptureFixture[str]) -> None:
    problem = drawn(5, people=4, demands=2, weeks=1)._replace(months=None)
    with pytest.raises(AllocationFailed, match="exit status 1"):
        await solve_apart(problem)
    assert "TypeError" in capfd.readouterr().err
