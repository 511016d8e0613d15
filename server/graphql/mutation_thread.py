"""A thread with an event loop of its own, on which mutations are carried out.

A preview of 24,000 lines computes for seconds between its statements. On the loop that answers everybody, nobody else
would be answered meanwhile. A thread that computes gives the interpreter up, every half millisecond, to one that waits
for it (server/app.py), so queries are answered beside it, a little later. What a query computes is bounded by what it
may cost, and stays on the loop of all.

A connection belongs to the loop it was opened on: the thread has a pool of its own.
"""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Thread
from typing import Any, TypeVar

from db.engine import Database
from resolvers.context import Context

T = TypeVar("T")


class MutationThread:
    """Carries mutations out on its thread once it is started, and before that where the caller is."""

    def __init__(self, database: Database) -> None:
        self.database = database  # the thread's way into it
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start the thread; it ends with `close`, or with the process."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="mutations", daemon=True)
        self._thread.start()

    async def carry_out(self, context: Context, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work returns or raises; it works with the context, and ends where the caller is cancelled."""
        if self._loop is None:
            return await work()
        context.database = self.database
        return await self._on_thread(self._loop, work)

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
