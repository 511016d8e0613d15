"""Moved stock is heard in every server process, of the products and locations that somebody listens for."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($sku: [String!], $location: String) {
  inventoryChanged(sku: $sku, location: $location) {
  movement { quantity onHandAfter product { sku } } level { location onHand } } }"""
MOVE = """mutation Move($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"""


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Path:
    return installed(cluster.home / "javascript")


def move(server: LiveServer, quantity: int, **more: Any) -> None:
    given = {"sku": "TOY-BEAR-S", "location": "WEST", "kind": "RECEIPT", "quantity": quantity, **more}
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}"}
    body = {"query": MOVE, "variables": {"input": given}}
    answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    assert answer["data"]["recordInventoryMovement"]["problems"] == []


def test_movements_in_one_process_are_heard_in_the_other(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    one, other = two
    with listening(client, one.url, one.token("VIEWER"), CHANGED, sku=["toy-bear-s"], location="west") as listener:
        assert listener.next() == {"connected": True}
        heard = None
        for _ in range(20):
            move(other, 7, location="EAST")  # which nobody listens for
            move(other, 1)
            if (heard := listener.next(seconds=1)) is not None:
                break
    assert heard is not None
    told = heard["data"]["inventoryChanged"]
    assert (told["movement"]["quantity"], told["movement"]["product"]) == ("1", {"sku": "TOY-BEAR-S"})
    assert told["level"]["location"] in ("WEST", "west")
    assert told["level"]["onHand"] == told["movement"]["onHandAfter"]
