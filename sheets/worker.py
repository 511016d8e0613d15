"""The server's side of the child process: start it, feed it, draw its frames, and leave nothing running."""

import asyncio
import contextlib
import importlib.util
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from services.shared.errors import InvalidInput
from sheets.limits import SheetLimits
from sheets.wire import LENGTH, too_much_text

logger = logging.getLogger(__name__)
# Isolated and without site: it starts sooner, and imports from nowhere but the standard library and these places.
START = "import os, sys; sys.path += sys.argv[1].split(os.pathsep); from sheets.child import main; main(*sys.argv[2:])"
LIBRARIES = ("python_calamine", "orjson")
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
SLICE = 256 * 1024


@contextlib.asynccontextmanager
async def reader_process(*, kind: str, limits: SheetLimits) -> AsyncIterator[Process]:
    """A child process that reads one file; however the block is left, it is dead and waited for afterwards."""
    arguments = ("-I", "-S", "-c", START, os.pathsep.join(places()), kind, orjson.dumps(limits._asdict()).decode())
    # The secrets in the server's environment are none of the child's business.
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        # Unread output would keep the pipe, and the wait for the process, open.
        await out_of(process).read()
        await process.wait()


@cache
def places() -> tuple[str, ...]:
    """The directories that hold this package and the libraries it reads with, in a checkout or installed."""
    found = [Path(__file__).resolve().parents[1]]
    for library in LIBRARIES:
        spec = importlib.util.find_spec(library)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{library} is not installed")
        found.append(Path(spec.origin).resolve().parents[1])
    return tuple(dict.fromkeys(str(place) for place in found))


async def feed(process: Process, content: bytes) -> None:
    """Send the file, slice by slice; a child that has already died is noticed where its answer is read."""
    assert process.stdin is not None
    view = memoryview(content)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for start in range(0, len(view), SLICE):
            process.stdin.write(view[start : start + SLICE])
            await process.stdin.drain()
        process.stdin.close()


async def answers(process: Process, *, limits: SheetLimits) -> AsyncIterator[dict[str, Any]]:
    """The child's messages up to its end mark; raises InvalidInput for a refusal, or when the child dies."""
    room = limits.output + SLICE
    ready = False
    while True:
        message = await next_message(process, room=room)
        if message is None:
            raise await death_of(process, ready=ready)
        if "refused" in message:
            raise refusal(message)
        if "end" in message:
            return
        ready = True
        room -= message.pop("length")
        yield message


async def next_message(process: Process, *, room: int) -> dict[str, Any] | None:
    """One message and its length in bytes, None when the child has gone; raises InvalidInput beyond `room` bytes."""
    try:
        (length,) = LENGTH.unpack(await out_of(process).readexactly(LENGTH.size))
        if length > room:
            raise too_much_text()
        message: dict[str, Any] = orjson.loads(await out_of(process).readexactly(length))
    except asyncio.IncompleteReadError:
        return None
    return {**message, "length": length}


def refusal(message: dict[str, Any]) -> InvalidInput:
    """What the child refused, in its words; an unforeseen cause is logged."""
    if message.get("cause"):
        logger.warning("an uploaded file could not be read: %s", message["cause"])
    return InvalidInput(message["refused"], accepted=message["accepted"])


async def death_of(process: Process, *, ready: bool) -> Exception:
    """Why a child ended without an answer: its own fault before it was ready, the file's after."""
    status = await process.wait()
    if not ready:
        return RuntimeError(f"the sheet reader does not start: exit status {status}")
    logger.warning("the reader of an uploaded file died: exit status %s", status)
    return InvalidInput("the file could not be read: too large once unpacked", accepted="a smaller file")


def out_of(process: Process) -> asyncio.StreamReader:
    """The child's output."""
    assert process.stdout is not None
    return process.stdout
