"""Whatever a test does, everything that is computed of what is stored is right at the end."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import text

from db.engine import Database
from db.forecast.enums import ForecastScope
from db.shared.tenants import tenant_id
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from db.workforce.enums import WorkforceScope
from resolvers.rooms import Room
from server.rooms import HOUSE
from tests.support.cluster import SAMPLE_TENANT

Versions = dict[str, Decimal]
_VERSIONS = text("SELECT scope, sum(stamp) AS stamp FROM data_version GROUP BY scope")
_ROOMS: dict[str, Sequence[type[StrEnum]]] = {
    "forecast": (ForecastScope,),
    "workforce": (WorkforceScope,),
    "supply": (SupplyScope, ShopFloorScope),  # of whose movements the ledger is made
}
# A report has a scope of its own, "report:<id>".
_ROOM_OF = {scope.value.split(":")[0]: room for room, kinds in _ROOMS.items() for kind in kinds for scope in kind}


@asynccontextmanager
async def verified(database: Database) -> AsyncIterator[None]:
    """At the end the figures are right of every room whose figures may have changed."""
    before = await versions(database)
    yield
    await _verify(database, rooms_to_verify(before, await versions(database)))


async def expect_right_figures(database: Database) -> None:
    """Everything that is computed is what it should be."""
    await _verify(database, HOUSE.rooms)


async def versions(database: Database) -> Versions:
    """A number for what answers are made of, by scope; it changes when that does."""
    async with database.read(tenant_id(SAMPLE_TENANT)) as session:
        return {row.scope: row.stamp for row in await session.rows(_VERSIONS)}


def rooms_to_verify(before: Versions, now: Versions) -> Sequence[Room]:
    """The leftmost room that has changed, and those to its right: no figures are made of what is to their right."""
    scopes = (scope for scope in before | now if before.get(scope) != now.get(scope))
    changed = {_ROOM_OF[scope.split(":")[0]] for scope in scopes}
    places = [place for place, room in enumerate(HOUSE.rooms) if room.name in changed]
    return HOUSE.rooms[min(places) :] if places else ()


async def _verify(database: Database, rooms: Sequence[Room]) -> None:
    async with database.read(tenant_id(SAMPLE_TENANT)) as session:
        assert [line for room in rooms for check in room.verifications for line in await check(session)] == []
