"""Changed plans are heard in every server process, by where they stand."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support import clocks, loopback
from tests.support.api import token
from tests.support.clocks import PATIENCE
from tests.support.cluster import Cluster
from tests.support.javascript import installed, listening
from tests.support.live import LiveServer

CHANGED = """subscription Changed($status: [ProductionPlanStatus!]) {
  productionPlanChanged(status: $status) { id number status version product { sku } } }"""
CREATE = """mutation Create($input: ProductionPlanInput!) { createProductionPlan(input: $input) {
  made: plan { id } problems { message } } }"""
APPROVE = "mutation A($id: ID!) { approveProductionPlan(id: $id) { made: plan { id } problems { message } } }"
ORDER = """mutation O($input: WorkOrderInput!) { createWorkOrder(input: $input) {
  made: workOrder { id } problems { message } } }"""
RECORD = """mutation R($input: DailyProductionInput!) { recordDailyProduction(input: $input) {
  made: entry { id } problems { message } } }"""
COMPLETION = """subscription Made($status: [ProductionPlanStatus!]) {
  productionPlanChanged(status: $status) { id completionPercentage } }"""
SUBMIT = "mutation Submit($id: ID!) { submitProductionPlan(id: $id) { made: plan { id } problems { message } } }"
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


def asked(server: LiveServer, query: str, role: str = "PLANNER", **variables: Any) -> str:
    """The id of what comes of a mutation."""
    headers = {"Authorization": f"Bearer {token(role, subject=role)}"}
    body = {"query": query, "variables": variables}
    answer = loopback.post(f"{server.url}/graphql", json=body, headers=headers, timeout=PATIENCE).json()
    (payload,) = answer["data"].values()
    assert payload["problems"] == []
    return str(payload["made"]["id"])


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


def test_a_plan_is_told_whenever_more_or_less_was_made_of_it(client: Path, two: tuple[LiveServer, LiveServer]) -> None:
    """Its own row does not change by that; its completion does."""
    one, other = two
    today = clocks.today()
    days = {"plannedStart": str(today - timedelta(days=2)), "plannedEnd": str(today + timedelta(days=9))}
    plan = asked(other, CREATE, input={**GIVEN, **days, "quantity": "100"})
    asked(other, SUBMIT, id=plan)
    asked(other, APPROVE, role="MANAGER", id=plan)
    order = {
        "sku": GIVEN["sku"], "planId": plan, "department": "Packing", "stage": "PACKING", "targetQty": "100",
        "plannedStart": days["plannedStart"], "deadline": days["plannedEnd"], "producesStock": True,
    }  # fmt: skip
    given = {"workOrderId": asked(other, ORDER, input=order), "productionDate": str(today), "replace": False}
    completions = []
    with listening(client, one.url, one.token("VIEWER"), COMPLETION, status=["IN_PROGRESS"]) as listener:
        assert listener.next() == {"connected": True}
        for quantity in range(10, 60):
            asked(other, RECORD, role="PRODUCTION_SPV", input={**given, "quantity": str(quantity)})
            given |= {"replace": True, "reason": "counted again"}
            if (heard := listener.next(seconds=1)) is not None:
                completions.append(heard["data"]["productionPlanChanged"])
            if len(completions) == 3:
                break
    assert len({one["completionPercentage"] for one in completions}) == 3
    assert {one["id"] for one in completions} == {plan}
