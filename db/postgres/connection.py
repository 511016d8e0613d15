"""Connections of the service: how they are made, and one of them within a transaction."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from db.errors import LOST, DatabaseFull, DatabaseUnavailable, UnkeepableText
from db.postgres.address import sqlalchemy_url

SERVICE_ROLE = "headroom_service"

NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._@:-]")
UNKEEPABLE = re.compile(r"[\0\ud800-\udfff]")
_CONNECT_SECONDS = 5
STATEMENT_SECONDS = 180.0
CANCELLED_WITHIN = 1.0  # seconds, that the server may take to say so
_LEFT_FOR = 120  # seconds, beyond a statement's, until a transaction that does nothing is taken for left behind
_SESSION = {"application_name": "headroom", "timezone": "UTC", "jit": "off", "lock_timeout": "30s"}
# What COPY writes, and what SQL makes texts of, is read by programs. Said later, since poolers refuse it at the start.
_WRITTEN = "SET datestyle TO ISO; SET extra_float_digits TO 1"
# A server may vanish without a word, and a firewall forget a connection that is silent: without these a connection
# that only listens would hear nothing for ever. Not every system has each of them.
_PROBES = {"TCP_KEEPIDLE": 10, "TCP_KEEPALIVE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}

Write: TypeAlias = Callable[[bytes], Awaitable[None]]


@dataclass
class StatementHooks:
    """Who is told of statements that go past SQLAlchemy."""

    listeners: list[Callable[[str], None]] = field(default_factory=list)
    around: list[tuple[Callable[[str], Any], Callable[[Any, bool], None]]] = field(default_factory=list)


class Connection:
    """A pooled connection within a transaction: through SQLAlchemy, or past it where rows are many or time is short."""

    def __init__(self, pooled: AsyncConnection, driver: Any, hooks: StatementHooks, owner: Hashable = None) -> None:
        self.pooled = pooled
        self._driver = driver
        self._hooks = hooks
        self.owner = owner  # whom it is lent to
        self._is_cut_off = False  # what it was copying
        self.left: asyncio.TimerHandle | None = None  # when the transaction that was left open will be ended

    @property
    def is_lost(self) -> bool:
        """Whether the server has hung up."""
        return bool(self._driver.is_closed())

    @property
    def is_usable(self) -> bool:
        """Whether another transaction may have it: it has none, and SQLAlchemy has not given it up."""
        return self.is_usable_when_ended and not self._driver.is_in_transaction()

    @property
    def is_usable_when_ended(self) -> bool:
        """Whether another transaction may have it once this one has ended."""
        return not (self.is_lost or self.pooled.invalidated)

    def reuse(self, owner: Hashable = None) -> "Connection":
        """Itself, lent again: if its transaction was left open, the next one's begin ends it."""
        self.owner = owner
        if self.left is not None:
            self.left.cancel()
            self.left = None
        return self

    async def begin(self, script: str) -> None:
        """Begin a transaction, in one message; one that was left open ends before."""
        sent = f"ROLLBACK; {script}" if self._driver.is_in_transaction() else script
        for listener in self._hooks.listeners:
            listener(sent)
        await self._driver.execute(sent)

    async def end(self, how: str) -> None:
        """End the transaction, by hanging up where nothing else helps."""
        # asyncpg 0.32 asks the server to cancel what COPY's reader has left, and waits until the server says that it
        # has: for ever where it had sent everything before.
        try:
            async with asyncio.timeout(CANCELLED_WITHIN if self._is_cut_off else None):
                await self._driver.execute(how)
            self._is_cut_off = False
        except TimeoutError:
            self._driver.terminate()

    async def records(self, sql: str, *values: Any) -> Sequence[asyncpg.Record]:
        """The driver's rows of a statement with numbered parameters; it stays prepared."""
        with self._told(sql):
            return cast(Sequence[asyncpg.Record], await self._driver.fetch(sql, *values))

    async def copy(self, sql: str, values: Sequence[Any], write: Write, **options: str) -> None:
        """Have the rows of a statement with numbered parameters written by COPY, as they are read.

        `write` gets whole lines, some at a time; nothing is read on before it is done with them. Where it fails, as
        when whoever asked has left, the statement is cancelled.
        """

        async def hand_on(lines: bytes) -> None:
            try:
                await write(lines)
            except BaseException:
                self._is_cut_off = True
                raise

        with self._told(sql):
            try:
                await self._driver.copy_from_query(sql, *values, output=hand_on, **options)
            except asyncpg.InternalClientError:
                # The server said just before that it ends the connection. asyncpg 0.32 has made a future by then which
                # nobody waits for: where the connection is lost before it is closed, that would be logged as an error.
                with suppress(Exception):
                    await self._driver.close(timeout=CANCELLED_WITHIN)
                raise

    @contextmanager
    def _told(self, sql: str) -> Iterator[None]:
        """Tell those who listen of a statement that is carried out within the block."""
        for listener in self._hooks.listeners:
            listener(sql)
        begun = [(end, begin(sql)) for begin, end in self._hooks.around]
        has_failed = True
        try:
            yield
            has_failed = False
        finally:
            for end, what in begun:
                end(what, has_failed)

    async def close(self) -> None:
        """Hang up, whatever goes on."""
        await self.pooled.invalidate()
        await self.pooled.close()


