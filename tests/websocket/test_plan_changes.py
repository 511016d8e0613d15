"""Changed plans are heard in every server process, by where they stand."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($status: [ProductionPlanStatus!]) {
  productionPlanChanged(status: $status) { id number status version product { sku } } }"""
CREATE = """mutation Create($input: ProductionPlanInput!) { createProductionPlan(input: $input) {
  plan { id } problems { message } } }"""
SUBMIT = "mutation Submit($id: ID!) { submitProductionPlan(id: $id) { plan { id } problems { message } } }"
GIVEN = {
    "name": "Bears",
    "sku": "TOY-BEAR-S",
    "quantity": "5",
    "plannedStart": "2040-03-05",
    "plannedEnd": "2040-03-09",
}


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Path:
    return installed(cluster.home / "javascript")


def asked(server: LiveServer, query: str, **variables: Any) -> str:
    """The id of the plan that comes of a mutation."""
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}"}
    body = {"query": query, "variables": variables}
    answer = httpx.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    (payload,) = answer["data"].values()
    assert payload["problems"] == []
    return str(payload["plan"]["id"])


def test_plans_that_change_in_one_process_are_heard_in_the_other(
    client: Path, two: tuple[LiveServer, LiveServer]
) -> None:
    one, other = two
    pending = {"status": ["PENDING_APPROVAL"]}
    with listening(client, one.url, one.token("VIEWER"), CHANGED, **pending) as listener:
        assert listener.next() == {"connected": True}
        heard = None
        for _ in range(20):
            plan = asked(other, CREATE, input=GIVEN)  # a draft, which nobody listens for
            asked(other, SUBMIT, id=plan)
            if (heard := listener.next(seconds=1)) is not None:
                break
    assert heard is not None
    told = heard["data"]["productionPlanChanged"]
    assert (told["status"], told["version"], told["product"]) == ("PENDING_APPROVAL", 2, {"sku": "TOY-BEAR-S"})
