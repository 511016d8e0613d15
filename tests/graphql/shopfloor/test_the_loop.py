"""The loop in one example, over HTTP: plan, order, output, stock, debt, and back to demand, safety stock and accuracy.

A plan of 1,000 with one order of the last stage, which takes 0.35 m of fabric a piece and a twenty-fifth more; 30 m are
there. Every figure is the one of the example, to the last digit.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.graphql.plans.conftest import Maker
from tests.support.audit import log
from tests.support.clocks import ahead

PRODUCT = "mutation P($input: ProductInput!) { createProduct(input: $input) { problems { code message } } }"
BILL = """mutation B($sku: String!, $lines: [BomLineInput!]!) { setBillOfMaterials(sku: $sku, lines: $lines) {
    problems { code message } } }"""
ENTRY = """entry { id cumulativeQty progressPct status } workOrder { number status } cumulativeQty progressPct status
    movements { kind quantity onHandChange onHandAfter product { sku } workOrder { number } }
    problems { __typename code message ... on InsufficientStock { sku location on requested available allowance } }"""
RECORD = f"""mutation R($input: DailyProductionInput!) {{ recordDailyProduction(input: $input) {{ {ENTRY} }} }}"""
DEBT = """debt { id number status openQty settlementState isSettled approvalsNeeded } level { onHand allowance }
    problems { code message }"""
LEVEL = "query L($sku: String!) { latestInventory(sku: $sku) { onHand available allowance isStockout daysOfSupply } }"
ALERTS = "{ alerts(filter: {kind: [STOCKOUT]}) { nodes { kind severity state level { product { sku } } } } }"
FACTS = """query F($from: Date!, $to: Date!) { demandHistory(sku: "FABRIC", from: $from, to: $to) {
    bucket points { date quantity source } meanPerDay deviationPerDay } }"""
COUNT = "mutation C($input: CountInput!) { countInventory(input: $input) { problems { code message } } }"
STOCK = """mutation S($input: SafetyStockInput!) { createSafetyStock(input: $input) {
    safetyStock { meanDailyDemand demandDeviation } problems { code message } } }"""
ORDER = """mutation O($input: WorkOrderInput!) { createWorkOrder(input: $input) { workOrder { id number status }
    problems { code message } } }"""


@pytest.fixture
async def people(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Maker]:
    """A planner; whatever was done, everything stored is right at the end."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        planner = Maker(client().http, None)
        planner.headers, planner.app = client("PLANNER").headers, client().app  # type: ignore[attr-defined]
        yield planner
        await planner.expect_right_figures()


async def carried_out(person: Maker, mutation: str, **variables: Any) -> Any:
    """The answer of the one mutation of a document, without problems."""
    ((_, answer),) = (await person.ask(mutation, **variables)).items()
    assert answer["problems"] == [], answer
    return answer


async def made_of_it(planner: Maker) -> tuple[Any, Any]:
    """The shirt, its fabric, 30 m of it with an active safety stock, the approved plan and its order."""
    for given in (
        {"sku": "SHIRT", "name": "Shirt", "unit": "pcs", "kind": "FINISHED_GOOD", "dailyCapacity": "100"},
        {
            "sku": "FABRIC", "name": "Fabric", "unit": "m", "kind": "MATERIAL", "decimals": 2, "unitCost": "4.5",
            "currency": "EUR", "leadTimeDays": "7",
        },
    ):  # fmt: skip
        await carried_out(planner, PRODUCT, input=given)
    line = {"componentSku": "FABRIC", "quantityPerUnit": "0.35", "scrap": 0.04, "stage": "PACKING"}
    await carried_out(planner, BILL, sku="SHIRT", lines=[line])
    await carried_out(planner, COUNT, input={"sku": "FABRIC", "counted": "30", "countedOn": ahead(-3)})
    given = {"sku": "FABRIC", "policy": "FIXED_QUANTITY", "fixedQuantity": "5", "meanDailyDemand": "1"}
    await carried_out(planner, STOCK, input=given)
    days = {"plannedStart": ahead(-1), "plannedEnd": ahead(20)}
    plan = await planner.in_state("APPROVED", sku="SHIRT", name="Shirts", quantity="1000", **days)
    given = {
        "sku": "SHIRT", "planId": plan["id"], "department": "Packing", "stage": "PACKING", "targetQty": "1000",
        "plannedStart": ahead(-1), "deadline": ahead(20), "producesStock": True, "consumption": "BACKFLUSH",
    }  # fmt: skip
    return plan, (await carried_out(planner, ORDER, input=given))["workOrder"]


