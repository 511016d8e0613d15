"""What the database says is told as what a caller can do about it; what ends a connection is never a fault of ours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database, SnapshotSession
from db.errors import (
    ConcurrentChange,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnavailable,
    StatementTookTooLong,
    translated,
    translated_reading,
)
from db.shared.tenants import tenant_id
from server.app import create_app
from server.commands.postgres import Addresses
from tests.support.api import settings_for, token
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import end_backends, locked, until_one_is_ended

DEMO = tenant_id("demo")
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'told' USING ERRCODE = '{state}'; END $$"
MEANINGS: dict[type[Exception], tuple[str, ...]] = {
    DatabaseUnavailable: (
        "08000", "08003", "08006", "08P01", "53000", "53200", "53300", "53400", "57000", "57P01", "57P02",
        "57P03", "57P04", "57P05", "58000", "58030",
    ),
    DatabaseReadOnly: ("25006",),
    DatabaseFull: ("53100",),
    StatementTookTooLong: ("57014", "25P03", "25P04"),
    ConcurrentChange: ("40001", "40P01", "55P03"),
}  # fmt: skip
STATES = [(state, meaning) for meaning, states in MEANINGS.items() for state in states]
OUT_OF_STEP = (
    asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
    asyncpg.ProtocolError("unexpected message"),
    asyncpg.InterfaceError("connection is closed"),
    asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    ConnectionResetError("reset by peer"),
)
OURS = (asyncpg.DataError("invalid input"), asyncpg.InterfaceError("the server expects 1 argument, 0 were passed"))
READS = ("/api/v2/reports/powerbi/resource-assignments?format=csv", "/api/v2/reports/powerbi/monthly-summary")
QUESTION = {"query": "{ resources(first: 5) { nodes { cn } } }"}
PREVIEW = {"query": 'mutation { previewRebalance(report: "2025-04") { problems { message } } }'}
CHANGE = {"query": 'mutation { updateResource(cn: "none", patch: {displayName: "x"}) { problems { message } } }'}


@pytest.mark.parametrize(("state", "meaning"), STATES)
@pytest.mark.parametrize("past_sqlalchemy", [False, True])
async def test_every_state(database: Database, state: str, meaning: type[Exception], past_sqlalchemy: bool) -> None:
    with pytest.raises(meaning):
        async with database.write(DEMO, subject="tester") as session:
            if past_sqlalchemy:
                await session._records(RAISE.format(state=state), ())
            else:
                await session.run(text(RAISE.format(state=state)))


@pytest.mark.parametrize("way", ["read", "write", "operation", "snapshot"])
@pytest.mark.parametrize("past_sqlalchemy", [False, True])
async def test_it_is_told_where_it_happens_not_when_the_transaction_ends(
    database: Database, empty: Addresses, way: str, past_sqlalchemy: bool
) -> None:
    """A field of an answer catches what its own statement ends with, and others of the operation go on."""
    opened: Any = {
        "read": database.read, "write": database.write, "operation": database.operation,
        "snapshot": lambda *given, **named: aclosing_session(database.snapshot(*given, **named)),
    }[way](DEMO, subject="tester")  # fmt: skip
    end_self = "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(60)"
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(opened)
        for asked in (end_self, "SELECT 1")[: 1 if way == "snapshot" else 2]:  # a snapshot begins anew
            with pytest.raises(DatabaseUnavailable):
                await (session._records(asked, ()) if past_sqlalchemy else session.rows(text(asked)))
        stack.pop_all()
        with suppress(DatabaseUnavailable):  # what is left of it ends as it can
            await opened.__aexit__(None, None, None)
    async with database.read(DEMO) as reading:
        assert await reading.scalar(text("SELECT 1")) == 1


@asynccontextmanager
async def aclosing_session(session: SnapshotSession) -> AsyncIterator[SnapshotSession]:
    yield session
    await session.close()


@pytest.mark.parametrize("error", OUT_OF_STEP, ids=str)
def test_a_driver_that_is_out_of_step_has_lost_its_connection(error: Exception) -> None:
    for meaning in (translated, translated_reading):
        with pytest.raises(DatabaseUnavailable), meaning:
            raise error


@pytest.mark.parametrize("error", OURS, ids=str)
def test_a_mistake_of_ours_stays_one(error: Exception) -> None:
    with pytest.raises(type(error)), translated:
        raise error


async def test_a_database_that_takes_no_changes_is_read_all_the_same(database: Database, empty: Addresses) -> None:
    async with owner_connection(empty.owner) as owner:
        name = (await owner.execute(text("SELECT current_database()"))).scalar_one()
        await owner.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    app = create_app(settings_for(empty.service))
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as http:
        assert (await http.post("/graphql", json=QUESTION)).status_code == 200
        for more in ({}, {"Idempotency-Key": "one"}):
            answer = await http.post("/graphql", json=CHANGE, headers=more)
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
            assert (answer.status_code, codes) == (503, {"UNAVAILABLE"}), answer.text
    await app.state.database.close()


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture
async def http(data: Addresses) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_for(data.service))
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test", headers=headers) as client:
        yield client
    await app.state.database.close()


@pytest.mark.parametrize("path", READS)
async def test_a_table_whose_connection_is_ended_is_503_and_the_log_says_why(
    http: httpx.AsyncClient, data: Addresses, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with locked(data, "report"):
        asking = asyncio.create_task(http.get(path))
        await until_one_is_ended(data)
        answer = await asking
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE"), answer.text
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    told, _, reason = line.rpartition(" try again in a moment: ")
    assert told.endswith(": the database cannot be reached now;")
    assert reason, "in the words of whoever noticed first"
    assert (await http.get(path)).status_code == 200


@pytest.mark.parametrize("asked", [QUESTION, CHANGE, PREVIEW])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "two"}])
async def test_an_operation_whose_connection_is_ended_is_503(
    http: httpx.AsyncClient, data: Addresses, asked: dict[str, str], headers: dict[str, str]
) -> None:
    async with locked(data, "report" if asked is PREVIEW else "resource"):
        asking = asyncio.create_task(http.post("/graphql", json=asked, headers=headers))
        await until_one_is_ended(data)
        answer = await asking
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert (answer.status_code, codes) == (503, {"UNAVAILABLE"}), answer.text
    assert "errors" not in (await http.post("/graphql", json=asked)).json()


@pytest.mark.parametrize("moment", range(12))
async def test_whenever_a_connection_is_ended_nothing_is_a_fault_of_ours(
    http: httpx.AsyncClient, data: Addresses, moment: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def status(asking: Awaitable[httpx.Response]) -> int:
        try:
            return (await asking).status_code
        except AssertionError:  # the transport's: the head was sent, and the answer was left unfinished
            return 0

    asking = [http.get(path) for path in READS] + [http.post("/graphql", json=one) for one in (QUESTION, CHANGE)]
    key = {"Idempotency-Key": f"moment-{moment}"}
    asking.append(http.post("/graphql", json=PREVIEW, headers=key))
    tasks = [asyncio.create_task(status(one)) for one in asking]
    await asyncio.sleep(moment * 0.01)
    await end_backends(data)
    assert set(await asyncio.gather(*tasks)) <= {0, 200, 503}
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
