"""Solving in a process of its own, so that the server goes on answering; it is gone when the caller is."""

import asyncio
import contextlib
import os
import pickle
import struct
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from services.workforce.allocation.solver.problem import Answer, Problem, Progress

if sys.platform != "win32":
    import resource

LENGTH = struct.Struct(">I")
MEMORY = 4 * 1024**3
ROOT = Path(__file__).resolve().parents[4]
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class AllocationFailed(Exception):
    """The process that solves ended without an answer."""


async def solve_apart(problem: Problem, *, progress: Progress = lambda *_: None) -> Answer:
    """What `solve` answers, computed by a child process with at most 4 GiB; raises AllocationFailed if it dies.

    The child is killed when the caller is cancelled.
    """
    # The secrets in the server's environment are none of the child's business.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=environment
    )
    try:
        content = await asyncio.to_thread(pickle.dumps, problem)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            _input(process).write(content)
            await _input(process).drain()
        _input(process).close()
        while True:
            message = await _next(process)
            if isinstance(message, Answer):
                return message
            progress(*message)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


def _input(process: Process) -> asyncio.StreamWriter:
    assert process.stdin is not None
    return process.stdin


async def _next(process: Process) -> Any:
    assert process.stdout is not None
    try:
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        content = await process.stdout.readexactly(length)
    except asyncio.IncompleteReadError:
        raise AllocationFailed(f"the solver ended with status {await process.wait()}") from None
    # It is our own child, told nothing but our own problem.
    return await asyncio.to_thread(pickle.loads, content)


def main() -> None:
    """Read a problem, answer with progress and the answer."""
    # Imported late: HiGHS and numpy are for the child alone; the server, which imports this module too, never solves.
    from services.workforce.allocation.solver.solve import solve

    if sys.platform != "win32":
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    problem: Problem = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 – from the parent, through our own pipe
    _send(solve(problem, progress=lambda *step: _send(step)))


def _send(message: Any) -> None:
    content = pickle.dumps(message)
    sys.stdout.buffer.write(LENGTH.pack(len(content)) + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
