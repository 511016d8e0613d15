"""Solving in a process of its own, so that the server goes on answering; it is gone when the caller is."""

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

from confined import ChildDied, Limits, child, places_of
from services.workforce.allocation.solver.problem import Answer, Problem, Progress

MEMORY = 4 * 1024**3
LIBRARIES = ("highspy", "numpy")


class AllocationFailed(Exception):
    """The process that solves ended without an answer."""


async def solve_apart(problem: Problem, *, progress: Progress = lambda *_: None) -> Answer:
    """What `solve` answers, computed by a child process with at most 4 GiB; raises AllocationFailed if it dies.

    The child is killed when the caller is cancelled.
    """
    limits, places = Limits(memory=MEMORY), places_of(*LIBRARIES)
    async with child(__name__, "main", limits=limits, places=places, tells_errors=True) as process:
        await process.feed(await asyncio.to_thread(pickle.dumps, problem))
        try:
            async for message in process.messages():
                # It is our own child, which was told nothing but our own problem: it may say what can be unpickled.
                step: Any = await asyncio.to_thread(pickle.loads, message)
                if isinstance(step, Answer):
                    return step
                progress(*step)
        except ChildDied as death:
            raise AllocationFailed(f"the solver ended with status {death.status}") from None
    raise AllocationFailed("the solver said nothing")


def main(read: Callable[[int], bytes], send: Callable[[bytes], None]) -> None:
    """What the child runs: read a problem, tell progress and the answer."""
    # HiGHS and NumPy are needed by the child alone.
    from services.workforce.allocation.solver.solve import solve

    problem: Problem = pickle.loads(read(-1))  # noqa: S301 – from the parent, through our own pipe
    send(pickle.dumps(solve(problem, progress=lambda *step: send(pickle.dumps(step)))))