def literal(text: str) -> str:
    """A text as SQL has it, whatever the settings: all but plain characters escaped; raises UnkeepableText."""
    if UNKEEPABLE.search(text):
        raise UnkeepableText
    escaped = NOT_PLAIN.sub(lambda found: f"\\U{ord(found[0]):08x}", text)
    return f"E'{escaped}'"


async def connect(*arguments: Any, **options: Any) -> Any:
    """A connection of the driver; raises DatabaseUnavailable, whatever keeps it from coming about."""
    try:
        connection = await asyncpg.connect(*arguments, timeout=_CONNECT_SECONDS, **options)
        try:
            _notice_silence(connection)
            await connection.execute(_WRITTEN, timeout=_CONNECT_SECONDS)
        except BaseException:
            connection.terminate()
            raise
        return connection
    except TimeoutError:
        raise DatabaseUnavailable from TimeoutError(f"no answer within {_CONNECT_SECONDS} seconds")
    except asyncpg.DiskFullError as error:
        raise DatabaseFull from error
    except LOST as error:
        raise DatabaseUnavailable from advised(error)


def advised(error: Exception) -> Exception:
    """An error itself, or where it is that whoever signs in may not work as the service, what to do about it."""
    if not isinstance(error, asyncpg.InsufficientPrivilegeError) or SERVICE_ROLE not in str(error):
        return error
    return RuntimeError(
        f"{error}; the service works as {SERVICE_ROLE}: GRANT {SERVICE_ROLE} TO the role that HEADROOM_DATABASE_URL "
        "signs in as"
    )


def _notice_silence(connection: asyncpg.Connection) -> None:
    """Have the system end a connection on which nothing is said, and whose other end is not there, in 25 seconds."""
    line = connection._transport.get_extra_info("socket")  # the driver has no other way to it
    if line.family == socket.AF_UNIX:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES.items():
        if (option := getattr(socket, name, None)) is not None:
            line.setsockopt(socket.IPPROTO_TCP, option, value)


def engine_for(url: str, *, statement_seconds: float | None = STATEMENT_SECONDS) -> AsyncEngine:
    """Makes connections that work as the service's role; whoever asks for one keeps and closes it.

    `statement_seconds` are beyond what any operation may take: they end what a lost process has left behind. A command
    takes as long as it takes, and says None.
    """
    address = sqlalchemy_url(url)
    # Whoever signs in, the service works as the role that owns nothing and cannot look past row-level security.
    role = {} if address.username == SERVICE_ROLE else {"role": SERVICE_ROLE}
    return create_async_engine(
        address,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",  # Database.transaction begins and ends transactions
        hide_parameters=True,  # an error may be logged, what people typed may not
        connect_args={
            "async_creator_fn": connect,
            "server_settings": {**_SESSION, **_limits(statement_seconds), **role},
        },
    )


def _limits(statement_seconds: float | None) -> dict[str, str]:
    if statement_seconds is None:
        return {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}
    return {
        "statement_timeout": f"{round(statement_seconds * 1000)}ms",
        "idle_in_transaction_session_timeout": f"{round((statement_seconds + _LEFT_FOR) * 1000)}ms",
    }
