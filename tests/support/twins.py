"""Two copies of a database in which the tenant other has one of everything, each with an application over it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from db.engine import on_statement
from server.app import create_app
from server.commands.postgres import Addresses
from tests.support.api import Api, settings_for, token
from tests.support.cluster import SAMPLE, Cluster, Template
from tests.support.neighbour import Neighbour, settle

OWN = """{ reports { id } resources(first: 1, filter: {type: ACTUAL}) { nodes { id } } }"""


@dataclass(frozen=True)
class Street:
    """The sample data beside a neighbour's: what the neighbour has."""

    has: Neighbour
    statements: set[str]  # that it took to settle


@dataclass(frozen=True)
class Twins:
    """Two administrators of the tenant demo, of two databases that are equal."""

    asks_for_theirs: Api
    asks_for_unknown: Api
    app: Any  # of the first
    first: Addresses
    has: Neighbour
    own: Mapping[str, str]


async def _settled(addresses: Addresses) -> dict[str, Any]:
    statements: set[str] = set()
    async with served(addresses) as (http, app):
        on_statement(app.state.database, statements.add)
        has = await settle(http, app.state.database)
    return {"has": asdict(has), "statements": sorted(statements)}


STREET = Template("street", _settled, like=SAMPLE)


def settled_street(cluster: Cluster) -> Street:
    """What is in the street."""
    made = cluster.made(STREET)
    return Street(Neighbour(**made["has"]), set(made["statements"]))


@asynccontextmanager
async def served(addresses: Addresses) -> AsyncIterator[tuple[httpx.AsyncClient, Any]]:
    """An application over a database, until the block ends."""
    # Policies that are switched off are no change of data: what was kept before would be answered still.
    app = create_app(settings_for(addresses.service).model_copy(update={"kept_answer_bytes": 0}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    # Unpacked, so that the lengths of answers can be compared.
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
        yield http, app
        await app.state.database.close()


@asynccontextmanager
async def twins_of(street: Street, first: Addresses, second: Addresses) -> AsyncIterator[Twins]:
    """Applications over two copies of a street."""
    async with served(first) as (one, app), served(second) as (other, _):
        theirs, unknown = (Api(http, token("ADMIN")) for http in (one, other))
        found = await theirs.ask(OWN)
        own = {"Report": found["reports"][0]["id"], "Resource": found["resources"]["nodes"][0]["id"]}
        yield Twins(theirs, unknown, app, first, street.has, own)
