"""Changed work orders are heard in every server process, by department."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($departments: [String!]) {
  workOrderChanged(departments: $departments) { id status department product { sku } } }"""
CREATE = """mutation Create($input: WorkOrderInput!) { createWorkOrder(input: $input) {
  problems { message } } }"""
GIVEN = {
    "sku": "TOY-BEAR-S",
    "stage": "PACKING",
    "targetQty": "5",
    "plannedStart": "2040-03-05",
    "deadline": "2040-03-09",
}


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Path:
    return installed(cluster.home / "javascript")


def created(server: LiveServer, **more: Any) -> None:
    """A work order is created."""
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}"}
    body = {"query": CREATE, "variables": {"input": {**GIVEN, **more}}}
    answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    assert answer["data"]["createWorkOrder"]["problems"] == []


def test_orders_that_change_in_one_process_are_heard_in_the_other(
    client: Path, two: tuple[LiveServer, LiveServer]
) -> None:
    one, other = two
    mine = {"departments": ["sewing"]}
    with listening(client, one.url, one.token("PRODUCTION_STAFF"), CHANGED, **mine) as listener:
        assert listener.next() == {"connected": True}
        heard = None
        for _ in range(20):
            created(other, department="Packing")  # which nobody listens for
            created(other, department="Sewing")
            if (heard := listener.next(seconds=1)) is not None:
                break
    assert heard is not None
    told = heard["data"]["workOrderChanged"]
    assert (told["department"], told["status"], told["product"]) == ("Sewing", "NOT_STARTED", {"sku": "TOY-BEAR-S"})
