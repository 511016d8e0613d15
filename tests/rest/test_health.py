"""Whether the process lives, whether it can serve, and what callers are told while the database is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from tests.conftest import Client
from tests.rest.summaries import SUMMARY
from tests.support.api import settings_for, token
from tests.support.cluster import EMPTY, Cluster


@asynccontextmanager
async def serving(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_for(database_url))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {token('VIEWER')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
        yield http
    await app.state.database.close()


def name_of(database: Addresses) -> str:
    return database.owner.split("?")[0].rpartition("/")[2]


async def test_alive_and_ready(sample_client: Client) -> None:
    client = sample_client(anonymous=True)
    alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def expect_away(http: httpx.AsyncClient) -> None:
    """Alive but not ready, and every door says so in its own form, in nobody else's words."""
    ready = await http.get("/readyz")
    assert (await http.get("/healthz")).status_code == 200
    assert (ready.status_code, ready.json()) == (503, {"status": "the database cannot be reached"})
    rest = await http.get(SUMMARY)
    assert (rest.status_code, rest.json()["code"], rest.headers["retry-after"]) == (503, "UNAVAILABLE", "1")
    asked = await http.post("/graphql", json={"query": "{ reports { id } }"})
    (error,) = asked.json()["errors"]
    assert (asked.status_code, asked.headers["retry-after"]) == (503, "1")
    assert error["extensions"] == {"code": "UNAVAILABLE"}
    partly = await http.post("/graphql", json={"query": '{ viewer { subject } resource(cn: "CN10002") { id } }'})
    assert partly.status_code == 200
    assert partly.json()["data"] == {"viewer": {"subject": "tester"}, "resource": None}
    for response in (rest, asked, partly):
        assert not any(word in response.text for word in ("asyncpg", "sqlalchemy", "Connect", "socket", "refused"))


async def test_an_address_nobody_listens_at(tmp_path: Path) -> None:
    async with serving("postgresql://nobody@127.0.0.1:1/headroom") as http:
        await expect_away(http)
    async with serving(f"postgresql://nobody@/headroom?host={tmp_path}") as http:
        await expect_away(http)


async def test_a_database_that_goes_away_while_the_server_runs(cluster: Cluster, empty: Addresses) -> None:
    async with serving(empty.service) as http:
        assert (await http.get("/readyz")).status_code == 200
        name = name_of(empty)
        await asyncio.to_thread(cluster.execute, f"DROP DATABASE {name} WITH (FORCE)")
        await expect_away(http)
        await asyncio.to_thread(cluster.execute, f"CREATE DATABASE {name} TEMPLATE {cluster.database(EMPTY)}")
        assert (await http.get("/readyz")).status_code == 200


async def test_a_database_without_migrations_is_not_ready(cluster: Cluster, empty: Addresses) -> None:
    bare = f"{name_of(empty)}_bare"
    await asyncio.to_thread(cluster.execute, f"CREATE DATABASE {bare}")
    try:
        async with serving(cluster.addresses(bare).service) as http:
            ready = await http.get("/readyz")
            assert (ready.status_code, ready.json()) == (503, {"status": "the database is not migrated"})
    finally:
        await asyncio.to_thread(cluster.execute, f"DROP DATABASE {bare} WITH (FORCE)")


@pytest.mark.parametrize("path", ["/nothing", "/graphql/", "/api", "/healthz/x"])
async def test_other_paths_are_not_found(sample_client: Client, path: str) -> None:
    response = await sample_client("ADMIN").get(path)
    assert response.status_code == 404
    assert response.json() == {"code": "NOT_FOUND", "message": "there is nothing at this path"}
