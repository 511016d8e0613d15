"""What one operation knows: its caller, its way to the database, and its loaders."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from db.engine import Database, ReadSession, WriteSession
from db.notifications import Channel, Heard, Notifications
from resolvers.loaders import Loaders
from services.shared.access import Caller


@dataclass(frozen=True)
class Seconds:
    """How long an operation may take."""

    query: float = 10
    mutation: float = 120


@dataclass
class Context:
    """One operation, never more: loaders cache what they have seen."""

    caller: Caller
    database: Database
    notifications: Notifications
    turns: asyncio.Semaphore
    limits: Any = None  # what a document may weigh
    seconds: Seconds = field(default_factory=Seconds)
    is_stream: bool = False  # over a WebSocket, where answers may follow one another
    cost: int = 0  # what the operation was reckoned to cost

    def read(self) -> AbstractAsyncContextManager[ReadSession]:
        """A read transaction of the caller's tenant; a session each, since siblings run at once."""
        return self.database.read(self.caller.tenant_id, subject=self.caller.subject)

    @asynccontextmanager
    async def write(self, *, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A write transaction of the caller's tenant; what loaders saw before it is forgotten."""
        caller = self.caller
        async with self.database.write(caller.tenant_id, subject=caller.subject, dry_run=dry_run) as session:
            yield session
        self.__dict__.pop("loaders", None)

    def today(self) -> date:
        """The day it is, in UTC."""
        return datetime.now(UTC).date()

    def listen(self, channel: Channel) -> AbstractAsyncContextManager[AsyncIterator[Heard]]:
        """What is told to the caller's tenant from now on."""
        return self.notifications.listen(channel, self.caller.tenant_id)

    @cached_property
    def loaders(self) -> Loaders:
        """The operation's loaders, room by room."""
        return Loaders(self)
