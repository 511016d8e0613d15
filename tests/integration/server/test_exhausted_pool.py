"""A pool whose connections are all taken: others are told so after a second, and the server goes on breathing."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.api import token
from tests.support.clocks import PATIENCE, SOON
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import locked, until_held_up
from tests.support.live import LiveServer, serving

POOL = 4
LONG = 5  # seconds
TWICE = "{ a: resources(first: 1) { nodes { cn } } b: resources(first: 1) { nodes { cn } } }"
SLOW_REPORT = "/api/v2/reports/powerbi/resource-assignments?limit=1"
QUESTION = "{ capacityTiers { name } }"
READ_WRITE = 'mutation { createApiKey(input: {name: "x", roles: [VIEWER], days: 1}) { problems { message } } }'
SLOW_MUTATION = 'mutation { updateResource(cn: "NOBODY", patch: {displayName: "x"}) { problems { message } } }'
REPORT = "/api/v2/reports/powerbi/monthly-summary"
LARGE = f"{{ resources(first: 500) {{ nodes {{ {' '.join(f'cn{number}: cn' for number in range(24))} }} }} }}"
SLOTS = 2  # of large queries, and of workbooks


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with few connections."""
    with serving(data.service, tmp_path_factory.mktemp("small"), pool_size=POOL, pool_wait=1) as running:
        yield running


@pytest.fixture
async def http(server: LiveServer) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    async with loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as client:
        yield client


@asynccontextmanager
async def exhausted(http: httpx.AsyncClient, data: Addresses) -> AsyncIterator[None]:
    """Inside, slow questions hold every connection, and slow mutations all of theirs; afterwards they are answered."""
    async with locked(data, "resource") as owner:
        # Half of the connections is for questions, one each.
        asking = [asyncio.create_task(http.post("/graphql", json={"query": TWICE})) for _ in range(POOL // 2)]
        asking += [asyncio.create_task(http.get(SLOW_REPORT)) for _ in range(POOL // 2)]
        await until_held_up(owner, POOL)
        created = await http.post("/graphql", json={"query": READ_WRITE})
        assert created.json() == {"data": {"createApiKey": {"problems": []}}}  # mutations do not wait for questions
        slow = {"query": SLOW_MUTATION}
        asking += [asyncio.create_task(http.post("/graphql", json=slow)) for _ in range(POOL // 2)]
        await until_held_up(owner, len(asking))
        yield
    for answer in await asyncio.gather(*asking):
        assert "errors" not in answer.json()


async def timed(asking: object) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    return await asking, time.monotonic() - began  # type: ignore[misc]


async def pulse(http: httpx.AsyncClient, until: Callable[[], bool] = lambda: True) -> list[float]:
    """How long /healthz took, asked every ten milliseconds: until it is time, but thirty times at least."""
    taken: list[float] = []
    while len(taken) < 30 or not until():
        answer, seconds = await timed(http.get("/healthz"))
        assert answer.status_code == 200
        taken.append(seconds)
        await asyncio.sleep(0.01)
    return taken


async def test_whoever_gets_no_connection_is_told_so_after_a_second(http: httpx.AsyncClient, data: Addresses) -> None:
    calm = await pulse(http)  # how long it takes on this machine, now that nothing is wrong
    async with exhausted(http, data):
        told = asyncio.Event()
        beating = asyncio.create_task(pulse(http, told.is_set))
        answers = await asyncio.gather(
            timed(http.post("/graphql", json={"query": QUESTION})),
            timed(http.post("/graphql", json={"query": TWICE})),
            timed(http.post("/graphql", json={"query": READ_WRITE})),
            timed(http.get(REPORT)),
            timed(http.post("/graphql", json={"query": READ_WRITE}, headers={"Idempotency-Key": "one"})),
            # More than there are slots: those who wait for one are told as those are who have one.
            *(timed(http.post("/graphql", json={"query": LARGE})) for _ in range(3 * SLOTS)),
            *(timed(http.get(REPORT, params={"format": "xlsx"})) for _ in range(3 * SLOTS)),
        )
        told.set()
        beats = await beating
    for answer, seconds in answers:
        said = answer.json()
        codes = {error["extensions"]["code"] for error in said["errors"]} if "errors" in said else {said["code"]}
        assert (answer.status_code, codes, answer.headers["Retry-After"]) == (503, {"UNAVAILABLE"}, "1")
        assert 0.9 < seconds < 1.3 + 10 * max(beats)
    assert statistics.median(beats) < 0.05 + 5 * statistics.median(calm), sorted(beats)[-5:]
    assert (await http.post("/graphql", json={"query": QUESTION})).status_code == 200


async def test_a_line_that_moves_refuses_nobody(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.post("/graphql", json={"query": TWICE}) for _ in range(60)))
    assert {answer.status_code for answer in answers} == {200}
    assert not any("errors" in answer.json() for answer in answers)


async def test_who_waits_behind_slow_questions_while_connections_are_free_waits_for_their_end(
    data: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> None:
    once = TWICE.replace("b: resources(first: 1) { nodes { cn } }", "")
    headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    with serving(data.service, tmp_path_factory.mktemp("short"), pool_size=POOL, query_seconds=LONG) as server:
        async with (
            loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as http,
            locked(data, "resource") as owner,
        ):
            asking = [asyncio.create_task(http.post("/graphql", json={"query": once})) for _ in range(POOL // 2)]
            await until_held_up(owner, POOL // 2)
            await asyncio.sleep(LONG / 2)  # so that theirs is over before the other's time is
            answer, seconds = await timed(http.post("/graphql", json={"query": QUESTION}))
            slow = await asyncio.gather(*asking)
    assert {one.json()["errors"][0]["extensions"]["code"] for one in slow} == {"TIMEOUT"}
    assert "errors" not in answer.json()
    assert seconds < LONG + SOON
