"""Transactions: the only place that opens one, and the only place that sets whose rows it sees."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import CursorResult, Executable, Row, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.address import sqlalchemy_url
from db.revisions import is_current

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
Rows: TypeAlias = Sequence[AnyRow]

SERVICE_ROLE = "headroom_service"

# Local to the transaction (third argument true): a session-level setting would leak through a pooler.
_SET_CALLER = text("""
    SELECT current_user, set_config('app.tenant', :tenant, true), set_config('app.subject', :subject, true),
           set_config('app.doing', :doing, true)""")
_SET_DOING = text("SELECT set_config('app.doing', :doing, true)")

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_LOCK_SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")

_NOTIFY = text("SELECT pg_notify(:channel, :payload)")

_CONNECT_SECONDS = 5
_SESSION = {
    "application_name": "headroom",
    "timezone": "UTC",
    "jit": "off",
    # Beyond what any operation may take: these end what a lost server process has left behind.
    "statement_timeout": "180s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "300s",
}

_RACE_LOST = ("40001", "40P01", "23505", "55P03")  # serialisation failure, deadlock, unique violation, lock timeout
_NO_TEXT = ("22021", "22P05")  # a character outside the encoding
_CONNECTION_LOST = ("08", "53", "57")  # connection, out of resources, operator intervention


class DatabaseUnavailable(Exception):
    """The database cannot be reached, or ended the connection."""


class UnkeepableText(Exception):
    """A text that no database text can hold: it has a NUL, or half a character."""

    def __init__(self) -> None:
        super().__init__("a text has characters that cannot be kept; accepted: text without NUL and lone surrogates")


class ConcurrentChange(Exception):
    """Another transaction changed the same rows first; `constraint` names the rule it hit, where there was one."""

    def __init__(self, constraint: str | None = None) -> None:
        super().__init__("somebody else changed the same rows at the same time")
        self.constraint = constraint


class Doing(NamedTuple):
    """What somebody is about: the audit log's triggers write it beside every change."""

    operation: str
    request_id: str
    roles: Sequence[str]
    key_id: UUID | None = None

    def __str__(self) -> str:
        return orjson.dumps(self._asdict(), default=str).decode()  # the driver has a UUID of its own


class ReadSession:
    """One transaction that may only look."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID, subject: str) -> None:
        self._connection = connection
        self.tenant_id = tenant_id
        self.subject = subject

    async def rows(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Rows:
        """All rows of a statement."""
        return (await self._execute(statement, values)).all()

    async def row(self, statement: Executable, values: Mapping[str, Any] | None = None) -> AnyRow | None:
        """The first row of a statement, if there is one."""
        return (await self._execute(statement, values)).first()

    async def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row of a statement."""
        return (await self._execute(statement, values)).scalar()

    async def _execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        return await self._connection.execute(statement, values)

    async def stream(
        self, statement: Executable, values: Mapping[str, Any] | None = None, *, batch: int
    ) -> AsyncIterator[Rows]:
        """The rows of a statement in batches, fetched as they are asked for: memory stays that of one batch."""
        result = await self._connection.stream(statement, values, execution_options={"yield_per": batch})
        async for rows in result.partitions(batch):
            yield rows


