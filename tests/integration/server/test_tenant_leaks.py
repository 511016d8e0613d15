"""Whatever becomes of requests – answers, errors, clients that leave or are killed – their turns come back."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.integration.server.test_tenant_budget import (
    BOOK_DOORS,
    CREATE,
    LARGE,
    REST_DOORS,
    SLOW,
    SUMMARY,
    VIEWER,
    client,
    load,
    socket_of,
    subscribe,
    until_load,
)
from tests.support.clocks import PATIENCE, until
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import locked, until_held_up
from tests.support.live import LiveServer, serving

UNDER_WAY = 3
ROUNDS, CROWD = 12, 14
QUERIES = {
    "good": VIEWER,
    "reads": SLOW,
    "large": LARGE,
    "writes": 'mutation { updateResource(cn: "NOBODY", patch: {displayName: "x"}) { problems { code } } }',
    "no document": "{ nothing }",
    "a bad value": "{ resources(first: -1) { nodes { cn } } }",
    "two writes": f'{CREATE[:-1]} b: revokeApiKey(id: "x") {{ problems {{ code }} }} }}',
}
# A client that sends what it is told on as many connections, and waits for no answer.
CLIENT = """
import socket, sys, time
host, port, *requests = sys.argv[1:]
opened = [socket.create_connection((host, int(port))) for _ in requests]
for connection, request in zip(opened, requests):
    connection.sendall(request.encode())
print("sent", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    chosen = {"tenant_requests": UNDER_WAY, "tenant_waiting": 6, "kept_answer_bytes": 0}
    with serving(data.service, tmp_path_factory.mktemp("leaks"), **chosen) as running:
        yield running


@pytest.fixture
async def demo(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    async with client(server) as http:
        yield http


async def one_request(http: httpx.AsyncClient, drawn: random.Random) -> None:
    """Something, by any door; whoever asks leaves after a while, or stays."""
    if drawn.random() < 0.3:
        asking = {
            **drawn.choice([*REST_DOORS.values(), *BOOK_DOORS.values()]),
            "method": drawn.choice(["GET", "GET", "HEAD"]),
        }
    else:
        query = drawn.choice(list(QUERIES.values()))
        headers = {"Idempotency-Key": str(drawn.random())} if drawn.random() < 0.3 else {}
        asking = {"method": "POST", "url": "/graphql", "json": {"query": query}, "headers": headers}
    leaves_after = drawn.choice([0.0, 0.01, 0.05, 0.3, 0.6, None, None, None])
    with suppress(TimeoutError):
        async with asyncio.timeout(leaves_after):
            answer = await http.request(**asking)
            assert answer.status_code in (200, 400, 404, 429), answer.text


async def one_socket(server: LiveServer, drawn: random.Random) -> None:
    """Some operations over one WebSocket, which is closed before all of them are answered, or is not."""
    async with socket_of(server) as socket:
        for place in range(drawn.randint(1, 4)):
            await subscribe(socket, f"s{place}", drawn.choice(list(QUERIES.values())))
            if drawn.random() < 0.3:
                await socket.send(json.dumps({"type": "complete", "id": f"s{place}"}))
        with suppress(TimeoutError):
            async with asyncio.timeout(drawn.choice([0.0, 0.05, 0.4])):
                async for _ in socket:
                    pass
        if drawn.random() < 0.5:
            socket.transport.abort()


def raw(server: LiveServer, asking: dict[str, Any]) -> str:
    """A request as it is on the wire."""
    body = json.dumps(asking["json"]) if "json" in asking else ""
    head = [
        f"{asking['method']} {asking['url']} HTTP/1.1",
        "Host: headroom.test",
        f"Authorization: Bearer {server.token('ADMIN')}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head) + "\r\n\r\n" + body


async def expect_nothing_left(http: httpx.AsyncClient, data: Addresses) -> None:
    """Nothing is under way, no connection is in use, and as many as before may be under way at once."""
    await until_load(http, 0, 0)

    async def no_connection_in_use() -> bool:
        text = (await http.get("/metrics")).text
        return 'headroom_pool_connections{state="in use"} 0.0' in text

    await until(no_connection_in_use)
    async with locked(data, "resource") as owner:
        asking = [asyncio.create_task(http.post("/graphql", json={"query": SLOW})) for _ in range(UNDER_WAY + 1)]
        await until_held_up(owner, UNDER_WAY)
        assert {name: found[0] for name, found in (await load(http)).items()} == {"under way": UNDER_WAY, "waiting": 1}
    assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}


@pytest.mark.parametrize("seed", range(3))
async def test_a_crowd_leaves_nothing_behind(
    server: LiveServer, data: Addresses, demo: httpx.AsyncClient, seed: int
) -> None:
    drawn = random.Random(seed)
    for _ in range(ROUNDS // 3):
        crowd = [one_request(demo, drawn) for _ in range(CROWD)] + [one_socket(server, drawn) for _ in range(3)]
        if drawn.random() < 0.5:
            async with locked(data, "resource"):
                coming = asyncio.gather(*crowd)
                await asyncio.sleep(0.5)
            await coming
        else:
            await asyncio.gather(*crowd)
        await until_load(demo, 0, 0)
    await expect_nothing_left(demo, data)


async def test_a_client_that_is_killed_leaves_the_line(
    server: LiveServer, data: Addresses, demo: httpx.AsyncClient
) -> None:
    asking = [{"method": "POST", "url": "/graphql", "json": {"query": SLOW}}, {"method": "GET", "url": SUMMARY}] * 4
    async with locked(data, "resource"):
        program = [sys.executable, "-c", CLIENT, "127.0.0.1", str(server.port)]
        killed = subprocess.Popen([*program, *(raw(server, one) for one in asking)], stdout=subprocess.PIPE)
        try:
            assert killed.stdout is not None
            assert await asyncio.to_thread(killed.stdout.readline) == b"sent\n"
            await until_load(demo, UNDER_WAY, len(asking) - UNDER_WAY)
        finally:
            killed.kill()
            await asyncio.to_thread(killed.wait, PATIENCE)
        await until_load(demo, 0, 0)
    await expect_nothing_left(demo, data)
