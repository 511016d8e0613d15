"""Tables of the shop floor say what GraphQL says of the same objects."""

from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.plans.conftest import Floor, Maker
from tests.rest.shopfloor.test_floor_tables import busy
from tests.rest.supply.tables import table

ORDERS = """{ workOrders(first: 500, orderBy: NUMBER) { nodes { number product { sku name } department stage location
    targetQty plannedStart deadline status cumulativeQty scrapQty plan { number }
    health { health expectedPercent pointsBehind projectedCompletion progressPercent } } } }"""
DEBTS = """{ materialDebts(first: 500) { nodes { number workOrder { number } material { sku } location quantity neededOn
    reason status requestedBy requestedAt decidedBy decidedAt decisionNote approvalsNeeded settledQty closedQty openQty
    settlementState settledAt ageDays settlements { id receivedQty receivedOn receivedBy receivedAt notes
    movement { number } } } } }"""
JUDGED = {
    "health": "health", "expected_pct": "expectedPercent", "points_behind": "pointsBehind",
    "projected_completion": "projectedCompletion",
}  # fmt: skip
EXACT = {"expected_pct", "points_behind"}


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.quick
async def test_orders_are_those_of_graphql_with_their_health(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    rows = await table(watcher, "work-orders")
    nodes = (await watcher.ask(ORDERS))["workOrders"]["nodes"]
    assert len(rows) == len(nodes) == 4
    for row, node in zip(rows, nodes, strict=True):
        health = node["health"] or {}
        assert {name: row[name] for name in [*list(row)[:11], "scrap_qty", "plan_number"]} == {
            "number": node["number"], "sku": node["product"]["sku"], "product": node["product"]["name"],
            "department": node["department"], "stage": node["stage"], "location": node["location"],
            "target_qty": number(node["targetQty"]), "planned_start": node["plannedStart"],
            "deadline": node["deadline"], "status": node["status"], "cumulative_qty": number(node["cumulativeQty"]),
            "scrap_qty": number(node["scrapQty"]), "plan_number": node["plan"] and node["plan"]["number"],
        }  # fmt: skip
        assert {name: row[name] for name in JUDGED} == {
            name: number(health.get(field)) if name in EXACT else health.get(field) for name, field in JUDGED.items()
        }
        if health:
            assert row["progress_pct"] == number(health["progressPercent"])


async def test_debts_and_their_settlements_are_those_of_graphql(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    decider = watcher.as_("mara", "PRODUCTION_MANAGER", "MANAGER")
    nodes = {node["number"]: node for node in (await decider.ask(DEBTS))["materialDebts"]["nodes"]}
    rows = {row["number"]: row for row in await table(watcher, "material-debts")}
    assert list(rows) == sorted(nodes) == ["MD-00001", "MD-00002"]
    for name, row in rows.items():
        node = nodes[name]
        assert {column: row[column] for column in list(row)[:20]} == {
            "number": name, "work_order_number": node["workOrder"]["number"], "sku": node["material"]["sku"],
            "location": node["location"], "quantity": number(node["quantity"]), "needed_on": node["neededOn"],
            "reason": node["reason"], "status": node["status"], "requested_by": node["requestedBy"],
            "requested_at": node["requestedAt"], "decided_by": node["decidedBy"], "decided_at": node["decidedAt"],
            "decision_note": node["decisionNote"], "approvals_needed": node["approvalsNeeded"],
            "settled_qty": number(node["settledQty"]), "closed_qty": number(node["closedQty"]),
            "open_qty": number(node["openQty"]), "settlement_state": node["settlementState"],
            "settled_at": node["settledAt"], "age_days": node["ageDays"],
        }  # fmt: skip
    assert rows["MD-00001"]["settlement_state"] == "PARTLY_SETTLED"
    settlements = [
        {
            "debt_number": node["number"], "work_order_number": node["workOrder"]["number"],
            "sku": node["material"]["sku"], "location": node["location"],
            "received_qty": number(one["receivedQty"]), "received_on": one["receivedOn"],
            "received_by": one["receivedBy"], "received_at": one["receivedAt"], "notes": one["notes"],
            "movement_number": one["movement"]["number"], "updated_at": one["receivedAt"], "id": one["id"],
        }
        for node in nodes.values()
        for one in node["settlements"]
    ]  # fmt: skip
    found = await table(watcher, "material-debt-settlements")
    assert [{name: row[name] for name in list(row)[:12]} for row in found] == settlements


CHANGES = """{ pendingWorkOrderChanges(first: 100) { nodes { id workOrder { number product { sku } department stage } field
    oldQty newQty oldDate newDate reason status requestedBy requestedAt decidedBy decidedAt decisionNote approvalsNeeded
    isApplied } } }"""


async def test_changes_that_wait_are_those_of_graphql(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    decider = watcher.as_("mara", "PRODUCTION_MANAGER", "MANAGER")
    nodes = (await decider.ask(CHANGES))["pendingWorkOrderChanges"]["nodes"]
    rows = await table(watcher, "work-order-changes", status="PENDING")
    assert [{name: row[name] for name in list(row)[:18]} | {"id": row["id"]} for row in rows] == [
        {
            "number": node["workOrder"]["number"], "sku": node["workOrder"]["product"]["sku"],
            "department": node["workOrder"]["department"], "stage": node["workOrder"]["stage"],
            "field": node["field"], "old_qty": number(node["oldQty"]), "new_qty": number(node["newQty"]),
            "old_date": node["oldDate"], "new_date": node["newDate"], "reason": node["reason"],
            "status": node["status"], "requested_by": node["requestedBy"], "requested_at": node["requestedAt"],
            "decided_by": node["decidedBy"], "decided_at": node["decidedAt"], "decision_note": node["decisionNote"],
            "approvals_needed": node["approvalsNeeded"], "is_applied": node["isApplied"], "id": node["id"],
        }
        for node in nodes
    ]  # fmt: skip
    assert len(rows) == 2


ENTRIES = """{ dailyProductions(first: 500) { nodes { workOrder { number product { sku } department stage } productionDate
    quantity scrapQuantity cumulativeQty progressPct status enteredBy } } }"""


async def test_entries_are_those_of_graphql_with_their_running_sums(watcher: Maker, floor: Floor) -> None:
    await busy(floor)
    nodes = (await watcher.ask(ENTRIES))["dailyProductions"]["nodes"]
    rows = await table(watcher, "daily-production")
    found = [
        {
            "number": node["workOrder"]["number"], "sku": node["workOrder"]["product"]["sku"],
            "department": node["workOrder"]["department"], "stage": node["workOrder"]["stage"],
            "production_date": node["productionDate"], "quantity": number(node["quantity"]),
            "scrap_quantity": number(node["scrapQuantity"]), "cumulative_qty": number(node["cumulativeQty"]),
            "progress_pct": number(node["progressPct"]), "status": node["status"], "entered_by": node["enteredBy"],
        }
        for node in nodes
    ]  # fmt: skip
    found.sort(key=lambda row: (str(row["number"]), str(row["production_date"])))
    assert [{name: row[name] for name in list(row)[:11]} for row in rows] == found
    assert len(rows) == 9
