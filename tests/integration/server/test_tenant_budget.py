"""One tenant has so many requests under way and so many that wait; nobody else notices, and nothing is left behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import ClientConnection, connect

from server.app import LARGE_QUERIES, WORKBOOKS
from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE, until
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import locked
from tests.support.live import LiveServer, serving

UNDER_WAY, WAITING = 3, 3
SLOW = "{ resources(first: 1) { nodes { cn } } }"  # while somebody holds the table
LARGE = "{ resources(first: 500) { nodes { cn assignments { week demand { id } } } } }"
VIEWER = "{ viewer { subject } }"
CREATE = 'mutation { createApiKey(input: {name: "left", roles: [VIEWER], days: 1}) { secret problems { message } } }'
KEYS = "{ apiKeys { name } }"
CHANGED = 'subscription { capacityChanged(report: "2025-04") { report { value } } }'
ASSIGNMENTS = "/api/v2/reports/powerbi/resource-assignments"
SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
GRAPHQL_DOORS: dict[str, dict[str, Any]] = {
    "a query": {"method": "POST", "url": "/graphql", "json": {"query": VIEWER}},
    "a query by GET": {"method": "GET", "url": "/graphql", "params": {"query": "{ __typename }"}},
    "a mutation": {"method": "POST", "url": "/graphql", "json": {"query": CREATE}},
    "a named mutation": {
        "method": "POST", "url": "/graphql", "json": {"query": CREATE}, "headers": {"Idempotency-Key": "one"},
    },
    "a form": {
        "method": "POST", "url": "/graphql", "headers": {"GraphQL-Preflight": "1"},
        "files": {"operations": (None, json.dumps({"query": VIEWER})), "map": (None, "{}")},
    },
}  # fmt: skip
REST_DOORS: dict[str, dict[str, Any]] = {
    "a report": {"method": "GET", "url": SUMMARY},
    "a report as CSV": {"method": "GET", "url": SUMMARY, "params": {"format": "csv"}},
    "a nested report": {"method": "GET", "url": "/api/v2/reports/dashboard/hierarchy"},
}  # fmt: skip
BOOK_DOORS: dict[str, dict[str, Any]] = {
    "a report as a workbook": {"method": "GET", "url": SUMMARY, "params": {"format": "xlsx"}},
    "a workbook": {"method": "GET", "url": "/api/v2/reports/monthly-summary.xlsx"},
    "a download": {"method": "GET", "url": "/api/history-log/00000000-0000-0000-0000-000000000001/download"},
}
OPEN = ("/healthz", "/readyz", "/metrics", "/graphiql", "/", "/api/openapi.json")


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives a tenant little, and answers nobody from memory."""
    chosen = {"tenant_requests": UNDER_WAY, "tenant_waiting": WAITING, "kept_answer_bytes": 0}
    with serving(data.service, tmp_path_factory.mktemp("budget"), **chosen) as running:
        yield running


@asynccontextmanager
async def client(server: LiveServer, *, tenant: str = "demo") -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {server.token('ADMIN', tenant=tenant)}"}
    async with loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as http:
        yield http