class WriteSession(ReadSession):
    """One transaction that changes things, whole or not at all."""

    async def run(self, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
        """Carry out a statement; returns how many rows it touched."""
        return int((await self._execute(statement, values)).rowcount)

    async def lock(self, *names: str, shared: bool = False) -> None:
        """Wait until this transaction holds a name within its tenant: alone, or `shared` with others who share it.

        Released at the transaction's end.
        """
        name = "/".join((str(self.tenant_id), *names))
        await self._execute(_LOCK_SHARED if shared else _LOCK, {"name": name})

    async def notify(self, channel: str, **message: Any) -> None:
        """Tell something to whoever listens, in any process, once this transaction has committed; ids only."""
        payload = orjson.dumps({"tenant": str(self.tenant_id), **message}).decode()
        await self._execute(_NOTIFY, {"channel": channel, "payload": payload})


class WholeSession(WriteSession):
    """One transaction that several parts of an operation share, one statement after another."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID, subject: str) -> None:
        super().__init__(connection, tenant_id, subject)
        self._turn = asyncio.Lock()

    async def _execute(self, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
        async with self._turn:
            return await super()._execute(statement, values)

    @asynccontextmanager
    async def part(self, *, doing: Doing | None, dry_run: bool = False) -> AsyncIterator[WriteSession]:
        """A part that is undone alone when it fails, or is a dry run."""
        with translated():
            part = await self._connection.begin_nested()
            try:
                await self._execute(_SET_DOING, {"doing": str(doing) if doing else ""})
                yield self
            except BaseException:
                await part.rollback()
                raise
            await (part.rollback() if dry_run else part.commit())


class Database:
    """The pool of one process; every transaction on it belongs to one tenant."""

    def __init__(self, url: str, *, pool_size: int = 10, pool_wait: float = 1.0) -> None:
        self.engine = engine_for(url, pool_size=pool_size, pool_wait=pool_wait)

    @asynccontextmanager
    async def read(self, tenant_id: UUID, *, subject: str = "") -> AsyncIterator[ReadSession]:
        """A READ ONLY transaction on one snapshot; it leaves no trace."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        async with self._transaction(tenant_id, subject, options, commits=False) as connection:
            yield ReadSession(connection, tenant_id, subject)

    @asynccontextmanager
    async def write(
        self, tenant_id: UUID, *, subject: str, dry_run: bool = False, doing: Doing | None = None
    ) -> AsyncIterator[WriteSession]:
        """A transaction that commits on a clean exit and leaves nothing on any other; a dry run never commits.

        Changes are audited where something is being done.
        """
        async with self._transaction(tenant_id, subject, {}, commits=not dry_run, doing=doing) as connection:
            yield WriteSession(connection, tenant_id, subject)

    @asynccontextmanager
    async def whole(self, tenant_id: UUID, *, subject: str) -> AsyncIterator[WholeSession]:
        """A transaction for everything an operation does, its answer included."""
        async with self._transaction(tenant_id, subject, {}, commits=True) as connection:
            yield WholeSession(connection, tenant_id, subject)

    @asynccontextmanager
    async def _transaction(
        self,
        tenant_id: UUID,
        subject: str,
        options: dict[str, Any],
        *,
        commits: bool,
        doing: Doing | None = None,
    ) -> AsyncIterator[AsyncConnection]:
        caller = {"tenant": str(tenant_id), "subject": subject, "doing": str(doing) if doing else ""}
        with translated():
            for is_retry in (False, True):
                async with self.engine.connect() as connection:
                    await connection.execution_options(**options)
                    try:
                        role = await connection.scalar(_SET_CALLER, caller)
                    except DBAPIError as error:
                        if error.connection_invalidated and not is_retry:
                            continue  # it had died while it lay in the pool; nothing was done on it yet
                        raise
                    _require_service_role(role)
                    yield connection
                    if commits:
                        await connection.commit()
                    return

    async def is_current(self) -> bool:
        """Whether the database can be reached and stands at the newest migration this code knows."""
        with translated():
            async with self.engine.connect() as connection:
                return await is_current(connection)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn driver errors into words that the floors above may know."""
    try:
        yield
    except (PoolTimeout, ConnectionError) as error:
        raise DatabaseUnavailable from error
    except UnicodeEncodeError as error:
        raise UnkeepableText from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in _NO_TEXT or isinstance(error.orig and error.orig.__cause__, UnicodeEncodeError):
            raise UnkeepableText from error
        if state in _RACE_LOST:
            raise ConcurrentChange(_constraint(error)) from error
        if error.connection_invalidated or state[:2] in _CONNECTION_LOST:
            raise DatabaseUnavailable from error
        raise


def _constraint(error: DBAPIError) -> str | None:
    cause = error.orig.__cause__ if error.orig is not None else None
    return getattr(cause, "constraint_name", None)


def _require_service_role(role: str) -> None:
    # A pooler that drops the start-up parameter would leave us as the owner, or as one who looks past every policy.
    if role != SERVICE_ROLE:
        raise DatabaseUnavailable from PermissionError(f"it lets us work as {role}, not as {SERVICE_ROLE}")


async def connect(*arguments: Any, **options: Any) -> Any:
    """A connection of the driver; raises DatabaseUnavailable, whatever keeps it from coming about."""
    try:
        return await asyncpg.connect(*arguments, timeout=_CONNECT_SECONDS, **options)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnavailable from error


def engine_for(url: str, *, pool_size: int, pool_wait: float) -> AsyncEngine:
    """A pool of connections that work as the service's role."""
    address = sqlalchemy_url(url)
    # Whoever signs in, the service works as the role that owns nothing and cannot look past row-level security.
    role = {} if address.username == SERVICE_ROLE else {"role": SERVICE_ROLE}
    return create_async_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_wait,
        hide_parameters=True,  # an error may be logged, what people typed may not
        connect_args={"async_creator_fn": connect, "server_settings": {**_SESSION, **role}},
    )


def on_statement(database: Database, listener: Any) -> None:
    """Call `listener(sql)` for every statement the database is sent; for tests and tracing."""
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: listener(statement),
    )