async def test_the_loop_closes_to_the_last_digit(people: Maker) -> None:
    planner, supervisor = people, people.as_("sari", "PRODUCTION_SPV")
    manager = people.as_("mara", "PRODUCTION_MANAGER")
    plan, order = await made_of_it(planner)
    first = {"workOrderId": order["id"], "productionDate": ahead(0), "quantity": "100"}

    # Refused: 36.40 needed, 6.40 short; nothing was written.
    refused = (await supervisor.ask(RECORD, input=first))["recordDailyProduction"]
    assert (refused["entry"], refused["movements"]) == (None, [])
    (problem,) = refused["problems"]
    figures = {name: problem[name] for name in ("code", "sku", "location", "requested", "available", "allowance")}
    assert figures == {
        "code": "INSUFFICIENT_STOCK", "sku": "FABRIC", "location": "MAIN", "requested": "36.4", "available": "30",
        "allowance": "0",
    }  # fmt: skip
    assert (await planner.plan(plan["id"]))["status"] == "APPROVED"

    # A debt of 6.40, asked for and approved by another person.
    asked = {"workOrderId": order["id"], "materialSku": "FABRIC", "quantity": "6.40", "reason": "the roll is late"}
    request = f"mutation D($input: MaterialDebtInput!) {{ requestMaterialDebt(input: $input) {{ {DEBT} }} }}"
    debt = (await carried_out(supervisor, request, input=asked))["debt"]
    approve = f"mutation A($id: ID!) {{ approveMaterialDebt(id: $id) {{ {DEBT} }} }}"
    approved = await carried_out(manager, approve, id=debt["id"])
    assert approved["debt"]["openQty"] == "6.4"
    assert approved["level"] == {"onHand": "30", "allowance": "6.4"}

    # The entry passes, and everything follows in one transaction.
    passed = await carried_out(supervisor, RECORD, input=first)
    assert (passed["cumulativeQty"], passed["progressPct"], passed["status"]) == ("100", "10", "IN_PROGRESS")
    moved = [
        (row["product"]["sku"], row["kind"], row["onHandChange"], row["onHandAfter"]) for row in passed["movements"]
    ]
    assert sorted(moved) == [("FABRIC", "CONSUMPTION", "-36.4", "-6.4"), ("SHIRT", "RECEIPT", "100", "100")]
    assert {row["workOrder"]["number"] for row in passed["movements"]} == {order["number"]}
    begun = await planner.plan(plan["id"], "status completionPercentage completionSource startedBy")
    assert begun == {
        "status": "IN_PROGRESS", "completionPercentage": "10", "completionSource": "WORK_ORDERS", "startedBy": "sari",
    }  # fmt: skip
    fabric = (await planner.ask(LEVEL, sku="FABRIC"))["latestInventory"]
    assert (fabric["onHand"], fabric["isStockout"]) == ("-6.4", True)
    (alert,) = (await planner.ask(ALERTS))["alerts"]["nodes"]
    assert (alert["severity"], alert["state"], alert["level"]["product"]["sku"]) == ("CRITICAL", "OPEN", "FABRIC")
    await expect_audited(people.as_("root", "ADMIN"))

    # What was taken is the fabric's demand of that day.
    facts = (await planner.ask(FACTS, **{"from": ahead(-10), "to": ahead(0)}))["demandHistory"]
    assert facts["points"] == [{"date": ahead(0), "quantity": "36.4", "source": "LEDGER"}]
    assert facts["meanPerDay"] == "36.4"

    # Settling brings 0.00 and SETTLED.
    settle = f"""mutation S($id: ID!, $input: DebtSettlementInput!) {{
        settleMaterialDebt(id: $id, input: $input) {{ {DEBT} }} }}"""
    settled = await carried_out(supervisor, settle, id=debt["id"], input={"receivedQty": "6.40"})
    assert (settled["debt"]["openQty"], settled["debt"]["settlementState"]) == ("0", "SETTLED")
    assert (settled["debt"]["isSettled"], settled["level"]) == (True, {"onHand": "0", "allowance": "0"})