@pytest.fixture
async def demo(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with client(server) as http:
        yield http


@pytest.fixture
async def other(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with client(server, tenant="other") as http:
        yield http


async def load(http: httpx.AsyncClient) -> dict[str, tuple[float, ...]]:
    """What the metrics say: requests under way and waiting, of how many tenants, and of the one that has most."""
    families = text_string_to_metric_families((await http.get("/metrics")).text)
    said = {(one.name, one.labels.get("state")): one.value for family in families for one in family.samples}
    names = ("headroom_tenant_requests", "headroom_tenants", "headroom_tenant_requests_most")
    return {state: tuple(said[name, state] for name in names) for state in ("under way", "waiting")}


async def until_load(http: httpx.AsyncClient, under_way: int, waiting: int) -> None:
    """Wait until so many are under way, and so many wait, of all tenants."""

    async def is_so() -> bool:
        found = await load(http)
        return (found["under way"][0], found["waiting"][0]) == (under_way, waiting)

    await until(is_so)


@asynccontextmanager
async def busy(http: httpx.AsyncClient, data: Addresses, waiting: int) -> AsyncIterator[list[asyncio.Task[Any]]]:
    """Inside, a tenant has used up its requests, and so many of it wait; afterwards all of them are answered."""
    async with locked(data, "resource"):
        tasks = [asyncio.create_task(ask(http, SLOW)) for _ in range(UNDER_WAY)]
        await until_load(http, UNDER_WAY, 0)
        tasks += [asyncio.create_task(ask(http, SLOW)) for _ in range(waiting)]
        await until_load(http, UNDER_WAY, waiting)
        yield tasks
    for answer in await asyncio.gather(*(task for task in tasks if not task.cancelled())):
        assert answer.json() == {"data": {"resources": {"nodes": [{"cn": "CN10001"}]}}}, answer.json()
    await until_load(http, 0, 0)


async def ask(http: httpx.AsyncClient, query: str) -> httpx.Response:
    return await http.post("/graphql", json={"query": query})


@asynccontextmanager
async def socket_of(server: LiveServer, tenant: str = "demo") -> AsyncIterator[ClientConnection]:
    """A WebSocket that somebody signed in on."""
    address = server.url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE) as socket:  # type: ignore[list-item]
        bearer = server.token("ADMIN", tenant=tenant)
        await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {bearer}"}}))
        assert (await said(socket))["type"] == "connection_ack"
        yield socket


async def said(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        return dict(json.loads(await socket.recv()))


async def subscribe(socket: ClientConnection, name: str, query: str) -> None:
    await socket.send(json.dumps({"type": "subscribe", "id": name, "payload": {"query": query}}))


def refused(answer: httpx.Response) -> Mapping[str, Any]:
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    return dict(answer.json())


async def test_past_the_bound_every_door_refuses_in_its_own_form(
    server: LiveServer, data: Addresses, demo: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    async with busy(demo, data, WAITING), socket_of(server) as socket, socket_of(server, "other") as neighbour:
        for door, asking in GRAPHQL_DOORS.items():
            (error,) = refused(await demo.request(**asking))["errors"]
            assert error["extensions"] == {"code": "TOO_MANY_REQUESTS"}, door
            assert f"{WAITING} requests of this tenant wait" in error["message"]
            assert "data" in (await other.request(**asking)).json(), door
        for door, asking in REST_DOORS.items():
            answer = refused(await demo.request(**asking))
            assert answer == {"code": "TOO_MANY_REQUESTS", "message": error["message"]}, door
            assert (await demo.request(**{**asking, "method": "HEAD"})).status_code == 429
        assert (await other.get(SUMMARY)).status_code == 200
        for query in (VIEWER, CREATE):
            await subscribe(socket, "one", query)
            told = await said(socket)
            assert (told["type"], told["payload"]) == ("error", [error])
            await subscribe(neighbour, "one", query)
            assert (await said(neighbour))["type"] == "next"
            assert (await said(neighbour))["type"] == "complete"
    assert (await ask(demo, KEYS)).json() == {"data": {"apiKeys": []}}  # nothing of it was done


async def test_what_takes_nobodys_turn_is_answered_when_a_tenants_line_is_full(
    server: LiveServer, data: Addresses, demo: httpx.AsyncClient
) -> None:
    created = (await ask(demo, CREATE)).json()["data"]["createApiKey"]
    async with busy(demo, data, WAITING), socket_of(server) as socket:
        for path in OPEN:
            assert (await demo.get(path)).status_code == 200, path
        with_key = {"Authorization": f"Bearer {created['secret']}"}
        assert (await demo.get("/api/openapi.json", headers=with_key)).status_code == 200
        await subscribe(socket, "listening", CHANGED)
        await socket.send('{"type":"ping"}')
        assert (await said(socket))["type"] == "pong"
        assert await load(demo) == {"under way": (UNDER_WAY, 1, UNDER_WAY), "waiting": (WAITING, 1, WAITING)}


async def test_who_listens_over_many_subscriptions_has_all_turns_left(
    server: LiveServer, demo: httpx.AsyncClient
) -> None:
    async with socket_of(server) as socket:
        for place in range(UNDER_WAY + WAITING + 1):
            await subscribe(socket, f"s{place}", CHANGED)
        await subscribe(socket, "question", VIEWER)
        assert (await said(socket))["type"] == "next"
        assert (await load(demo))["under way"][0] == 0
        assert (await ask(demo, VIEWER)).status_code == 200


@asynccontextmanager
async def full_of_workbooks(http: httpx.AsyncClient, data: Addresses) -> AsyncIterator[None]:
    """Inside, a tenant has all workbooks in the making, and as many more wait as may."""
    slow_book = {"format": "xlsx", "limit": "1"}
    async with locked(data, "resource"):
        tasks = [asyncio.create_task(http.get(ASSIGNMENTS, params=slow_book)) for _ in range(WORKBOOKS + WAITING)]
        await until_load(http, WORKBOOKS, WAITING)
        yield
    assert {answer.status_code for answer in await asyncio.gather(*tasks)} == {200}
    await until_load(http, 0, 0)


async def test_workbooks_have_a_line_of_their_own_that_refuses_as_well(
    data: Addresses, demo: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    async with full_of_workbooks(demo, data):
        for door, asking in BOOK_DOORS.items():
            assert refused(await demo.request(**asking))["code"] == "TOO_MANY_REQUESTS", door
        assert (await ask(demo, VIEWER)).status_code == 200  # they leave the tenant its turns
        for asking in REST_DOORS.values():
            assert (await demo.request(**{**asking, "method": "HEAD"})).status_code == 200
        waiting = asyncio.create_task(other.request(**BOOK_DOORS["a download"]))
        await until_load(other, WORKBOOKS, WAITING + 1)
    assert (await waiting).status_code == 404  # there is none, which is told in turn


async def test_who_leaves_the_line_makes_room_and_has_done_nothing(
    server: LiveServer, data: Addresses, demo: httpx.AsyncClient
) -> None:
    before = (await ask(demo, KEYS)).json()
    async with busy(demo, data, 0) as tasks, socket_of(server) as socket:
        for asking in (GRAPHQL_DOORS["a query"], GRAPHQL_DOORS["a mutation"], REST_DOORS["a report"]):
            leaving = asyncio.create_task(demo.request(**asking))
            await until_load(demo, UNDER_WAY, 1)
            leaving.cancel()
            await until_load(demo, UNDER_WAY, 0)
        await subscribe(socket, "one", CREATE)
        await until_load(demo, UNDER_WAY, 1)
        await socket.send('{"type":"complete","id":"one"}')
        await until_load(demo, UNDER_WAY, 0)
        await subscribe(socket, "two", CREATE)
        await until_load(demo, UNDER_WAY, 1)
        await socket.close()
        await until_load(demo, UNDER_WAY, 0)
        tasks[0].cancel()  # one that has its turn
        await until_load(demo, UNDER_WAY - 1, 0)
    assert (await ask(demo, KEYS)).json() == before


async def test_large_queries_leave_turns_to_small_ones_of_their_tenant(
    data: Addresses, demo: httpx.AsyncClient
) -> None:
    async with locked(data, "resource"):
        large = [asyncio.create_task(ask(demo, LARGE)) for _ in range(LARGE_QUERIES + WAITING)]
        await until_load(demo, LARGE_QUERIES, WAITING)
        assert (await load(demo))["waiting"] == (WAITING, 1, WAITING)
        assert (await ask(demo, VIEWER)).status_code == 200
        refusal = refused(await ask(demo, LARGE))
        assert refusal["errors"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}
    assert {answer.status_code for answer in await asyncio.gather(*large)} == {200}
    await until_load(demo, 0, 0)
