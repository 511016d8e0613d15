"""What an operation waits for its turn it has less time for, and whoever waits is told what those before them find."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from uuid import uuid4

import httpx
import pytest
from graphql import OperationType
from starlette.applications import Starlette

from db.postgres import connection
from db.shared.enums import Role
from resolvers.context import Context, Seconds
from server.app import LARGE_QUERIES, create_app
from server.graphql.admission import LARGE_COST, in_turn
from server.graphql.context import build_context
from server.http.tenant_budget import TenantBudget
from services.shared.access import Caller
from tests.support.api import Api, settings_for, token
from tests.support.clocks import PATIENCE

QUERY, MUTATION = OperationType.QUERY, OperationType.MUTATION
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
CALLER = Caller(uuid4(), "demo", "tester", (Role.ADMIN,))
WAITS = 0.3


@pytest.fixture
def app() -> Starlette:
    """An application in which a tenant has one request under way."""
    return create_app(settings_for(NOWHERE).model_copy(update={"tenant_requests": 1}))


def context_of(app: Starlette, caller: Caller = CALLER, *, seconds: Seconds | None = None) -> Context:
    context = build_context(app.state, caller)
    context.seconds = seconds or Seconds()
    return context


def counts(app: Starlette) -> tuple[int, int]:
    budget: TenantBudget = app.state.tenant_budget
    return budget.under_way().requests, budget.waiting().requests


@pytest.mark.parametrize("type_", [QUERY, MUTATION])
@pytest.mark.parametrize("cost", [1, LARGE_COST + 1])
async def test_who_has_waited_has_less_time(app: Starlette, type_: OperationType, cost: int) -> None:
    context, began = context_of(app), asyncio.Event()
    context.cost = cost

    async def wait() -> None:
        async with in_turn(app.state.tenant_budget, context, type_):
            began.set()

    has_slots = cost > LARGE_COST and type_ is QUERY
    held = LARGE_QUERIES if has_slots else 1
    async with AsyncExitStack() as stack:
        for _ in range(held):
            before = context_of(app)
            before.cost = cost if has_slots else 1
            await stack.enter_async_context(in_turn(app.state.tenant_budget, before, QUERY))
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(WAITS)
        assert (began.is_set(), counts(app)) == (False, (held, 1))
    await waiting
    whole, left = Seconds(), context.seconds
    assert left.waited >= WAITS * 0.9
    for name in ("query", "mutation", "download"):
        assert getattr(left, name) == getattr(whole, name) - left.waited
    assert counts(app) == (0, 0)


async def test_who_need_not_wait_has_all_the_time(app: Starlette) -> None:
    context = context_of(app)
    async with in_turn(app.state.tenant_budget, context, QUERY):
        assert context.seconds == Seconds()


@pytest.mark.parametrize(("type_", "seconds"), [(QUERY, Seconds(query=0.1)), (MUTATION, Seconds(mutation=0.1))])
async def test_a_time_that_ends_in_the_line_ends_the_waiting(
    app: Starlette, type_: OperationType, seconds: Seconds
) -> None:
    async with in_turn(app.state.tenant_budget, context_of(app), QUERY):
        with pytest.raises(TimeoutError):
            async with in_turn(app.state.tenant_budget, context_of(app, seconds=seconds), type_):
                raise AssertionError("it is not its turn")
        assert counts(app) == (1, 0)
        async with in_turn(app.state.tenant_budget, context_of(app, Caller(uuid4(), "other", "x", ())), type_):
            assert counts(app) == (2, 0)
    assert counts(app) == (0, 0)


@pytest.fixture
async def silent(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, list[object]]]:
    """An address that takes connections and says nothing, and who has come."""
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
    came: list[object] = []

    async def keep(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(writer)
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(PATIENCE)

    listening = await asyncio.start_server(keep, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    yield f"postgresql://somebody@127.0.0.1:{port}/headroom?sslmode=disable", came
    listening.close()


async def test_what_one_finds_of_the_database_all_in_its_line_are_told(silent: tuple[str, list[object]]) -> None:
    address, came = silent
    app = create_app(settings_for(address).model_copy(update={"tenant_requests": 1}))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        client = Api(http, token("VIEWER"))
        await client.post("{ capacityTiers { name } }")
        before = len(came)
        answers = await asyncio.gather(*(client.post("{ capacityTiers { name } }") for _ in range(20)))
    assert {(answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) for answer in answers} == {
        (503, "UNAVAILABLE")
    }
    signing_in = app.state.settings.pool_size
    assert len(came) - before <= signing_in + 1  # those who look their tenant up, and one for all who ask
