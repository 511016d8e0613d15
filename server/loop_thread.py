"""Threads with event loops of their own, on which is carried out what computes for long.

A preview of 24,000 lines computes for seconds between its statements, and so do a tree or a table of as many. On the
loop that answers everybody, nobody else would be answered meanwhile. A thread that computes gives the interpreter up,
every half millisecond, to one that waits for it (server/app.py), so others are answered beside it, a little later.
There is one for mutations, and one for long answers: reports, downloads, and queries of a large cost. What any other
query computes is bounded by what it may cost, and stays on the loop of all; where a list turns out longer than it is
said to be, that is computed on a thread by itself (services/shared/computing.py).

A connection belongs to the loop it was opened on: each thread has a pool of its own.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from math import inf
from threading import Thread
from time import monotonic
from typing import Any, Self, TypeVar

from starlette.types import Message, Send

from db.engine import Database

T = TypeVar("T")
TOGETHER = 32 * 1024  # bytes of small messages that are sent together


class LoopThread:
    """Carries work out on its thread once it is started, and before that where the caller is."""

    def __init__(self, database: Database, *, name: str) -> None:
        self.database = database  # the thread's way into it
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun: dict[object, float] = {}  # when work began that is under way

    def start(self) -> None:
        """Start the thread; it ends with `close`, or with the process."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=self._name, daemon=True)
        self._thread.start()

    async def carry_out(self, work: Callable[[Database], Coroutine[Any, Any, T]], *, elsewhere: Database) -> T:
        """What the work returns or raises; it ends where the caller is cancelled.

        It is told the database to work with: the thread's, and `elsewhere` where no thread is started.
        """
        if self._loop is None:
            return await work(elsewhere)
        this = object()
        self._begun[this] = monotonic()
        try:
            return await self._on_thread(self._loop, lambda: work(self.database))
        finally:
            del self._begun[this]

    def has_worked(self, seconds: float) -> bool:
        """Whether anything is under way that began so long ago."""
        return min(self._begun.values(), default=inf) <= monotonic() - seconds

    async def close(self) -> None:
        """Cancel what is under way, give the connections back, and end the thread."""
        if self._loop is None:
            return
        loop, self._loop = self._loop, None
        await self._on_thread(loop, self._end)
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(self._thread.join)
        loop.close()

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self.database.close()

    @staticmethod
    async def _on_thread(loop: asyncio.AbstractEventLoop, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), loop))


class Held:
    """What is held on the loop that a request came by, and may be given back from another before the block ends."""

    def __init__(self, held: AbstractAsyncContextManager[Any]) -> None:
        self._held = held
        self._stack = AsyncExitStack()
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        """Wait for it."""
        await self._stack.enter_async_context(self._held)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give it back, where it was not yet."""
        await self._stack.aclose()

    async def give_back(self) -> None:
        """Give it back now."""
        if asyncio.get_running_loop() is self._loop:
            await self._stack.aclose()
        else:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._stack.aclose(), self._loop))


class Relay:
    """Sends the messages of an answer on the loop that the request came by, whichever loop they are made on.

    Small ones are sent together: to change loops costs more than they do. Once it is over nothing is sent any more:
    work that was cancelled says its last words when another answer was given.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._held: list[Message] = []
        self._held_bytes = 0
        self._is_over = False

    async def __call__(self, message: Message) -> None:
        """Send a message, and wait until it is sent or held together with the next ones."""
        if asyncio.get_running_loop() is self._loop:
            await self._pass_on([message])
            return
        self._held.append(message)
        self._held_bytes += len(message.get("body", b""))
        is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if is_last or self._held_bytes >= TOGETHER:
            messages, self._held, self._held_bytes = self._held, [], 0
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._pass_on(messages), self._loop))

    def end(self) -> None:
        """Send nothing from now on."""
        self._is_over = True

    async def _pass_on(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if not self._is_over:
                await self._send(message)
