"""What one operation knows: its caller, its way to the database, and its loaders."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from db.engine import Database, Doing, OperationSession, ReadSession, SnapshotSession, WriteSession
from db.postgres.notifications import Channel, Heard, Notifications
from resolvers.loaders import Loaders
from services.shared.access import Caller
from services.shared.commit_once import AnyCommitKind


@dataclass(frozen=True)
class Seconds:
    """How long an operation may take."""

    query: float = 10
    mutation: float = 120
    download: float = 180


@dataclass
class Context:
    """One operation, never more: loaders cache what they have seen."""

    caller: Caller
    database: Database
    notifications: Notifications
    turns: asyncio.Semaphore
    large_turns: asyncio.Semaphore
    kinds: Mapping[str, AnyCommitKind]  # of previews, by name
    limits: Any = None  # what a document may weigh
    seconds: Seconds = field(default_factory=Seconds)
    cost: int = 0  # what the operation was reckoned to cost
    request_id: str = ""
    executor: Any = None  # the class that carries it out
    count_batch: Callable[[str, int], None] = lambda _loader, _keys: None
    count_fallback: Callable[[str], None] = lambda _type: None
    operation: str | None = None  # the mutation under way
    while_connected: Callable[[float], AbstractAsyncContextManager[Any]] = asyncio.timeout  # ends with who asks
    asking: SnapshotSession | None = None
    whole: OperationSession | None = None  # where everything, the answer included, is one transaction
    refused: list[tuple[Doing, list[dict[str, Any]]]] = field(default_factory=list)  # what the audit log was told of

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[None]:
        """Everything that is read within is read in one transaction; afterwards nothing is."""
        self.asking = self.database.snapshot(self.caller.tenant_id, subject=self.caller.subject)
        try:
            yield
        finally:
            await self.asking.close()

    def read(self) -> AbstractAsyncContextManager[ReadSession]:
        """A read transaction of the caller's tenant: the question's, or within other operations one of its own."""
        if self.whole is not None:
            return nullcontext(self.whole)
        if self.asking is not None:
            return nullcontext(self.asking)
        return self.database.read(self.caller.tenant_id, subject=self.caller.subject)

    @asynccontextmanager
    async def write(self, *, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A write transaction of the caller's tenant; what loaders saw before it is forgotten."""
        async with self.note(dry_run=dry_run) as session:
            yield session
        self.forget()

    @asynccontextmanager
    async def note(self, *, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A write transaction that changes nothing a loader answers with."""
        caller, doing = self.caller, self.doing
        if self.whole is not None:
            async with self.whole.part(doing=doing, dry_run=dry_run) as session:
                yield session
        else:
            own = self.database.write(caller.tenant_id, subject=caller.subject, dry_run=dry_run, doing=doing)
            async with own as session:
                yield session

    @property
    def doing(self) -> Doing | None:
        """What the audit log shall say of changes; nothing outside mutations."""
        if self.operation is None:
            return None
        roles = [role.value for role in self.caller.roles]
        return Doing(self.operation, self.request_id, roles, self.caller.key_id)

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

    def forget(self) -> None:
        """Let go of what loaders saw, and of them: they refer back, and would be left to the garbage collector."""
        loaders: Loaders | None = self.__dict__.pop("loaders", None)
        if loaders is not None:
            loaders.forget()
