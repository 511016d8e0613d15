"""What the service asks the database does not depend on conditions of its own: the policies keep tenants apart."""

import re
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from graphql import OperationType
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Database, on_statement
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from tests.rules.test_examples import PATHS, beside
from tests.support.api import Api, token
from tests.support.crossing import UNKNOWN_UUID
from tests.support.neighbour import IDEMPOTENCY_KEY, NAMED_REQUEST, REQUEST_ID, SUBJECT
from tests.support.report_arguments import understood
from tests.support.slots import document, example_arguments
from tests.support.twins import Street, served

Copies = tuple[Addresses, Addresses]
COMPARES = re.compile(
    r"(?:\w+\.)?tenant_id\s*=\s*[$:\w.]+|[\w.]+\s*=\s*\w+\.tenant_id|USING \(tenant_id", re.IGNORECASE
)
# Rows that go together are of one tenant: that is their key, no condition.
JOINS = re.compile(r"\w+\.tenant_id\s*=\s*\w+\.tenant_id|USING \(tenant_id", re.IGNORECASE)
# How the statements begin that compare the tenant: they name a row by its whole key, or join a key's own tenant.
COMPARING = {
    "DELETE FROM idempotency_key WHERE",
    "SELECT request_hash, answer",
    "UPDATE idempotency_key SET",
    "SELECT api_key.tenant_id, api_key.id,",
}
LOGGED = "query Q($id: String) { auditLog(filter: {requestId: $id}) { nodes { operation } } }"
Asked = dict[str, Any]
pytestmark = pytest.mark.asyncio(loop_scope="module")


class World(NamedTuple):
    """A database, the statements it was sent, and the questions among them with their values."""

    database: Database
    sent: set[str]
    asked: Asked


async def everything_asked(http: Any) -> None:
    """Every example, report and download, by somebody of the tenant demo; allocations, which take long, left out."""
    client = Api(http, token("ADMIN"))
    for path in PATHS:
        if "allocation" not in path.stem and "rebalance" not in path.stem:
            await client.post(path.read_text("utf-8"), beside(path, "variables"))
    for report in HOUSE.reports:
        await client.get(f"{PREFIX}{report.path}", **understood(report.path, {"limit": 1}))
    for download in HOUSE.downloads:
        await client.get(download.path.format(id=UNKNOWN_UUID))


def compared(statements: Iterable[str]) -> set[str]:
    """How those statements begin that compare the tenant."""
    found = {" ".join(statement.split()) for statement in statements if COMPARES.search(JOINS.sub("", statement))}
    return {next((begin for begin in COMPARING if one.startswith(begin)), one) for one in found}


def disarm(engine: AsyncEngine) -> set[str]:
    """Make every comparison of a tenant true, in whatever is sent; returns the statements it met, as they come."""
    met: set[str] = set()

    def rewrite(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        rewritten = COMPARES.sub(lambda found: f"({found[0]} OR true)", statement)
        if rewritten != statement:
            met.add(statement)
        return rewritten, parameters

    event.listen(engine.sync_engine, "before_cursor_execute", rewrite, retval=True)
    return met


def remember(engine: AsyncEngine, asked: Asked) -> Callable[[], None]:
    """Keep every question that is sent, with its values, until what is returned is called."""

    def keep(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        # Locks are nobody's rows: who writes is asked of the server.
        if statement.lstrip().startswith("SELECT") and "FROM" in statement and "FROM pg_locks" not in statement:
            asked[statement] = parameters

    event.listen(engine.sync_engine, "before_cursor_execute", keep)
    return lambda: event.remove(engine.sync_engine, "before_cursor_execute", keep)


async def found(database: Database, tenant: str, asked: Asked) -> dict[str, list[Any]]:
    """What the same questions find for a tenant, those that find nothing left out."""
    answers = {}
    for statement, parameters in asked.items():
        async with database.write(tenant_id(tenant), subject="reader", dry_run=True) as session:
            rows = (await session._connection.pooled.exec_driver_sql(statement, parameters)).all()
        if any(any(row) for row in rows):
            answers[statement] = list(rows)
    return answers


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(copies: Copies) -> AsyncIterator[World]:
    """A database that was asked everything, and what it was sent."""
    async with served(copies[0]) as (http, app):
        sent: set[str] = set()
        asked: Asked = {}
        on_statement(app.state.database, sent.add)
        forget = remember(app.state.database.pool.engine, asked)
        await everything_asked(http)
        forget()
        yield World(app.state.database, sent, asked)


async def test_no_reading_depends_on_a_condition_of_the_services(street: Street, world: World) -> None:
    assert len(world.sent) > 100
    assert compared(world.sent | street.statements) == COMPARING


async def test_the_same_questions_find_nothing_where_another_tenant_is_set(world: World) -> None:
    assert len(await found(world.database, "demo", world.asked)) > 30
    assert await found(world.database, "nobody", world.asked) == {}


async def test_without_those_conditions_nothing_of_theirs_is_met(street: Street, copies: Copies) -> None:
    async with served(copies[1]) as (http, app):
        met = disarm(app.state.database.pool.engine)
        ours = {**Api(http, token("ADMIN", subject=SUBJECT)).headers, "Idempotency-Key": IDEMPOTENCY_KEY}
        answers = [await http.post("/graphql", json={"query": NAMED_REQUEST}, headers=ours) for _ in range(2)]
        assert ["idempotency-replayed" in answer.headers for answer in answers] == [False, True]

        theirs = await Api(http, street.has.secret).ask("{ viewer { tenant } reports { value } }")
        assert theirs == {"viewer": {"tenant": "other"}, "reports": [{"value": "2041-02"}]}

        dry = {**example_arguments(OperationType.MUTATION, "setWeekTargets"), "dryRun": True}
        like_theirs = {**Api(http, token("ADMIN")).headers, "X-Request-Id": REQUEST_ID}
        await http.post("/graphql", json=document(OperationType.MUTATION, "setWeekTargets", dry), headers=like_theirs)
        logged = await Api(http, token("ADMIN")).ask(LOGGED, id=REQUEST_ID)
        assert logged["auditLog"]["nodes"] == [{"operation": "setWeekTargets"}]
    assert compared(met) == COMPARING
