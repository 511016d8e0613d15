"""Solving in a process of its own, so that the server goes on answering; it is gone when the caller is."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from confined import ChildFailed, Limits, Program, pickles, running
from services.workforce.allocation.solver.problem import SEARCH_SECONDS, Answer, Problem, Progress

MEMORY = 4 * 1024**3
# No limit on files: where the server's log is a file, what the solver tells of its own death is written there.
LIMITS = Limits(memory=MEMORY, output=MEMORY, file_size=None)
# Pickles are safe here, in both directions. The child is our own code, and what it is told is our own problem, put
# together from typed rows: nothing in it was ever a pickle, and no text in it is taken for anything but text.
SOLVER = Program(__name__, codec=pickles, libraries=("highspy", "numpy"), shows_errors=True)


class AllocationFailed(Exception):
    """The process that solves ended without an answer."""


async def solve_apart(
    problem: Problem, *, progress: Progress = lambda *_: None, seconds: float = SEARCH_SECONDS
) -> Answer:
    """What `solve` answers, computed by a child process with at most 4 GiB; raises AllocationFailed if it dies.

    It answers within so many seconds from now, the child's start included, with the best it has found by then. The
    child is killed when the caller is cancelled.
    """
    # The monotonic clock is the machine's: a moment means the same to the child.
    until = time.monotonic() + seconds
    content = await asyncio.to_thread(pickles.dumps, (problem, until))
    answer: Answer | None = None
    try:
        async with running(SOLVER, content, limits=LIMITS) as messages:
            async for message in messages:
                if isinstance(message, Answer):
                    answer = message
                else:
                    progress(*message)
    except ChildFailed as failure:
        raise AllocationFailed(f"the solver did not answer: {failure}") from failure
    if answer is None:
        raise AllocationFailed("the solver ended without an answer")
    return answer


def main(content: bytes, send: Callable[[Any], None]) -> None:
    """What the child runs: solve a problem, and tell progress and the answer."""
    # HiGHS and NumPy are needed by the child alone.
    from services.workforce.allocation.solver.solve import solve

    problem, until = pickles.loads(content)
    send(solve(problem, progress=lambda *step: send(step), seconds=until - time.monotonic()))
