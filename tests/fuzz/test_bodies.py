"""Whatever arrives gets an answer: never a 5xx, never a traceback, never a word of driver or library."""

import random
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from graphql import GraphQLSchema

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.schema import schema
from tests.fuzz import forms, heads, shapes
from tests.fuzz.answers import expect_an_answer
from tests.graphql.planning.conftest import Planner, world, world_database
from tests.support.api import settings_for, token

__all__ = ["world", "world_database"]
Count = Callable[[int], None]
BUILT: GraphQLSchema = schema._schema
PATHS = (
    "/powerbi/monthly-summary", "/powerbi/weekly-detail", "/powerbi/resource-assignments", "/capacity-by-tier",
    "/comparison", "/dashboard/hierarchy", "/dashboard/charts-data", "/monthly-summary.xlsx",
)  # fmt: skip
ARGUMENTS = (
    "report", "limit", "offset", "platform", "locality", "main_lob", "state", "case_type", "updated_since", "format",
    "against", "unknown",
)  # fmt: skip


async def test_any_body_gets_an_answer(world: Planner, inputs: int, count: Count) -> None:
    dice = random.Random(1)
    headers = {"Authorization": f"Bearer {token('ADMIN')}", "Content-Type": "application/json"}
    count(inputs)
    for _ in range(inputs):
        sent = shapes.body(dice, BUILT)
        expect_an_answer(await world.http.post("/graphql", content=sent, headers=headers), sent)


async def test_any_multipart_body_gets_an_answer(world: Planner, inputs: int, count: Count) -> None:
    dice, statuses = random.Random(21), set()
    headers = {
        "Authorization": f"Bearer {token('ADMIN')}", "Content-Type": "multipart/form-data; boundary=b",
        "GraphQL-Preflight": "1",
    }  # fmt: skip
    count(inputs // 3)
    for _ in range(inputs // 3):
        sent = forms.form(dice)
        response = await world.http.post("/graphql", content=sent, headers=headers)
        expect_an_answer(response, sent)
        statuses.add(response.status_code)
    assert statuses >= {200, 400}


async def test_any_address_gets_an_answer(world: Planner, inputs: int, count: Count) -> None:
    dice = random.Random(3)
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    count(inputs // 3)
    for _ in range(inputs // 3):
        names = dice.sample(ARGUMENTS, dice.randrange(4))
        params = [
            (name, str(dice.choice((*shapes.TEXTS, *shapes.NUMBERS, "csv", "xlsx", "ndjson")))[:300]) for name in names
        ]
        params = [(name, given.encode("utf-8", "replace").decode()) for name, given in params]
        path = f"/api/v2/reports{dice.choice(PATHS)}"
        expect_an_answer(await world.http.get(path, params=params, headers=headers), (path, params))


@pytest.fixture
async def anonymous(empty: Addresses) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_for(empty.service))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://headroom.test") as http:
        yield http
        await app.state.database.close()


async def test_any_token_gets_an_answer(anonymous: httpx.AsyncClient, inputs: int, count: Count) -> None:
    dice = random.Random(4)
    good = token("ADMIN")
    count(inputs // 3)
    for _ in range(inputs // 3):
        sent = shapes.mutated(dice, dice.choice((good.encode(), b"hrk_" + b"0" * 97, b"Basic eDp5")))
        if dice.random() < 0.5:
            sent = heads.signed(dice, good)
        kind = dice.choice((b"Bearer ", b"Basic ", b"", b"bearer  "))
        given = bytes(byte for byte in kind + sent if 32 <= byte < 127 or byte > 127)
        response = await anonymous.post("/graphql", json={"query": "{ __typename }"}, headers={b"Authorization": given})
        expect_an_answer(response, given)
        assert response.status_code in (200, 401)


async def test_any_headers_get_an_answer(world: Planner, inputs: int, count: Count) -> None:
    dice, statuses = random.Random(5), set()
    body = {"query": '{ report(value: "2025-04") { value } }'}
    count(inputs // 3)
    for _ in range(inputs // 3):
        headers = heads.headers(dice, f"Bearer {token('ADMIN')}")
        path = f"/api/v2/reports{dice.choice(PATHS[:3])}?limit=1"
        for response in (
            await world.http.post("/graphql", json=body, headers=headers),
            await world.http.get(path, headers=headers),
        ):
            expect_an_answer(response, headers)
            statuses.add(response.status_code)
    assert statuses >= {200, 400, 401}
