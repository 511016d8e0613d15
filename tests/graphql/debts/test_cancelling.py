"""What becomes of debts and of what is put aside when a work order is cancelled, by itself or with its plan."""

import asyncio
from typing import Any

from db.shared.tenants import tenant_id
from db.supply.products import used_products
from schema.shared.node import parse_global_id
from tests.graphql.debts.conftest import Hand
from tests.graphql.debts.test_paying_back import debt_of
from tests.graphql.debts.test_putting_aside import allocates, materials
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT

ORDER = "workOrder { status materials { gross allocatedHere } materialDebts { status } }"


async def cancels(floor: Hand) -> Any:
    return await floor.boss.sends("cancelWorkOrder", ORDER, id=floor.order, reason="the customer is gone")


async def test_debts_that_wait_are_rejected_open_ones_given_back_and_material_released(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    await allocates(floor)
    opened, paid = await floor.approved(70), await floor.approved(8)
    await floor.settles(paid, 8)
    waiting = await floor.asks_for(5)
    answer = await cancels(floor)
    assert answer["problems"] == []
    assert answer["workOrder"]["status"] == "CANCELLED"
    assert [one["status"] for one in answer["workOrder"]["materialDebts"]] == ["APPROVED", "APPROVED", "REJECTED"]
    assert {one["gross"] for one in answer["workOrder"]["materials"]} == {"0"}
    assert await floor.level() == {"onHand": 38, "allocated": 0, "available": 38, "allowance": 0, "onOrder": 0}
    given_back, rejected = await debt_of(floor, opened), await debt_of(floor, waiting)
    assert (given_back["closedQty"], given_back["settlementState"]) == ("70", "SETTLED")
    assert (rejected["decidedBy"], rejected["decisionNote"]) == ("boss", "the customer is gone")


async def test_an_order_whose_debt_stock_needs_is_not_cancelled(floor: Hand) -> None:
    await floor.approved(3, materialSku="LABEL")
    needed = await floor.approved(70)
    await floor.asks_for(5)
    await floor.moves("CONSUMPTION", 1)
    (problem,) = (await cancels(floor))["problems"]
    assert (problem["code"], problem["sku"]) == ("INSUFFICIENT_STOCK", "FABRIC")
    assert needed["number"] in problem["message"]
    assert (await debt_of(floor, needed))["openQty"] == "70"
    assert (
        len((await floor.boss.ask("{ pendingMaterialDebts { nodes { id } } }"))["pendingMaterialDebts"]["nodes"]) == 1
    )
    await floor.settles(needed, 1)
    assert (await cancels(floor))["problems"] == []


async def test_a_plan_takes_the_debts_of_all_its_orders_along(floor: Hand) -> None:
    given = {"name": "Shirts", "sku": "SHIRT", "quantity": "200", "plannedStart": ago(0), "plannedEnd": ago(-9)}
    plan = (await floor.keeper.sends("createProductionPlan", "plan { id }", input=given))["plan"]
    named = parse_global_id(plan["id"])
    assert named is not None
    orders = [await floor.new_order(f"SPK-{number}", plan=named[1]) for number in (2, 3)]
    await floor.moves("RECEIPT", 50)
    debts = []
    for order in orders:
        await allocates(floor, order)
        debts.append(await floor.approved(7, workOrderId=order))
    answer = await floor.keeper.sends("cancelProductionPlan", "plan { status }", id=plan["id"], reason="not wanted")
    assert answer["problems"] == []
    assert [(await debt_of(floor, debt))["isSettled"] for debt in debts] == [True, True]
    level = await floor.level()
    assert (level["allocated"], level["allowance"]) == (0, 0)
    assert (await materials(floor))["FABRIC"]["gross"] == "36.4"  # of another order


async def test_cancelling_and_consuming_at_once_leave_nobody_below_what_is_allowed(floor: Hand) -> None:
    for number in range(2, 6):
        floor.order = await floor.new_order(f"SPK-{number}")
        debt = await floor.approved(10)
        cancelled, consumed = await asyncio.gather(cancels(floor), floor.tries("CONSUMPTION", 10))
        assert bool(cancelled["problems"]) != bool(consumed["problems"])
        if not consumed["problems"]:
            await floor.settles(debt, 10)
        assert (await floor.level())["onHand"] == 0


async def test_what_a_debt_is_of_is_a_product_in_use(floor: Hand) -> None:
    """Its kind and decimals are fixed, though nothing of it ever moved."""
    new = {"sku": "ZIP", "name": "Zip", "unit": "pcs", "kind": "MATERIAL"}
    made = await floor.keeper.carries_out("createProduct", "product { id }", input=new)
    named = parse_global_id(made["product"]["id"])
    assert named is not None
    async with floor.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:  # type: ignore[attr-defined]
        assert await used_products(session, [named[1]]) == set()
    await floor.asks_for(5, materialSku="ZIP")
    async with floor.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:  # type: ignore[attr-defined]
        assert await used_products(session, [named[1]]) == {named[1]}
