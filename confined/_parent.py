"""The parent's side: start a child, feed it, hear what it says, and leave nothing running."""

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from functools import cache
from pathlib import Path

from confined._frames import LENGTH, READY
from confined._limits import Limits

# Isolated (-I) and without site (-S): it starts sooner, and imports from nowhere but the standard library and the
# places it is given. An installation's .pth files, PYTHONPATH and the current folder have no say in what runs.
START = (
    "import os, sys; sys.path += sys.argv[1].split(os.pathsep); from confined._child import main; main(*sys.argv[2:])"
)
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
SLICE = 256 * 1024


class ChildDied(Exception):
    """A child ended before it had said all: `was_ready` tells a bad start from what became of it at work."""

    def __init__(self, status: int, *, was_ready: bool) -> None:
        super().__init__(f"exit status {status}")
        self.status = status
        self.was_ready = was_ready


class TooMuchSaid(Exception):
    """A child said more than its parent is ready to hear."""


class Child:
    """A running child."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout

    async def feed(self, content: bytes) -> None:
        """Send all of its input, slice by slice; a child that has already died is noticed where it is heard."""
        view = memoryview(content)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(view), SLICE):
                self._input.write(view[start : start + SLICE])
                await self._input.drain()
            self._input.close()

    async def messages(self, *, room: int | None = None) -> AsyncIterator[bytes]:
        """What it says, message by message, until the caller has heard enough.

        Raises ChildDied when it ends first, and TooMuchSaid beyond `room` bytes in all.
        """
        was_ready = False
        while True:
            try:
                (length,) = LENGTH.unpack(await self._output.readexactly(LENGTH.size))
                if room is not None and length > room:
                    raise TooMuchSaid
                message = await self._output.readexactly(length)
            except asyncio.IncompleteReadError:
                raise ChildDied(await self._process.wait(), was_ready=was_ready) from None
            room = None if room is None else room - length
            if message != READY:
                yield message
            was_ready = True

    async def end(self) -> None:
        """Kill it unless it has ended, and wait for it."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._output.read()  # unread output would keep the pipe, and the wait for the process, open
        await self._process.wait()


@contextlib.asynccontextmanager
async def child(
    module: str,
    function: str,
    *arguments: str,
    limits: Limits,
    places: Sequence[str],
    tells_errors: bool = False,
) -> AsyncIterator[Child]:
    """A child that runs `module.function(read, send, *arguments)`, importing from `places` alone.

    However the block is left, the child is dead and waited for afterwards: by its end, an error, a time-out around the
    block, or its cancellation. With `tells_errors` its standard error is ours; else what it writes there is dropped.
    """
    command = ("-I", "-S", "-c", START, os.pathsep.join(places), module, function, json.dumps(limits), *arguments)
    # The secrets in the server's environment are none of the child's business.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdin=PIPE, stdout=PIPE, stderr=None if tells_errors else DEVNULL, env=environment
    )
    started = Child(process)
    try:
        yield started
    finally:
        await started.end()


@cache
def places_of(*packages: str) -> tuple[str, ...]:
    """The folders that hold some packages, and this one, in a checkout or installed; raises RuntimeError."""
    folders = [Path(__file__).resolve().parents[1]]
    for package in packages:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{package} is not installed")
        folders.append(Path(spec.origin).resolve().parents[1])
    return tuple(dict.fromkeys(str(folder) for folder in folders))
