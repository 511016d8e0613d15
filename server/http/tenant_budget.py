"""How many requests of one tenant are carried out at the same time, by one process; the others wait their turn."""

from collections import Counter
from collections.abc import AsyncIterator, Hashable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple
from uuid import UUID

from db.postgres.pool import Pool
from db.postgres.turns import Turns
from server.http.lines import wait_in_line
from services.shared.errors import TooMany


class Load(NamedTuple):
    """How much is under way, or waits, of how many tenants, and of the one that has most."""

    requests: int
    tenants: int
    most: int


class Share(NamedTuple):
    """How many requests of a tenant may be under way, how many more than are, and how many wait."""

    limit: int
    left: int
    waiting: int


class TenantBudget:
    """So many requests of each tenant under way, while so many others of it wait; whoever comes then is told TooMany.

    A tenant that sends more than its share fills a line of its own. What requests of several tenants then take turns
    at – slots, connections – they find in lines that go round between tenants (db/postgres/turns.py).
    """

    def __init__(self, pool: Pool, *, under_way: int, waiting: int, beside: Sequence[Turns] = ()) -> None:
        self._pool = pool  # that they all work with
        self._beside = beside  # slots that some requests have instead of a turn
        self._most_under_way, self._most_waiting = under_way, waiting
        self._tenants: dict[UUID, Turns] = {}  # those that have requests

    def is_spent(self, tenant_id: UUID) -> bool:
        """Whether another request of a tenant has to wait."""
        turns = self._tenants.get(tenant_id)
        return turns is not None and turns.locked(tenant_id)

    def share(self, tenant_id: UUID) -> Share:
        """What a tenant has of it at this moment."""
        turns = self._tenants.get(tenant_id)
        in_use, waiting = (turns.in_use, turns.waiting) if turns is not None else (0, 0)
        return Share(self._most_under_way, self._most_under_way - in_use, waiting)

    @asynccontextmanager
    async def turn(self, tenant_id: UUID) -> AsyncIterator[None]:
        """Wait for a turn of a tenant's, and have it until the block ends; raises TooMany, DatabaseUnavailable."""
        turns = self._tenants.get(tenant_id) or self._begun(tenant_id)
        try:
            await wait_in_line(turns, tenant_id, self._pool)
            try:
                yield
            finally:
                turns.release(tenant_id)
        finally:
            if not turns.in_use and not turns.waiting:
                self._tenants.pop(tenant_id, None)

    def under_way(self) -> Load:
        """What is being carried out."""
        return _load(turns.held_by_owner() for turns in (*self._tenants.values(), *self._beside))

    def waiting(self) -> Load:
        """What waits to be."""
        return _load(turns.waiting_by_owner() for turns in (*self._tenants.values(), *self._beside))

    def _begun(self, tenant_id: UUID) -> Turns:
        refusal = partial(too_many, self._most_waiting)
        turns = Turns(self._most_under_way, most_waiting=self._most_waiting, refusal=refusal)
        self._tenants[tenant_id] = turns
        return turns


def _load(counts: Iterable[Counter[Hashable]]) -> Load:
    by_tenant = sum(counts, Counter[Hashable]())
    return Load(by_tenant.total(), len(by_tenant), max(by_tenant.values(), default=0))


def too_many(most: int) -> TooMany:
    """The refusal of a request that finds so many in its tenant's line."""
    return TooMany(f"{most} requests of this tenant wait for their turn; accepted: another one in a moment")
