"""The parent's side: start a child, feed it, hear what it says, and leave nothing running."""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from typing import Any

from confined._child import END, HEADER, MESSAGE, READY
from confined._errors import DidNotStart, Died, Garbled, TookTooLong, TooMuchOutput
from confined._program import Codec, Limits, Program, environment

SLICE = 256 * 1024
LARGE = 256 * 1024  # bytes of a message that another thread takes apart, so that the event loop goes on
GRACE = 1.0  # seconds between a child's last word and its end


@contextlib.asynccontextmanager
async def running(program: Program, content: bytes, *arguments: str, limits: Limits) -> AsyncIterator["Messages"]:
    """A child that works on `content`, and the messages it sends: they end when its `main` has returned.

    However the block is left (by its end, an error, the child's time, a cancellation) the child is dead and waited for
    afterwards. Raises DidNotStart, TookTooLong, and what Messages raise; a body's own TimeoutError passes.
    """
    try:
        async with asyncio.timeout(limits.seconds) as clock, _process(program, arguments, limits) as process:
            messages = Messages(process, program, limits)
            await messages.start(content)
            yield messages
    except TimeoutError as error:
        if not clock.expired():
            raise
        raise TookTooLong(f"the child of {program.module} takes more than {limits.seconds:g} seconds") from error


class Messages:
    """What a child says, decoded, to be drawn with `async for`.

    Drawing raises Died when the child ends before its work does, TooMuchOutput beyond the limit, Garbled for what is no
    message.
    """

    def __init__(self, process: Process, program: Program, limits: Limits) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self._module, self._codec = program.module, program.codec
        self._room = limits.output

    async def start(self, content: bytes) -> None:
        """Wait until the child is confined, then send its input; raises DidNotStart."""
        try:
            await self._next(READY)
        except Died as death:
            raise DidNotStart(f"the child of {self._module} does not start: exit status {death.status}") from None
        view = memoryview(content)
        # A child that dies meanwhile is noticed where it is heard.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._input.write(HEADER.pack(MESSAGE, len(view)))
            for begin in range(0, len(view), SLICE):
                self._input.write(view[begin : begin + SLICE])
                await self._input.drain()

    def __aiter__(self) -> "Messages":
        return self

    async def __anext__(self) -> Any:
        kind, content = await self._next(MESSAGE, END)
        if kind == END:
            await self.ended()
            raise StopAsyncIteration
        return await _decoded(content, self._codec)

    async def ended(self) -> None:
        """Wait for the end of a child that has said its last word; after a second it is killed.

        Who is on the way out is not killed at once: asyncio would lose the exit status over it, and say so in the log.
        """
        await _status(self._process)

    async def _next(self, *kinds: bytes) -> tuple[bytes, bytes]:
        """Kind and content of the next frame, which has to be of one of these kinds."""
        try:
            kind, length = HEADER.unpack(await self._output.readexactly(HEADER.size))
            if kind not in kinds:
                raise Garbled(f"the child of {self._module} sends no frames")
            self._room -= HEADER.size + length
            if self._room < 0:
                raise TooMuchOutput(f"the child of {self._module} says too much")
            return kind, await self._output.readexactly(length)
        except asyncio.IncompleteReadError:
            raise Died(self._module, await _status(self._process)) from None


async def _decoded(content: bytes, codec: Codec) -> Any:
    """The message in some bytes."""
    try:
        return codec.loads(content) if len(content) < LARGE else await asyncio.to_thread(codec.loads, content)
    except Exception as error:
        raise Garbled(f"a message that {codec.__name__} cannot read") from error


@contextlib.asynccontextmanager
async def _process(program: Program, arguments: tuple[str, ...], limits: Limits) -> AsyncIterator[Process]:
    """A process that is killed, unless it has ended, and waited for."""
    try:
        command = program.command(arguments, limits=limits)
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=None if program.shows_errors else DEVNULL, env=environment()
        )
    except (OSError, ModuleNotFoundError) as error:
        raise DidNotStart(f"the child of {program.module} does not start: {error}") from error
    try:
        yield process
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """Kill a process unless it has ended, and wait for it."""
    assert process.stdin is not None and process.stdout is not None
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    process.stdin.close()
    # Unread output would keep the pipe, and the wait for the process, open.
    while await process.stdout.read(SLICE):
        pass
    await process.wait()


async def _status(process: Process) -> int:
    """The exit status of a process that has closed its output, and soon ends or is made to."""
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(process.wait(), GRACE)
    await _end(process)
    return await process.wait()
