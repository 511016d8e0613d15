"""What an operation cost, may cost, and what is left of its tenant's budget: told to whoever asks, and never kept."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.conftest import Client
from tests.support.api import token
from tests.support.live import LiveServer
from tests.support.served import served
from tests.support.sockets import signed_in, told

PEOPLE = "query People($first: Int!) { resources(first: $first) { nodes { cn } } }"
LARGE = "{ resources(first: 500) { nodes { cn firstName lastName platform location hireDate lastDay } } }"
TREE = '{ report(value: "2025-04") { tree(by: [CATEGORY]) { total { months { metrics { forecast capacity } } } } } }'
WRONG = "{ nothing }"
END = 'mutation { deactivateResource(cn: "nobody at all") { problems { code } } }'
BUDGET = {"limit": 16, "left": 15, "waiting": 0}
SIGNED = {"Authorization": f"Bearer {token('ADMIN')}"}
BY_HEADER, BY_EXTENSION = {"Headroom-Cost": "1"}, {"extensions": {"cost": True}}


@pytest.fixture
async def http(sample: Addresses) -> AsyncIterator[httpx.AsyncClient]:
    async with served(sample) as client:
        yield client


async def post(http: httpx.AsyncClient, query: str, headers: dict[str, str] | None = None, **beside: Any) -> Any:
    body = {"query": query, **beside}
    return (await http.post("/graphql", json=body, headers={**SIGNED, **(headers or {})})).json()


@pytest.mark.parametrize("query", [TREE, WRONG, LARGE, "{ viewer { subject } }", "{ __typename }", END])
async def test_it_is_told_where_a_header_or_an_extension_asks(http: httpx.AsyncClient, query: str) -> None:
    plain = await post(http, query)
    assert "extensions" not in plain
    for headers in ({"Headroom-Cost": "0"}, {"Headroom-Cost": ""}):
        assert await post(http, query, headers) == plain
    by_extension = await post(http, query, **BY_EXTENSION)
    assert set(by_extension.pop("extensions")) == {"cost", "budget"}
    assert by_extension == plain
    by_header = await post(http, query, BY_HEADER)
    assert by_header.pop("extensions")["cost"]["limit"] == 500_000
    assert by_header == plain


async def test_what_is_kept_has_no_cost_and_no_cost_is_kept(http: httpx.AsyncClient) -> None:
    for asks in (True, False, False, True, False, True):
        answer = await post(http, PEOPLE, BY_HEADER if asks else None, variables={"first": 5})
        told = {"cost": {"cost": 11, "limit": 500_000}, "budget": BUDGET}
        assert answer.get("extensions") == (told if asks else None)
        assert len(answer["data"]["resources"]["nodes"]) == 5


@pytest.mark.races
async def test_a_repeated_mutation_is_told_of_this_time(empty_client: Client) -> None:
    client = empty_client("ADMIN")
    key = {**client.headers, "Idempotency-Key": "once"}
    body = {"query": 'mutation { createApiKey(input: {name: "x", roles: [VIEWER], days: 1}) { secret } }'}
    asked = {**body, **BY_EXTENSION}
    first = (await client.http.post("/graphql", json=asked, headers=key)).json()
    again = await client.http.post("/graphql", json=asked, headers=key)
    assert again.headers["idempotency-replayed"] == "true"
    assert first["extensions"]["cost"] == again.json()["extensions"]["cost"]
    assert {"budget", "cost", "shownOnce"} == set(again.json()["extensions"])
    plain = {**client.headers, "Idempotency-Key": "another"}
    for _ in range(2):
        answer = (await client.http.post("/graphql", json=body, headers=plain)).json()
        assert "cost" not in answer.get("extensions", {})


async def test_get_tells_it_too(http: httpx.AsyncClient) -> None:
    answer = await http.get(
        "/graphql", params={"query": "{ __typename }", "extensions": json.dumps({"cost": True})}, headers=SIGNED
    )
    assert answer.json()["extensions"]["cost"] == {"cost": 1, "limit": 500_000}


@pytest.fixture
def socket(live_server: LiveServer) -> Iterator[Any]:
    with signed_in(live_server, "ADMIN") as opened:
        yield opened


def test_over_websocket_every_answer_has_it_where_it_is_asked_for(socket: Any) -> None:
    for query in (TREE, LARGE, "{ viewer { subject } }", END):
        plain = told(socket, {"query": query})["payload"]
        assert set(plain) == {"data"}
        asked = told(socket, {"query": query, **BY_EXTENSION})["payload"]
        assert asked["extensions"]["cost"]["cost"] > 0
        assert asked["extensions"]["budget"]["limit"] == 16
        assert asked["data"] == plain["data"]