async def test_an_entry_of_before_a_debt_is_corrected_though_stock_is_below_nothing_since(people: Maker) -> None:
    """What the old entry took comes back first; the debt of today lets stock be below nothing today, and not before."""
    planner, supervisor = people, people.as_("sari", "PRODUCTION_SPV")
    _, order = await made_of_it(planner)
    first = {"workOrderId": order["id"], "productionDate": ahead(-1), "quantity": "80"}
    await carried_out(supervisor, RECORD, input=first)  # 29.12 m of 30
    asked = {"workOrderId": order["id"], "materialSku": "FABRIC", "quantity": "40", "reason": "the roll is late"}
    request = f"mutation D($input: MaterialDebtInput!) {{ requestMaterialDebt(input: $input) {{ {DEBT} }} }}"
    debt = (await carried_out(supervisor, request, input=asked))["debt"]
    approve = f"mutation A($id: ID!) {{ approveMaterialDebt(id: $id) {{ {DEBT} }} }}"
    await carried_out(people.as_("mara", "PRODUCTION_MANAGER"), approve, id=debt["id"])
    await carried_out(supervisor, RECORD, input={**first, "productionDate": ahead(0), "quantity": "100"})
    assert (await planner.ask(LEVEL, sku="FABRIC"))["latestInventory"]["onHand"] == "-35.52"
    corrected = {**first, "quantity": "82", "replace": True, "reason": "two were in the other box"}
    answer = await carried_out(supervisor, RECORD, input=corrected)  # 29.85 m, which were there yesterday
    assert answer["cumulativeQty"] == "182"
    assert (await planner.ask(LEVEL, sku="FABRIC"))["latestInventory"]["onHand"] == "-36.25"
    too_much = {**corrected, "quantity": "90"}  # 32.76 m: yesterday had 30, and no debt
    (problem,) = (await supervisor.ask(RECORD, input=too_much))["recordDailyProduction"]["problems"]
    assert (problem["code"], problem["on"], problem["allowance"]) == ("INSUFFICIENT_STOCK", ahead(-1), "0")


async def expect_audited(admin: Maker) -> None:
    """Who entered it is in the log for the entry, the order, the plan and both movements."""
    for entity in ("DailyProduction", "WorkOrder", "ProductionPlan", "InventoryMovement"):
        found = [row for row in await log(admin, entityType=entity) if row["subject"] == "sari"]
        assert found, entity


async def test_demand_safety_stock_days_of_supply_and_accuracy_follow_from_what_was_taken(people: Maker) -> None:
    """A fortnight of output; what the fabric's figures follow from is what the entries took."""
    planner, supervisor = people, people.as_("sari", "PRODUCTION_SPV")
    manager = people.as_("mara", "PRODUCTION_MANAGER")
    plan, order = await made_of_it(planner)
    assert plan
    asked = {"workOrderId": order["id"], "materialSku": "FABRIC", "quantity": "100", "reason": "none is there"}
    asked["neededOn"] = ahead(-1)
    request = f"mutation D($input: MaterialDebtInput!) {{ requestMaterialDebt(input: $input) {{ {DEBT} }} }}"
    debt = (await carried_out(supervisor, request, input=asked))["debt"]
    await carried_out(manager, f"mutation A($id: ID!) {{ approveMaterialDebt(id: $id) {{ {DEBT} }} }}", id=debt["id"])
    for back, quantity in ((1, 100), (0, 50)):
        given = {"workOrderId": order["id"], "productionDate": ahead(-back), "quantity": str(quantity)}
        await carried_out(supervisor, RECORD, input=given)
    facts = (await planner.ask(FACTS, **{"from": ahead(-10), "to": ahead(0)}))["demandHistory"]
    assert [point["quantity"] for point in facts["points"]] == ["36.4", "18.2"]
    assert (facts["meanPerDay"], facts["deviationPerDay"]) == ("27.3", "12.8693")  # √2 × 9.1
    given = {"sku": "FABRIC", "policy": "SERVICE_LEVEL", "serviceLevel": 0.95}
    found = (await carried_out(planner, STOCK, input=given))["safetyStock"]
    assert (found["meanDailyDemand"], found["demandDeviation"]) == ("27.3", "12.8693")
