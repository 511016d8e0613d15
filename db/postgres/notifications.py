"""What transactions tell once they have committed, heard in every server process: LISTEN and NOTIFY."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import LOST, DatabaseUnavailable
from db.postgres.connection import engine_for

_RECONNECT_SECONDS = (0.2, 1, 2, 5)
_LONGEST_QUEUE = 1000


class Channel(StrEnum):
    """What can be told; every message carries its tenant and ids, never data."""

    CAPACITY = "headroom_capacity"
    PROGRESS = "headroom_progress"
    KEYS = "headroom_keys"  # an API key was revoked
    INVENTORY = "headroom_inventory"
    PRODUCTION_PLANS = "headroom_production_plans"
    WORK_ORDERS = "headroom_work_orders"
    ALERTS = "headroom_alerts"


class Missed:
    """Heard instead of a message when the connection was lost: something may have been told meanwhile."""


MISSED = Missed()
Heard = dict[str, Any] | Missed


class Notifications:
    """The one listening connection of a process, made when somebody listens first and again when it is lost."""

    def __init__(self, url: str) -> None:
        self._engine = engine_for(url)
        self._listeners: dict[asyncio.Queue[Heard], tuple[Channel, str]] = {}
        self._keeping: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @asynccontextmanager
    async def listen(self, channel: Channel, tenant_id: UUID) -> AsyncIterator[AsyncIterator[Heard]]:
        """Messages of one tenant on a channel, from now on."""
        queue: asyncio.Queue[Heard] = asyncio.Queue(_LONGEST_QUEUE)
        self._listeners[queue] = (channel, str(tenant_id))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_listening())
        try:
            await self._listening.wait()
            yield _drain(queue)
        finally:
            del self._listeners[queue]

    async def close(self) -> None:
        """Stop listening."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._engine.dispose()

    async def _keep_listening(self) -> None:
        failures = 0
        while True:
            with suppress(*LOST, DBAPIError, DatabaseUnavailable):  # a standby, too, which nobody can listen on
                async with self._engine.connect() as connection:
                    lost = await self._hear(connection)
                    if failures:
                        self._tell_all(MISSED)
                    failures = 0
                    self._listening.set()
                    await lost.wait()
                    await connection.invalidate()
            self._listening.clear()
            await asyncio.sleep(_RECONNECT_SECONDS[min(failures, len(_RECONNECT_SECONDS) - 1)])
            failures += 1

    async def _hear(self, connection: AsyncConnection) -> asyncio.Event:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        lost = asyncio.Event()
        driver.add_termination_listener(lambda _: lost.set())
        for channel in Channel:
            await driver.add_listener(channel.value, self._take)
        return lost

    def _take(self, _: object, __: int, channel: str, payload: str) -> None:
        message = orjson.loads(payload)
        for queue, (wanted, tenant) in self._listeners.items():
            if wanted == channel and message.get("tenant") == tenant:
                _put(queue, message)

    def _tell_all(self, heard: Heard) -> None:
        for queue in self._listeners:
            _put(queue, heard)


def _put(queue: asyncio.Queue[Heard], heard: Heard) -> None:
    if queue.full():  # who does not keep up is told once that something was missed
        while not queue.empty():
            queue.get_nowait()
        heard = MISSED
    queue.put_nowait(heard)


async def _drain(queue: asyncio.Queue[Heard]) -> AsyncIterator[Heard]:
    while True:
        yield await queue.get()
