"""The connections of a process: each is lent to one transaction at a time, and no transaction outlives its loan.

There are pools in libraries, and one in SQLAlchemy. This one exists for two things that they do not offer. A read-only
transaction is not ended when its connection comes back, but by the begin of the next one (`release_lazily`): one round
trip less for every small query. And a transaction is ended by a task of its own (`take_back`): whoever waits for the
end may be cancelled, but a connection must never be lent while its COMMIT or ROLLBACK is under way.
"""

import asyncio
from collections.abc import Hashable
from contextlib import suppress

import asyncpg

from db.errors import LOST, DatabaseBusy, DatabaseUnavailable
from db.postgres.connection import STATEMENT_SECONDS, Connection, StatementHooks, engine_for
from db.postgres.turns import MOST_WAITING, Turns

IDLE_TRANSACTION_SECONDS = 0.005  # seconds


class Pool:
    """At most `size` connections; whoever finds none free waits in line, at most `wait` seconds where that is said.

    The line is as long as whatever they do may take, which is not for us to know: it ends by being cancelled. A
    connection is lent to a tenant, which has a line of its own, `most_waiting` long, and `most_of_one` connections at
    most.

    SQLAlchemy's pool hands connections through two greenlets at every loan, which a small question feels. Here a
    connection stays with SQLAlchemy as long as it lives.
    """

    def __init__(
        self,
        url: str,
        *,
        size: int,
        wait: float | None = None,
        most_of_one: int | None = None,
        most_waiting: int = MOST_WAITING,
        statement_seconds: float | None = STATEMENT_SECONDS,
    ) -> None:
        self.engine = engine_for(url, statement_seconds=statement_seconds)
        self.size = size
        self.wait = wait
        self.hooks = StatementHooks()
        self.in_use = 0
        self._turns = Turns(size, most_of_one=most_of_one, most_waiting=most_waiting)
        self._outages = 0  # how often nobody answered to whoever connected
        self._idle: list[Connection] = []  # the last one given back is the next one lent: its caches are warm
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> int:
        """How many connections wait for work."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """How many wait for a connection."""
        return self._turns.waiting

    def is_exhausted(self, owner: Hashable = None) -> bool:
        """Whether an owner who wants a connection now has to wait for one."""
        return self._turns.locked(owner)

    async def lend(self, owner: Hashable = None) -> Connection:
        """A connection, until it is taken back; raises DatabaseUnavailable."""
        await self.stand_in_line(self._turns, owner)
        self.in_use += 1
        try:
            return self._idle.pop().reuse(owner) if self._idle else await self._connected(owner)
        except BaseException:
            self._free(owner)
            raise

    async def wait_for(self, turns: Turns, owner: Hashable = None) -> None:
        """Wait for a turn, at a connection or before; raises DatabaseUnavailable.

        Where somebody else found meanwhile that the database does not answer, everybody in the line is told so, instead
        of finding it out one after another.
        """
        before = self._outages
        await turns.acquire(owner)
        if self._outages != before:
            turns.release(owner)
            raise DatabaseUnavailable

    async def stand_in_line(self, turns: Turns, owner: Hashable = None) -> None:
        """The same, and no longer than anybody waits for a connection; raises DatabaseBusy."""
        if not turns.locked(owner):
            await turns.acquire(owner)
            return
        try:
            async with asyncio.timeout(self.wait) as patience:
                await self.wait_for(turns, owner)
        except TimeoutError:
            if not patience.expired():
                raise  # of whoever waits, who has a time of its own
            raise DatabaseBusy from None

    def take_back(self, connection: Connection, how: str) -> asyncio.Task[None]:
        """End its transaction, then have it again; in a task of its own, whoever waits for it or ceases to.

        A connection on which something still goes on is lent to nobody.
        """
        return self._keep(asyncio.create_task(self._end(connection, how)))

    def release_lazily(self, connection: Connection) -> None:
        """Take back a connection whose transaction has only looked: it ends with the begin of the next one, or soon.

        Under load that saves a round trip a question; without load nothing stays open for longer than
        IDLE_TRANSACTION_SECONDS.
        """
        if not connection.is_usable_when_ended:
            self.take_back(connection, "ROLLBACK")
            return
        connection.left = asyncio.get_running_loop().call_later(IDLE_TRANSACTION_SECONDS, self._end_left, connection)
        self._idle.append(connection)
        self._free(connection.owner)

    async def throw_away(self, connection: Connection) -> None:
        """Take back a connection that is good for nothing any more."""
        try:
            await connection.close()
        finally:
            self._free(connection.owner)

    async def close(self) -> None:
        """Wait for transactions that are ending, and close everything."""
        for connection in self._idle:
            connection.reuse()  # so that none ends while it is being closed
        if self._endings:
            await asyncio.wait(self._endings)
        while self._idle:
            await self._idle.pop().reuse().close()
        await self.engine.dispose()

    def _end_left(self, connection: Connection) -> None:
        self._keep(asyncio.create_task(self._end_unless_taken(connection)))

    async def _end_unless_taken(self, connection: Connection) -> None:
        await self._turns.acquire()
        self.in_use += 1
        if connection in self._idle:
            self._idle.remove(connection)
            await self._end(connection.reuse(), "ROLLBACK")
        else:
            self._free(None)

    async def _connected(self, owner: Hashable) -> Connection:
        try:
            pooled = await self.engine.connect()
        except DatabaseUnavailable as error:
            if not isinstance(error.__cause__, asyncpg.TooManyConnectionsError):  # others go on with those they have
                self._outages += 1
            raise
        return Connection(pooled, (await pooled.get_raw_connection()).driver_connection, self.hooks, owner)

    async def _end(self, connection: Connection, how: str) -> None:
        try:
            if not connection.is_lost or how != "ROLLBACK":
                await connection.end(how)
        except BaseException:
            with suppress(*LOST):
                await connection.close()
            raise
        else:
            if connection.is_usable:
                self._idle.append(connection)
            else:
                await connection.close()
        finally:
            self._free(connection.owner)

    def _keep(self, ending: asyncio.Task[None]) -> asyncio.Task[None]:
        self._endings.add(ending)
        ending.add_done_callback(self._ended)
        return ending

    def _ended(self, ending: asyncio.Task[None]) -> None:
        self._endings.discard(ending)
        if not ending.cancelled():
            ending.exception()  # told to whoever waits for it; a ROLLBACK that nobody waits for needs no telling

    def _free(self, owner: Hashable) -> None:
        self.in_use -= 1
        self._turns.release(owner)
