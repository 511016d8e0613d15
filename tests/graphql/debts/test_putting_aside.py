"""What is put aside for a work order: as much as the rest takes and there is, used up by its consumption alone."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import parse_global_id
from tests.graphql.debts.conftest import MOVED, Hand
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT
from tests.support.planned import add_safety_stock

MATERIALS = """query M($id: ID!) { node(id: $id) { ... on WorkOrder { materials { component { sku } gross available
    allocatedHere inTransit openDebt short } movements { kind quantity } materialDebts { number } } } }"""


async def materials(floor: Hand, order: str | None = None) -> Any:
    found = (await floor.ask(MATERIALS, id=order or floor.order))["node"]
    return {one.pop("component")["sku"]: one for one in found["materials"]}


async def allocates(floor: Hand, order: str | None = None, **more: Any) -> Any:
    return await floor.boss.sends("allocateMaterials", MOVED, workOrderId=order or floor.order, **more)


async def test_an_order_takes_its_stages_lines_and_those_of_none_where_it_produces_stock(floor: Hand) -> None:
    found = await materials(floor)
    assert {sku: one["gross"] for sku, one in found.items()} == {"FABRIC": "36.4", "BUTTON": "700"}
    packing = await floor.new_order("SPK-2", stage="Packing", produces_stock=False)
    assert {sku: one["gross"] for sku, one in (await materials(floor, packing)).items()} == {"LABEL": "100"}


async def test_as_much_is_put_aside_as_the_rest_takes_and_there_is(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    await floor.moves("RECEIPT", 1000, sku="BUTTON")
    await floor.moves("EXPECTED", 50)
    dry = await allocates(floor, dryRun=True)
    assert [(one["quantity"], one["onHandAfter"]) for one in dry["movements"]] == [("30", "30"), ("700", "1000")]
    assert (await floor.level())["allocated"] == 0
    answer = await allocates(floor)
    assert [(one["kind"], one["quantity"]) for one in answer["movements"]] == [
        ("ALLOCATION", "30"),
        ("ALLOCATION", "700"),
    ]
    assert answer["level"] == {"onHand": "30", "allocated": "30", "available": "0", "allowance": "0"}
    assert (await materials(floor))["FABRIC"] == {
        "gross": "36.4", "available": "0", "allocatedHere": "30", "inTransit": "50", "openDebt": "0", "short": "6.4",
    }  # fmt: skip
    assert (await allocates(floor))["movements"] == []
    await floor.moves("RECEIPT", 10)
    assert [one["quantity"] for one in (await allocates(floor))["movements"]] == ["6.4"]


async def test_what_was_made_needs_nothing_more(floor: Hand) -> None:
    await floor.makes(60)
    assert (await materials(floor))["FABRIC"]["gross"] == "14.56"


async def test_consumption_uses_up_its_orders_own_allocation(floor: Hand) -> None:
    await floor.moves("RECEIPT", 40)
    await allocates(floor)
    problem = (await floor.tries("CONSUMPTION", 10))["problems"][0]
    assert (problem["code"], problem["available"]) == ("INSUFFICIENT_STOCK", "3.6")
    answer = await floor.moves("CONSUMPTION", 10, workOrderId=floor.order)
    assert (answer["movements"][0]["allocatedChange"], answer["level"]["allocated"]) == ("-10", "26.4")
    assert answer["movements"][0]["workOrder"]["number"] == "SPK-1"
    answer = await floor.moves("CONSUMPTION", 30, workOrderId=floor.order)
    assert (answer["movements"][0]["allocatedChange"], answer["level"]["onHand"]) == ("-26.4", "0")
    found = (await floor.ask(MATERIALS, id=floor.order))["node"]["movements"]
    assert [one["kind"] for one in found] == ["CONSUMPTION", "CONSUMPTION", "ALLOCATION"]
    chosen = "query M($id: ID!) { inventoryMovements(filter: {workOrderId: $id}) { totalCount } }"
    assert (await floor.keeper.ask(chosen, id=floor.order))["inventoryMovements"]["totalCount"] == 3
    assert (await floor.keeper.ask(chosen, id="nobody"))["inventoryMovements"]["totalCount"] == 0


async def test_within_a_batch_each_takes_what_those_before_left(floor: Hand) -> None:
    def item(kind: str, quantity: int, **more: Any) -> dict[str, Any]:
        return {"sku": "FABRIC", "kind": kind, "quantity": quantity, **more}

    mine = {"workOrderId": floor.order}
    items = [
        item("RECEIPT", 10), item("ALLOCATION", 8, **mine),
        item("CONSUMPTION", 5, **mine), item("CONSUMPTION", 4, **mine),
    ]  # fmt: skip
    answer = await floor.keeper.carries_out("recordInventoryMovements", MOVED, items=items)
    assert [one["allocatedChange"] for one in answer["movements"]] == ["0", "8", "-5", "-3"]
    items = [item("RECEIPT", 4), item("ALLOCATION", 5, **mine), item("CONSUMPTION", 1)]
    problem = await floor.keeper.problem("recordInventoryMovements", MOVED, items=items)
    assert problem["path"] == ["items", "2", "quantity"]


async def test_nobody_releases_what_is_put_aside_for_another(floor: Hand) -> None:
    other = await floor.new_order("SPK-2")
    await floor.moves("RECEIPT", 30)
    await floor.moves("ALLOCATION", 10, workOrderId=floor.order)
    await floor.moves("ALLOCATION", 5)
    for given, limit in (({"workOrderId": other}, "0"), ({"workOrderId": floor.order}, "10"), ({}, "5")):
        problem = (await floor.tries("RELEASE", 11, **given))["problems"][0]
        assert (problem["code"], problem["limit"]) == ("QUANTITY_EXCEEDED", limit)
    await floor.moves("RELEASE", 5)
    await floor.moves("RELEASE", 10, workOrderId=floor.order)
    assert (await floor.level())["allocated"] == 0


async def test_what_is_reversed_goes_back_to_its_order(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    put = (await floor.moves("ALLOCATION", 10, workOrderId=floor.order))["movements"][0]
    taken = (await floor.moves("CONSUMPTION", 4, workOrderId=floor.order))["movements"][0]
    problem = await floor.keeper.problem("reverseInventoryMovement", MOVED, id=put["id"], reason="no")
    assert (problem["code"], problem["limit"]) == ("QUANTITY_EXCEEDED", "6")
    await floor.keeper.carries_out("reverseInventoryMovement", MOVED, id=taken["id"], reason="too early")
    assert (await materials(floor))["FABRIC"]["allocatedHere"] == "10"
    taken = (await floor.moves("CONSUMPTION", 4, workOrderId=floor.order))["movements"][0]
    await floor.has_status("CANCELLED")
    problem = await floor.keeper.problem("reverseInventoryMovement", MOVED, id=taken["id"], reason="too late")
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CANCELLED")
    await floor.has_status("NOT_STARTED")


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
async def test_nothing_is_put_aside_for_an_order_that_is_over(floor: Hand, status: str) -> None:
    await floor.moves("RECEIPT", 30)
    await floor.has_status(status)
    (problem,) = (await allocates(floor))["problems"]
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", status)
    problem = (await floor.tries("ALLOCATION", 1, workOrderId=floor.order))["problems"][0]
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["input", "workOrderId"])
    (problem,) = (await allocates(floor, "nobody"))["problems"]
    assert problem["code"] == "NOT_FOUND"
    problem = (await floor.tries("CONSUMPTION", 1, workOrderId="nobody"))["problems"][0]
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "workOrderId"])


async def test_an_allowance_is_beside_what_is_put_aside(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    await allocates(floor)
    await floor.approved(10)
    problem = (await floor.tries("CONSUMPTION", 11))["problems"][0]
    assert (problem["available"], problem["allowance"]) == ("0", "10")
    answer = await floor.moves("CONSUMPTION", 40, workOrderId=floor.order)
    assert (answer["level"]["onHand"], answer["movements"][0]["allocatedChange"]) == ("-10", "-30")
    assert (await materials(floor))["FABRIC"]["openDebt"] == "10"


async def test_what_is_left_to_make_is_on_order(floor: Hand) -> None:
    await floor.moves("RECEIPT", 1, sku="SHIRT")
    assert (await floor.level("SHIRT"))["onOrder"] == 100
    await floor.makes(30, 1)
    await floor.makes(75, 0)
    assert (await floor.level("SHIRT"))["onOrder"] == 0
    await floor.new_order("SPK-2", target=Decimal(50))
    await floor.new_order("SPK-3", target=Decimal(70), produces_stock=False)
    await floor.new_order("SPK-4", target=Decimal(70), location="WEST")
    assert (await floor.level("SHIRT"))["onOrder"] == 50
    await floor.new_order("SPK-5", target=Decimal(7))
    await floor.has_status("CANCELLED")
    assert (await floor.level("SHIRT"))["onOrder"] == 50


async def test_many_orders_share_what_is_there_to_the_exact_sum(floor: Hand) -> None:
    orders = [await floor.new_order(f"SPK-{number}") for number in range(2, 10)]
    await floor.moves("RECEIPT", 100)
    await asyncio.gather(*(allocates(floor, order) for order in orders))
    level = await floor.level()
    assert (level["allocated"], level["available"]) == (100, 0)
    taken = await asyncio.gather(*(floor.tries("CONSUMPTION", 20, workOrderId=order) for order in orders))
    got = [Decimal((await materials(floor, order))["FABRIC"]["allocatedHere"]) for order in orders]
    passed = [answer for answer in taken if not answer["problems"]]
    level = await floor.level()
    assert level["onHand"] == 100 - 20 * len(passed)
    assert sum(got) == level["allocated"]


async def test_a_caller_without_supply_view_sees_no_cost_and_no_value(floor: Hand) -> None:
    await floor.moves("RECEIPT", 10)
    asked = """query C($id: ID!) { node(id: $id) { ... on WorkOrder { product { sku unitCost }
        materials { component { sku unitCost currency inventory { onHand value } } } } } }"""
    staff, keeper = floor.as_("staff", "PRODUCTION_STAFF"), floor.keeper
    seen, known = [(await who.ask(asked, id=floor.order))["node"] for who in (staff, keeper)]
    assert (seen["product"]["unitCost"], known["product"]["unitCost"]) == (None, "12.5")
    assert seen["materials"][0]["component"] == {
        "sku": "FABRIC", "unitCost": None, "currency": "EUR", "inventory": [{"onHand": "10", "value": None}],
    }  # fmt: skip
    assert known["materials"][0]["component"]["unitCost"] == "4.5"
    assert known["materials"][0]["component"]["inventory"][0]["value"] == "45"


async def test_a_debt_counts_for_who_looks_at_levels_of_the_day(floor: Hand) -> None:
    await floor.approved(10, neededOn=ago(3))
    assert (await floor.level())["allowance"] == 10


async def test_a_plan_shows_what_is_put_aside_and_owed_for_its_orders(floor: Hand) -> None:
    given = {"name": "Shirts", "sku": "SHIRT", "quantity": "200", "plannedStart": ago(0), "plannedEnd": ago(-9)}
    made = await floor.keeper.sends("createProductionPlan", "plan { id }", input=given)
    named = parse_global_id(made["plan"]["id"])
    assert named is not None
    order = await floor.new_order("SPK-2", plan=named[1])
    await floor.moves("RECEIPT", 50)
    await allocates(floor, order)
    await floor.approved(7, workOrderId=order)
    await floor.approved(9)
    await floor.moves("ALLOCATION", 2, workOrderId=floor.order)
    asked = """query P($id: ID!) { productionPlan(id: $id) { materials { component { sku } gross available allocatedHere
        openDebt short } } }"""
    found = (await floor.keeper.ask(asked, id=made["plan"]["id"]))["productionPlan"]["materials"]
    # A bill takes 200 × 0.35 × 1.04; 36.40 lie aside for the plan's order, 2 for another.
    assert found[0] == {
        "component": {"sku": "FABRIC"}, "gross": "72.8", "available": "11.6", "allocatedHere": "36.4", "openDebt": "7",
        "short": "24.8",
    }  # fmt: skip


async def test_a_higher_target_releases_nothing_and_a_lower_one_what_is_over(floor: Hand) -> None:
    """Somebody put aside more than the order takes: that stays, until less is to be made."""
    await floor.moves("RECEIPT", 60)
    await floor.moves("ALLOCATION", 50, workOrderId=floor.order)
    for target, aside in ((110, 50), (100, Decimal("36.4")), (105, Decimal("36.4"))):
        given = {"workOrderId": floor.order, "field": "TARGET_QTY", "newQty": str(target), "reason": "another one"}
        asked = await floor.carries_out("requestWorkOrderChange", "change { id }", input=given)
        await floor.boss.carries_out("approveWorkOrderChange", "qtyUpdated", id=asked["change"]["id"])
        assert (await floor.level())["allocated"] == aside, target


async def test_a_level_that_is_made_without_a_movement_has_its_alerts(floor: Hand) -> None:
    """Putting aside what is not there, and an approval, look at levels that nothing has moved yet."""
    async with floor.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        for sku in ("FABRIC", "BUTTON"):
            product = await session.scalar(text("SELECT id FROM product WHERE sku = :sku"), {"sku": sku})
            await add_safety_stock(session, product, quantity=Decimal(5), reorder_point=Decimal(5))
    assert (await allocates(floor))["movements"] == []
    asked = "{ alerts { nodes { kind level { product { sku } } } } }"
    nodes = (await floor.as_("root", "ADMIN").ask(asked))["alerts"]["nodes"]
    told = sorted((one["kind"], one["level"]["product"]["sku"]) for one in nodes if one["level"])
    assert told == [(kind, sku) for kind in ("LOW_STOCK", "STOCKOUT") for sku in ("BUTTON", "FABRIC")]
