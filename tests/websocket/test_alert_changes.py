"""What happens to alerts is heard in every server process, and time is looked at by whichever of them is alive."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE, until
from tests.support.cluster import EMPTY, Cluster
from tests.support.floor import add_order
from tests.support.live import LiveServer, serving
from tests.support.stock import add_product

CHANGED = """subscription Changed($kinds: [AlertKind!], $least: AlertSeverity! = WARNING) {
  alertChanged(kinds: $kinds, minimumSeverity: $least) { event alert { kind state figure level { onHand } } } }"""
MOVE = "mutation M($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"
KEEP = "mutation K($input: SafetyStockInput!) { createSafetyStock(input: $input) { problems { message } } }"
AT_ONCE = 0.1  # minutes from round to round


class Ear:
    """Somebody who listens to alerts."""

    def __init__(self, server: LiveServer, role: str = "VIEWER", **variables: Any) -> None:
        self._opened = ExitStack()
        address = server.url.replace("http", "ws", 1) + "/graphql"
        protocols = [Subprotocol("graphql-transport-ws")]
        self._socket = self._opened.enter_context(connect(address, subprotocols=protocols, open_timeout=PATIENCE))
        self._send(type="connection_init", payload={"Authorization": f"Bearer {server.token(role)}"})
        assert json.loads(self._socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        self._send(id="1", type="subscribe", payload={"query": CHANGED, "variables": variables})

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def next(self, seconds: float = PATIENCE) -> Any:
        """What happened next; None where nothing does in time."""
        try:
            message = json.loads(self._socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        assert message["type"] == "next", message
        return message["payload"]["data"]["alertChanged"]

    def close(self) -> None:
        self._opened.close()


@pytest.fixture(scope="module")
def floor(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(EMPTY) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def servers(floor: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, LiveServer]]:
    one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    with _serving(floor, one) as first, _serving(floor, other) as second:
        yield first, second


def _serving(floor: Addresses, folder: Path) -> Any:
    return serving(floor.service, folder, alert_minutes=AT_ONCE)


def asked(server: LiveServer, query: str, **given: Any) -> None:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    body = {"query": query, "variables": {"input": given}}
    answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    assert [one["problems"] for one in answer["data"].values()] == [[]], answer


def moved(server: LiveServer, kind: str, quantity: int) -> None:
    asked(server, MOVE, sku="SHIRT-1", kind=kind, quantity=quantity)


async def in_tenant(floor: Addresses, work: Any) -> Any:
    database = Database(floor.service, pool_size=1)
    try:
        async with database.write(tenant_id("demo"), subject="founder") as session:
            return await work(session)
    finally:
        await database.close()


async def test_events_in_one_process_are_heard_in_the_other(
    floor: Addresses, servers: tuple[LiveServer, LiveServer]
) -> None:
    one, other = servers
    await in_tenant(floor, add_product)
    fixed = {"policy": "FIXED_QUANTITY", "fixedQuantity": "100", "leadTimeDays": "1", "meanDailyDemand": "1"}
    moved(other, "RECEIPT", 200)
    asked(other, KEEP, sku="SHIRT-1", demandDeviation="1", **fixed)
    stock, critical, floor_alone = Ear(one, kinds=["LOW_STOCK"]), Ear(one, least="CRITICAL"), Ear(one, "PRODUCTION_SPV")
    heard = None
    for _ in range(20):
        moved(other, "CONSUMPTION", 150)
        moved(other, "RECEIPT", 150)
        if (heard := stock.next(seconds=1)) is not None:
            break
    while heard is not None:  # what was begun before it listened is over
        heard = stock.next(seconds=1)
    moved(other, "CONSUMPTION", 150)
    moved(other, "CONSUMPTION", 1)  # a figure that moves is no event
    moved(other, "CONSUMPTION", 49)
    moved(other, "RECEIPT", 200)
    assert [(told["event"], told["alert"]["kind"]) for told in (stock.next(), stock.next())] == [
        ("REOPENED", "LOW_STOCK"), ("CLOSED", "LOW_STOCK"),
    ]  # fmt: skip
    assert [(told["event"], told["alert"]["kind"]) for told in (critical.next(), critical.next())] == [
        ("OPENED", "STOCKOUT"), ("CLOSED", "STOCKOUT"),
    ]  # fmt: skip
    assert floor_alone.next(seconds=0.5) is None
    for ear in (stock, critical, floor_alone):
        ear.close()


async def test_time_is_looked_at_by_whichever_server_is_alive(
    floor: Addresses, servers: tuple[LiveServer, LiveServer], tmp_path: Path
) -> None:
    """Orders that nobody touches are late by now; a server that is killed leaves the next round to the others."""

    async def delayed() -> int:
        count = text("SELECT count(*) FROM alert WHERE kind = 'DELAYED' AND state = 'OPEN'")
        return int(await in_tenant(floor, lambda session: session.scalar(count)))

    async def late(number: str) -> None:
        async def add(session: Any) -> None:
            product = await session.scalar(text("SELECT min(id) FROM product")) or await add_product(session)
            await add_order(session, product, number)

        await in_tenant(floor, add)

    async def seen(wanted: int) -> bool:
        return await delayed() == wanted

    with _serving(floor, tmp_path) as doomed:
        await late("A")
        await until(lambda: seen(1))
        doomed.process.kill()
        doomed.process.wait(PATIENCE)
    await late("B")
    await until(lambda: seen(2))
    rounds = text("SELECT count(*) FROM alert_round")
    assert await in_tenant(floor, lambda session: session.scalar(rounds)) == 1
