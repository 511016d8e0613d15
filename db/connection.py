"""Connections of the service: how they are made, and one of them within a transaction."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.errors import LOST, DatabaseUnavailable

SERVICE_ROLE = "headroom_service"

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


class Connection:
    """A pooled connection within a transaction: through SQLAlchemy, or past it where rows are many or time is short."""

    def __init__(self, pooled: AsyncConnection, driver: Any, listeners: Sequence[Callable[[str], None]]) -> None:
        self.pooled = pooled
        self._driver = driver
        self._listeners = listeners

    @property
    def is_lost(self) -> bool:
        """Whether the server has hung up."""
        return bool(self._driver.is_closed())

    async def send(self, script: str) -> str:
        """Carry out statements without parameters, in one message; returns the last one's status."""
        self._tell(script)
        return str(await self._driver.execute(script))

    async def records(self, sql: str, *values: Any) -> Sequence[asyncpg.Record]:
        """The driver's rows of a statement with numbered parameters; it stays prepared."""
        self._tell(sql)
        return cast(Sequence[asyncpg.Record], await self._driver.fetch(sql, *values))

    async def end(self, how: str) -> None:
        """End the transaction; a connection that cannot is thrown away."""
        if self.is_lost and how == "ROLLBACK":
            return
        try:
            await self._driver.execute(how)
        except BaseException:
            await self.pooled.invalidate()
            raise

    def _tell(self, sql: str) -> None:
        for listener in self._listeners:
            listener(sql)


async def connect(*arguments: Any, **options: Any) -> Any:
    """A connection of the driver; raises DatabaseUnavailable, whatever keeps it from coming about."""
    try:
        return await asyncpg.connect(*arguments, timeout=_CONNECT_SECONDS, **options)
    except (*LOST, TimeoutError) as error:
        raise DatabaseUnavailable from error


def sqlalchemy_url(url: str) -> URL:
    """A PostgreSQL address in the form the driver takes: any postgres:// spelling, sslmode understood."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    query = dict(parsed.query)
    if mode := query.pop("sslmode", None):
        query["ssl"] = mode
    return parsed.set(drivername="postgresql+asyncpg", query=query)


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
        isolation_level="AUTOCOMMIT",  # Database.transaction begins and ends transactions
        hide_parameters=True,  # an error may be logged, what people typed may not
        connect_args={"async_creator_fn": connect, "server_settings": {**_SESSION, **role}},
    )
