"""A tenant that floods the server keeps another's single request waiting for a turn or two, at every door."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.integration.server.test_tenant_budget import client, load, until_load
from tests.support.clocks import until
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import locked, until_held_up
from tests.support.live import LiveServer, serving

POOL = 2  # connections, so that the tenants take turns at each of them; mutations have as many
FLOOD, UNDER_WAY = 40, 16
QUERY = "{ resources(first: 1) { nodes { cn } } }"
MUTATION = 'mutation { updateResource(cn: "NOBODY", patch: {displayName: "x"}) { problems { code } } }'
REPORT = "/api/v2/reports/powerbi/resource-assignments"
DOORS: dict[str, dict[str, Any]] = {
    "a query": {"method": "POST", "url": "/graphql", "json": {"query": QUERY}},
    "a mutation": {"method": "POST", "url": "/graphql", "json": {"query": MUTATION}},
    "a report": {"method": "GET", "url": REPORT, "params": {"limit": 1}},
    "a workbook": {"method": "GET", "url": REPORT, "params": {"limit": 1, "format": "xlsx"}},
}
HELD = {"a query": 1}  # a query's slots are half the connections
TAKES = {"a query": 1}


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with few connections, that answers nobody from memory."""
    with serving(data.service, tmp_path_factory.mktemp("turns"), pool_size=POOL, kept_answer_bytes=0) as running:
        yield running


async def asked(http: httpx.AsyncClient, asking: dict[str, Any]) -> str:
    """The id of a request that was answered well."""
    id_ = str(uuid4())
    answer = await http.request(**asking, headers={"X-Request-Id": id_})
    assert answer.status_code == 200
    assert not answer.content.startswith(b'{"errors"')
    return id_


async def until_all_have_arrived(http: httpx.AsyncClient, count: int) -> float:
    """Wait until so many are under way or wait; returns how many are under way."""

    async def found() -> float:
        said = await load(http)
        return said["under way"][0] if said["under way"][0] + said["waiting"][0] == count else 0

    return await until(found)


async def answered_order(server: LiveServer, ids: set[str]) -> list[str]:
    """In which order the server has answered some requests, by its log."""

    async def found() -> list[str]:
        order = [line["request_id"] for line in server.logged() if line.get("request_id") in ids]
        return order if len(order) == len(ids) else []

    return await until(found)


@pytest.mark.parametrize("door", DOORS)
async def test_a_single_request_is_next_but_one_beside_a_flood(server: LiveServer, data: Addresses, door: str) -> None:
    held = HELD.get(door, POOL)
    async with client(server) as demo, client(server, tenant="other") as other:
        async with locked(data, "resource") as owner:
            flood = [asyncio.create_task(asked(demo, DOORS[door])) for _ in range(FLOOD)]
            await until_held_up(owner, held)
            under_way = await until_all_have_arrived(other, FLOOD)
            assert under_way == UNDER_WAY or door == "a workbook"  # which waits for its slot before
            single = asyncio.create_task(asked(other, DOORS[door]))
            await until_all_have_arrived(other, FLOOD + 1)
        id_ = await single
        order = await answered_order(server, {id_, *await asyncio.gather(*flood)})
        # Before it come those that held everything, and those of the next turn at each of what they held; where a
        # request takes a connection twice, so often twice. In one line for all it would be 16 or more.
        assert order.index(id_) <= 2 * held * TAKES.get(door, 2)
        await until_load(other, 0, 0)
