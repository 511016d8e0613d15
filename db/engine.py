"""Transactions: the only place that opens one, and the only place that sets whose rows it sees.

`Database.read` and `Database.write` open one transaction each. `Database.snapshot` is what a GraphQL query reads with:
a read-only transaction that begins with its first statement. `Database.operation` is one transaction for a whole
mutation with everything it does, its stored answer included.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar, TypeAlias, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import CursorResult, Executable, Row, Select, TextClause, text

from db.doing import Doing
from db.errors import LOST, DatabaseUnavailable, translated, translated_reading
from db.postgres.beginning import READ_ONLY, READ_WRITE, begin_statement
from db.postgres.connection import SERVICE_ROLE, STATEMENT_SECONDS, Connection, Write, advised
from db.postgres.pool import Pool
from db.postgres.reading import ColumnRows, Reading, all_rows, numbered, rows_of
from db.postgres.statement_hooks import before_statements
from db.postgres.statement_queue import StatementQueue
from db.postgres.turns import MOST_WAITING
from db.revisions import is_current
from db.touched import Notes

# All its attributes are Any, so mypy takes it for any Protocol: a query names the one (`db/<room>/rows.py`) it returns.
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
S = TypeVar("S")
A = TypeVar("A")
T = TypeVar("T")

NO_TENANT = UUID(int=0)  # no rows belong to it: for what concerns no tenant, such as asking whether all is migrated

_SET_DOING = text("SELECT set_config('app.doing', :doing, true)")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_LOCK_SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")


class ReadSession:
    """One read-only transaction; what a statement ends with is told in our words at once."""

    _translated: ClassVar = translated_reading

    def __init__(self, connection: Connection, tenant_id: UUID, subject: str) -> None:
        self._connection = connection
        self.tenant_id = tenant_id
        self.subject = subject

    async def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[AnyRow]:
        """All rows of a statement."""
        return await all_rows(await self._execute(statement, values))

    async def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> AnyRow | None:
        """The first row of a statement, if there is one."""
        return (await self._execute(statement, values)).first()

    async def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row of a statement."""
        return (await self._execute(statement, values)).scalar()

    async def _execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        with self._translated:
            return await self._connection.pooled.execute(statement, values)

    async def read(
        self, reading: Reading, names: Sequence[str] | None = None, values: Mapping[str, Any] | None = None
    ) -> ColumnRows:
        """Rows of a reading: some columns of it, or all."""
        sql, arguments, rows = reading.prepared(names, values or {})
        return cast(ColumnRows, rows(await self._records(sql, arguments)))

    async def table(self, statement: Select[*tuple[Any, ...]]) -> ColumnRows:
        """The rows of a statement that is made anew each time, as columns."""
        result: Any = await self._execute(statement)
        return rows_of(statement, result.cursor.fetchall())

    async def _records(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        with self._translated:
            return await self._connection.records(sql, *arguments)

    async def stream(
        self, statement: Executable, values: Mapping[str, Any] | None = None, *, batch: int
    ) -> AsyncIterator[Sequence[AnyRow]]:
        """The rows of a statement in batches, fetched as they are asked for: memory stays that of one batch."""
        result = await self._connection.pooled.stream(statement, values, execution_options={"yield_per": batch})
        async for rows in result.partitions(batch):
            yield rows

    async def copy(self, statement: TextClause, values: Mapping[str, Any], write: Write, **options: str) -> None:
        """Hand on the rows of a statement as the database writes them, with COPY's options."""
        sql, arguments = numbered(statement, values)
        await self._connection.copy(sql, arguments, write, **options)


class WriteSession(ReadSession):
    """One transaction that may write; all of it is applied, or nothing."""

    _translated: ClassVar = translated

    def __init__(self, connection: Connection, tenant_id: UUID, subject: str) -> None:
        super().__init__(connection, tenant_id, subject)
        self.touched = Notes()  # what follows from it is done before the transaction commits

    async def run(self, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
        """Execute a statement; returns how many rows it touched."""
        return int((await self._execute(statement, values)).rowcount)

    async def lock(self, *names: str, shared: bool = False) -> None:
        """Hold a name of the tenant's until the transaction ends: alone, or `shared` with others who share it."""
        await self._execute(_LOCK_SHARED if shared else _LOCK, {"name": "/".join((str(self.tenant_id), *names))})

    async def notify(self, channel: str, **message: Any) -> None:
        """Tell something to whoever listens, in any process, once this transaction has committed; ids only."""
        payload = orjson.dumps({"tenant": str(self.tenant_id), **message}).decode()
        await self._execute(_NOTIFY, {"channel": channel, "payload": payload})


class OperationSession(WriteSession):
    """One transaction that the parts of an operation share: their statements queue up, since a connection takes one."""

    def __init__(self, connection: Connection, tenant_id: UUID, subject: str) -> None:
        super().__init__(connection, tenant_id, subject)
        self._queue = StatementQueue()

    async def _execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        async with self._queue:
            return await super()._execute(statement, values)

    async def _records(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        async with self._queue:
            return await super()._records(sql, arguments)

    async def end(self) -> None:
        """Refuse further statements: the transaction ends, and the connection is lent to others."""
        await self._queue.end(cancels=False)  # it would take the transaction with it

    @asynccontextmanager
    async def part(self, *, doing: Doing | None, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A part with a savepoint of its own: it is rolled back alone when it fails, or is a dry run."""
        with translated:
            part = await self._connection.pooled.begin_nested()
            try:
                await self._execute(_SET_DOING, {"doing": str(doing) if doing else ""})
                yield self
            except BaseException:
                await part.rollback()
                raise
            async with self._queue:  # fields of a dry run's answer may have read with it until now
                await (part.rollback() if dry_run else part.commit())


class SnapshotSession(ReadSession):
    """Everything a GraphQL query reads: one snapshot, begun by its first statement, one statement after another.

    Nothing is begun for a query that is answered without the database. A statement that fails ends the transaction; the
    next begins another, so that one field's failure is not every field's.
    """

    def __init__(self, database: "Database", tenant_id: UUID, subject: str) -> None:
        self._database = database
        self.tenant_id = tenant_id
        self.subject = subject
        self._queue = StatementQueue()
        self._open: Connection | None = None

    async def _execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        return await self._in_turn(super()._execute, statement, values)

    async def _records(self, sql: str, arguments: Sequence[Any]) -> Sequence[Any]:
        return await self._in_turn(super()._records, sql, arguments)

    async def _in_turn(self, asked: Callable[[S, A], Awaitable[T]], statement: S, values: A) -> T:
        async with self._queue:
            with self._translated:
                if self._open is None:
                    self._open = self._connection = await self._database.begin(
                        self.tenant_id, self.subject, mode=READ_ONLY
                    )
            try:
                return await asked(statement, values)
            except BaseException:
                self._database.pool.take_back(self._open, "ROLLBACK")
                self._open = None
                raise

    async def close(self) -> None:
        """Give the connection back; a later statement is refused, since nobody would give back another connection."""
        await self._queue.end(cancels=True)  # a loader may still be reading for a field that was cancelled
        if self._open is not None:
            self._database.pool.release_lazily(self._open)
            self._open = None


class Database:
    """The pool of one process; every transaction on it belongs to one tenant."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        pool_wait: float | None = None,
        most_of_one: int | None = None,
        most_waiting: int = MOST_WAITING,
        statement_seconds: float | None = STATEMENT_SECONDS,
    ) -> None:
        self.pool = Pool(
            url, size=pool_size, wait=pool_wait, most_of_one=most_of_one, most_waiting=most_waiting,
            statement_seconds=statement_seconds,
        )  # fmt: skip

    @asynccontextmanager
    async def read(self, tenant_id: UUID, *, subject: str = "") -> AsyncIterator[ReadSession]:
        """A READ ONLY transaction on one snapshot."""
        async with self.transaction(tenant_id, subject, mode=READ_ONLY, commits=False) as connection:
            yield ReadSession(connection, tenant_id, subject)

    def snapshot(self, tenant_id: UUID, *, subject: str) -> SnapshotSession:
        """A snapshot that is opened by its first statement; the caller closes it."""
        return SnapshotSession(self, tenant_id, subject)

    @asynccontextmanager
    async def write(
        self, tenant_id: UUID, *, subject: str, dry_run: bool = False, doing: Doing | None = None
    ) -> AsyncIterator[WriteSession]:
        """A transaction that commits on a clean exit and leaves nothing on any other; a dry run never commits.

        Changes are audited where something is being done.
        """
        async with self.transaction(tenant_id, subject, commits=not dry_run, doing=doing) as connection:
            yield WriteSession(connection, tenant_id, subject)

    @asynccontextmanager
    async def operation(
        self, tenant_id: UUID, *, subject: str, dry_run: bool = False, doing: Doing | None = None
    ) -> AsyncIterator[OperationSession]:
        """A transaction for everything an operation does, its answer included; a dry run never commits."""
        async with self.transaction(tenant_id, subject, commits=not dry_run, doing=doing) as connection:
            session = OperationSession(connection, tenant_id, subject)
            try:
                yield session
            finally:
                await session.end()

    @asynccontextmanager
    async def transaction(
        self, tenant_id: UUID, subject: str, *, mode: str = READ_WRITE, commits: bool, doing: Doing | None = None
    ) -> AsyncIterator[Connection]:
        """A transaction of a tenant; for the sessions of this floor."""
        with translated_reading if mode == READ_ONLY else translated:
            connection = await self.begin(tenant_id, subject, mode=mode, doing=doing)
            try:
                yield connection
            except BaseException:
                with suppress(*LOST):  # what went wrong first is what is told
                    await asyncio.shield(self.pool.take_back(connection, "ROLLBACK"))
                raise
            if mode == READ_ONLY:
                self.pool.release_lazily(connection)
            else:
                await asyncio.shield(self.pool.take_back(connection, "COMMIT" if commits else "ROLLBACK"))

    async def begin(
        self, tenant_id: UUID, subject: str, *, mode: str = READ_WRITE, doing: Doing | None = None
    ) -> Connection:
        """A connection within a new transaction, to be given back to the pool; for the sessions of this floor."""
        begin = begin_statement(mode, SERVICE_ROLE, tenant_id, subject, str(doing) if doing else "")
        for _ in range(self.pool.size + 1):
            connection = await self.pool.lend(tenant_id)
            try:
                await connection.begin(begin)
                return connection
            except asyncpg.InsufficientPrivilegeError as error:
                await self.pool.throw_away(connection)
                raise DatabaseUnavailable from advised(error)  # it does not let us work as the service
            except BaseException as error:
                await self.pool.throw_away(connection)
                # One that had died while it lay in the pool, as others may, has done nothing yet.
                if not isinstance(error, LOST) or not connection.is_lost:
                    raise
        raise DatabaseUnavailable

    async def is_current(self) -> bool:
        """Whether the database can be reached and stands at the newest migration this code knows."""
        async with self.transaction(NO_TENANT, "", mode=READ_ONLY, commits=False) as connection:
            return await is_current(connection.pooled)

    async def close(self) -> None:
        """Give every connection back."""
        await self.pool.close()


def on_statement(database: Database, listener: Any) -> None:
    """Call `listener(sql)` for every statement the database is sent; for tests and tracing."""
    before_statements(database.pool, listener)
