"""What the resolvers of one operation share: its caller, its way to the database, and its loaders."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias
from uuid import UUID

import strawberry

from db.doing import Doing
from db.engine import Database, OperationSession, ReadSession, SnapshotSession, WriteSession
from db.postgres.notifications import Channel, Heard, Notifications
from db.postgres.turns import Turns
from db.shared.enums import Permission
from resolvers.loaders import Loaders
from resolvers.rooms import House
from services.shared import clock
from services.shared.access import Caller
from services.shared.floor_rules import FloorRules


@dataclass(frozen=True)
class Seconds:
    """How long an operation of each type may take."""

    query: float = 10
    mutation: float = 120
    download: float = 180
    waited: float = 0  # that were gone before it began, and are not in the others any more

    def less(self, waited: float) -> "Seconds":
        """What is left where somebody has waited so long before they began."""
        query, mutation, download = (max(0.0, one - waited) for one in (self.query, self.mutation, self.download))
        return Seconds(query, mutation, download, self.waited + waited)


@dataclass
class Answer:
    """The answer of a mutation that is still being made: what its fields read with, how that ends, and what is to be
    written down then. That of a dry run is its own transaction, and else a snapshot of what was committed.
    """

    session: ReadSession
    end: AsyncExitStack
    afterwards: list[tuple[str | None, Callable[[], Awaitable[None]]]] = field(default_factory=list)


@dataclass
class Context:
    """The context of one operation, never of more: its loaders cache what they have seen."""

    caller: Caller
    database: Database
    notifications: Notifications
    house: House
    query_slots: Turns  # how many queries of the process may run at the same time
    large_query_turn: Callable[[UUID], AbstractAsyncContextManager[None]]  # likewise of those whose answers are large
    limits: Any = None  # what a document may weigh
    seconds: Seconds = field(default_factory=Seconds)
    back_dating_days: int = 31  # how long ago what happens to stock may have been, at most
    floor_rules: FloorRules = field(default_factory=FloorRules)
    cost: int = 0  # of the operation, as weighed before it is executed
    budget: Callable[[], Mapping[str, int]] = dict  # how much of what its tenant may have under way is left
    field_names: frozenset[str] | None = (
        None  # all that the document selects, at any depth; None where nobody has looked
    )
    request_id: str = ""
    executor_class: Any = None
    count_batch: Callable[[str, int], None] = lambda _loader, _keys: None
    count_fallback: Callable[[str], None] = lambda _type: None
    # What a query is limited with, by its seconds; over HTTP it is also cancelled when the client hangs up.
    time_limit: Callable[[float], AbstractAsyncContextManager[Any]] = asyncio.timeout
    mutation_name: str | None = None  # of the mutation field that is being resolved
    snapshot: SnapshotSession | None = None  # what a query reads with
    operation_session: OperationSession | None = None  # of a mutation that is one transaction with its stored answer
    answer: Answer | None = None  # of the mutation field that was carried out last, until it is made
    secrets: set[str] = field(default_factory=set)  # texts in the answer that are shown this once, and never kept
    refusals: list[tuple[Doing, list[dict[str, Any]]]] = field(default_factory=list)  # that the audit log was told of

    @asynccontextmanager
    async def open_snapshot(self) -> AsyncIterator[None]:
        """Read everything inside in one transaction, so that all fields of an answer see the same data.

        Nothing is read afterwards, by loaders that nobody waits for any more either.
        """
        self.snapshot = self.database.snapshot(self.caller.tenant_id, subject=self.caller.subject)
        try:
            yield
        finally:
            await self.snapshot.close()

    def read(self) -> AbstractAsyncContextManager[ReadSession]:
        """A session to read the caller's tenant with: the snapshot of a query or of an answer, else one of its own.

        What a dry run would make is seen by the fields of its answer alone: they read within it.
        """
        if self.answer is not None:
            return nullcontext(self.answer.session)
        if self.operation_session is not None:
            return nullcontext(self.operation_session)
        if self.snapshot is not None:
            return nullcontext(self.snapshot)
        return self.database.read(self.caller.tenant_id, subject=self.caller.subject)

    @asynccontextmanager
    async def write(self, *, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A write transaction of the caller's tenant; a dry run is rolled back once its answer is made (`end_answer`).

        The loaders are dropped after it: what they saw before is out of date.
        """
        await self.end_answer()
        async with self._tried() if dry_run else self._written() as session:
            yield session
        self.drop_loaders()
        if not dry_run and self.operation_session is None:
            self._answer_from_now()

    def _answer_from_now(self) -> None:
        """Let all fields of the answer see the same data, as it stands when the first of them is read."""
        snapshot = self.database.snapshot(self.caller.tenant_id, subject=self.caller.subject)
        self.answer = Answer(snapshot, AsyncExitStack())
        self.answer.end.push_async_callback(snapshot.close)

    async def end_answer(self) -> None:
        """End what an answer was read with, roll a dry run back so, and write down what had to wait for that.

        Called where the answer is made: before another mutation of the operation begins, and at the operation's end.
        """
        if self.answer is None:
            return
        answer, self.answer = self.answer, None
        await answer.end.aclose()
        self.drop_loaders()
        under_way = self.mutation_name
        for self.mutation_name, work in answer.afterwards:
            await work()
        self.mutation_name = under_way

    async def after_answer(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what is written whatever was committed: now, or once the answer is made, which has a connection."""
        if self.answer is None:
            await work()
        else:
            self.answer.afterwards.append((self.mutation_name, work))

    def write_audit(self) -> AbstractAsyncContextManager[WriteSession]:
        """A write transaction for the audit log alone, which no loader reads: what they saw stays true."""
        return self._written()

    @asynccontextmanager
    async def _written(self) -> AsyncIterator[WriteSession]:
        async with self._open_transaction(dry_run=False) as session:
            yield session
            await self.house.follow(session, today=self.today(), rules=self.floor_rules)

    @asynccontextmanager
    async def _tried(self) -> AsyncIterator[WriteSession]:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(self._open_transaction(dry_run=True))
            self.answer = Answer(session, stack)
            try:
                yield session
                await self.house.follow(session, today=self.today(), rules=self.floor_rules)
            except BaseException:
                self.answer = None  # the stack rolls it back
                raise
            self.answer.end = stack.pop_all()

    @asynccontextmanager
    async def _open_transaction(self, *, dry_run: bool) -> AsyncIterator[WriteSession]:
        caller, doing = self.caller, self.doing
        opened: AbstractAsyncContextManager[WriteSession]
        if self.operation_session is not None:
            opened = self.operation_session.part(doing=doing, dry_run=dry_run)
        elif dry_run:  # fields of its answer may read at the same time
            opened = self.database.operation(caller.tenant_id, subject=caller.subject, dry_run=True, doing=doing)
        else:
            opened = self.database.write(caller.tenant_id, subject=caller.subject, doing=doing)
        async with opened as session:
            session.touched.take()  # of another part of the operation, which failed
            yield session

    @property
    def doing(self) -> Doing | None:
        """What the audit log says of the changes of the mutation under way; None outside mutations."""
        if self.mutation_name is None:
            return None
        roles = [role.value for role in self.caller.roles]
        return Doing(self.mutation_name, self.request_id, roles, self.caller.key_id)

    def today(self) -> date:
        """The day it is, in UTC."""
        return clock.today()

    def may(self, permission: Permission) -> bool:
        """Whether one of the caller's roles carries a permission."""
        return permission in self.caller.permissions

    def listen(self, channel: Channel) -> AbstractAsyncContextManager[AsyncIterator[Heard]]:
        """The messages of a channel to the caller's tenant, from now on."""
        return self.notifications.listen(channel, self.caller.tenant_id)

    @cached_property
    def loaders(self) -> Loaders:
        """The operation's loaders, room by room; made when the first is asked for."""
        return Loaders(self, self.house.loaders)

    def drop_loaders(self) -> None:
        """Drop the loaders and what they cache; the next ones read anew.

        They refer back to this context: left alone, both would stay until the garbage collector comes by.
        """
        loaders: Loaders | None = self.__dict__.pop("loaders", None)
        if loaders is not None:
            loaders.clear()


Info: TypeAlias = strawberry.Info[Context, Any]
"""What strawberry tells a resolver, with the context as what it is: the type checker knows its names."""
