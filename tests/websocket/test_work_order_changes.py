"""Changed work orders are heard in every server process, by department and by which one it is."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($departments: [String!], $id: ID) {
  workOrderChanged(departments: $departments, workOrderId: $id) { id status department product { sku } } }"""
CREATE = """mutation Create($input: WorkOrderInput!) { createWorkOrder(input: $input) {
  workOrder { id } problems { message } } }"""
CANCEL = """mutation Cancel($id: ID!) { cancelWorkOrder(id: $id, reason: "no") {
  workOrder { id } problems { message } } }"""
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


def asked(server: LiveServer, query: str, **variables: Any) -> str:
    """The id of the work order that comes of a mutation."""
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}"}
    body = {"query": query, "variables": variables}
    answer = httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    (payload,) = answer["data"].values()
    assert payload["problems"] == []
    return str(payload["workOrder"]["id"])


def test_orders_that_change_in_one_process_are_heard_in_the_other(
    client: Path, two: tuple[LiveServer, LiveServer]
) -> None:
    one, other = two
    mine = {"departments": ["sewing"]}
    with listening(client, one.url, one.token("PRODUCTION_STAFF"), CHANGED, **mine) as listener:
        assert listener.next() == {"connected": True}
        heard = None
        for _ in range(20):
            asked(other, CREATE, input={**GIVEN, "department": "Packing"})  # which nobody listens for
            order = asked(other, CREATE, input={**GIVEN, "department": "Sewing"})
            if (heard := listener.next(seconds=1)) is not None:
                break
    assert heard is not None
    told = heard["data"]["workOrderChanged"]
    assert (told["department"], told["status"], told["product"]) == ("Sewing", "NOT_STARTED", {"sku": "TOY-BEAR-S"})
    with listening(client, one.url, one.token("PRODUCTION_STAFF"), CHANGED, id=order) as listener:
        assert listener.next() == {"connected": True}
        heard = None
        for _ in range(20):
            asked(other, CREATE, input={**GIVEN, "department": "Sewing"})
            if (heard := listener.next(seconds=1)) is not None or _ != 2:
                continue
            asked(other, CANCEL, id=order)
            if (heard := listener.next(seconds=PATIENCE)) is not None:
                break
    assert heard is not None
    told = heard["data"]["workOrderChanged"]
    assert (told["id"], told["status"]) == (order, "CANCELLED")
