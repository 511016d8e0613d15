"""A database that goes away is unavailable, says nothing of itself, and is there again when it is back."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection, upgrade
from db.embedded import server as embedded
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id
from server.app import create_app
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from tests.support.api import settings_for, token
from tests.support.clocks import PATIENCE, SOON, beside_a_sleep
from tests.support.database import end_backends
from tests.support.embedded import postmaster, started

DEMO = tenant_id("demo")
ONE = text("SELECT 1")
DRIVER_WORDS = (
    "asyncpg",
    "sqlalchemy",
    "psycopg",
    "postgres",
    "socket",
    "connection",
    "errno",
    "traceback",
    "queuepool",
)
MONTHLY = "/api/v2/reports/powerbi/monthly-summary"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Path]:
    """A data directory whose server is running, with the tenant demo in it."""
    with started(tmp_path) as server:
        owner_url = server.url(user=embedded.SUPERUSER)
        await upgrade(owner_url)
        async with owner_connection(owner_url) as owner:
            await HOUSE.create_tenant(owner, "demo")
        yield tmp_path


def service_url(data_dir: Path) -> str:
    """The service's address of a data directory's server, running or not."""
    return embedded.EmbeddedPostgres(data_dir).url(user=SERVICE_ROLE)


async def crash(data_dir: Path) -> None:
    """End the server at once; whoever holds it does not notice."""
    process = postmaster(data_dir)
    process.send_signal(3)  # SIGQUIT: immediate shutdown
    while (data_dir / "postgres" / "postmaster.pid").exists():
        await asyncio.sleep(0.05)


async def works(database: Database) -> bool:
    """Whether a transaction gets an answer."""
    async with database.read(DEMO) as session:
        return bool(await session.scalar(ONE) == 1)


async def test_connections_that_died_in_the_pool_are_not_noticed(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=3)
    async with database.read(DEMO), database.read(DEMO), database.read(DEMO) as session:
        assert await session.scalar(ONE) == 1
    await end_backends(empty)
    for _ in range(5):
        assert await works(database)
    await end_backends(empty)
    async with database.write(DEMO, subject="tester") as session:
        assert await session.scalar(ONE) == 1
    await database.close()


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_connection_that_dies_at_work_is_unavailable(empty: Addresses, way: str) -> None:
    database = Database(empty.service, pool_size=1)
    with pytest.raises(DatabaseUnavailable):
        async with database.read(DEMO) if way == "read" else database.write(DEMO, subject="tester") as session:
            await session.scalar(ONE)
            await end_backends(empty)
            await session.scalar(ONE)
    assert await works(database)
    await database.close()


async def test_a_connection_that_dies_before_the_commit_has_committed_nothing(empty: Addresses) -> None:
    database = Database(empty.service, pool_size=1)
    with pytest.raises(DatabaseUnavailable):
        async with database.write(DEMO, subject="tester") as session:
            await session.run(text("INSERT INTO term VALUES (:mine, 'PLATFORM', 'a', 'A')"), {"mine": DEMO})
            await end_backends(empty)
    async with database.read(DEMO) as session:
        assert await session.scalar(text("SELECT count(*) FROM term")) == 0
    await database.close()


async def test_a_server_that_ends_and_comes_back(at: Path) -> None:
    database = Database(service_url(at), pool_size=2)
    assert await works(database)
    await crash(at)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            await works(database)
        with pytest.raises(DatabaseUnavailable):
            await database.is_current()
    with started(at):
        assert await works(database)
        assert await database.is_current()
        await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:1/headroom",
        "postgresql://nobody@/headroom?host=/not/there",
        "postgresql://nobody@name.invalid/headroom",
    ],
)
async def test_an_address_where_nobody_answers(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseUnavailable):
        await works(database)
    with pytest.raises(DatabaseUnavailable):
        async with owner_connection(url):
            pass
    await database.close()


async def test_an_address_that_does_not_let_us_in(at: Path) -> None:
    addresses = embedded.EmbeddedPostgres(at)
    for url in (addresses.url(user="stranger"), addresses.url(user=SERVICE_ROLE, database="elsewhere")):
        database = Database(url)
        with pytest.raises(DatabaseUnavailable):
            await works(database)
        await database.close()


async def test_a_silent_address_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.postgres.connection._CONNECT_SECONDS", 0.3)
    silent = await asyncio.start_server(lambda *_: asyncio.sleep(PATIENCE), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    database = Database(f"postgresql://nobody@127.0.0.1:{port}/headroom")
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        await works(database)
    assert time.monotonic() - began < SOON
    silent.close()
    await database.close()


async def test_a_pooler_that_drops_the_role_makes_no_difference(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "db.postgres.connection.SERVICE_ROLE", "postgres"
    )  # so that no role is asked for at the start …
    database = Database(embedded.EmbeddedPostgres(at).url(user="postgres"))
    monkeypatch.setattr("db.postgres.connection.SERVICE_ROLE", SERVICE_ROLE)  # … and the owner is who signs in
    async with database.read(tenant_id("demo")) as session:
        who = await session.row(text("SELECT session_user, current_user"))
    assert who is not None
    assert tuple(who) == ("postgres", SERVICE_ROLE)
    await database.close()


async def test_who_may_not_work_as_the_service_does_not_work(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.SERVICE_ROLE", "postgres")  # the service must not become the owner either
    database = Database(service_url(at))
    with pytest.raises(DatabaseUnavailable) as raised:
        await works(database)
    assert "permission denied to set role" in str(raised.value.__cause__)
    assert (database.pool.in_use, database.pool.idle) == (0, 0)
    await database.close()


async def test_over_http_it_is_503_and_no_word_of_the_driver(at: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(settings_for(service_url(at)))
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    question = {"query": "{ capacityTiers { name } }"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
        assert (await http.get("/readyz")).status_code == 200
        assert (await http.post("/graphql", json=question)).status_code == 200
        await crash(at)
        graphql = await http.post("/graphql", json=question)
        rest = await http.get(MONTHLY, params={"report": "2025-04"})
        began = time.monotonic()
        alive, ready = await http.get("/healthz"), await http.get("/readyz")
        assert time.monotonic() - began < 4  # less than a connection is waited for
        with started(at):
            again = await http.post("/graphql", json=question)
            assert (again.status_code, "errors" in again.json()) == (200, False)
            await app.state.database.close()

    assert graphql.status_code == 503
    assert graphql.headers["Retry-After"] == "1"
    assert [error["extensions"]["code"] for error in graphql.json()["errors"]] == ["UNAVAILABLE"]
    assert (rest.status_code, rest.json()["code"], rest.headers["Retry-After"]) == (503, "UNAVAILABLE", "1")
    assert (alive.status_code, ready.status_code) == (200, 503)
    for answer in (graphql, rest, ready):
        assert [word for word in DRIVER_WORDS if word in answer.text.lower()] == [], answer.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_an_exhausted_pool_is_503_within_a_second_over_http(empty: Addresses) -> None:
    settings = settings_for(empty.service).model_copy(update={"pool_wait": 1})
    settings.pool_size = 1
    app = create_app(settings)
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
        async with app.state.database.read(DEMO):
            asking = http.post("/graphql", json={"query": "{ capacityTiers { name } }"})
            answer, took, slept = await beside_a_sleep(asking, 1)
            assert 0.8 < took < slept + 1
        assert answer.status_code == 503
        assert json.loads(answer.text)["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert answer.headers["Retry-After"] == "1"
        assert (await http.post("/graphql", json={"query": "{ capacityTiers { name } }"})).status_code == 200
    await app.state.database.close()
