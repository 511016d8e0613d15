"""Work orders are given up before anything is made, by themselves or with their plan."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id, parse_global_id
from tests.support import clocks
from tests.support.cluster import SAMPLE_TENANT
from tests.support.shopfloor import START, Worker
from tests.support.written_floor import made

CANCELLED = "workOrder { number status cancelledBy cancellationReason }"
_CHANGE = text("""
    INSERT INTO work_order_change (tenant_id, work_order_id, field, old_qty, new_qty, reason, status, requested_by)
    VALUES (:tenant, :order, 'TARGET_QTY', 1000, 900, 'less', 'PENDING', 'supervisor')""")
_CHANGES = text("SELECT status, decided_by, decision_note FROM work_order_change ORDER BY id")
_DEBTS = text("SELECT status, closed_qty FROM material_debt ORDER BY id")


async def cancels(worker: Worker, id: str, reason: str = " not wanted ") -> Any:
    return await worker.sends("cancelWorkOrder", CANCELLED, id=id, reason=reason)


async def stored(planner: Worker, statement: Any, **values: Any) -> list[tuple[Any, ...]]:
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        if not statement.text.lstrip().startswith("SELECT"):
            await session.run(statement, {"tenant": session.tenant_id, **values})
            return []
        return [tuple(row) for row in await session.rows(statement, values)]


def key_of(order: Any) -> int:
    named = parse_global_id(order["id"])
    assert named is not None
    return int(named[1])


async def entered(planner: Worker, order: Any, quantity: int, day: date = START) -> None:
    """An entry of an order, and what follows from it."""
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        await made(session, key_of(order), day, quantity)


async def test_a_work_order_is_cancelled_with_what_waits(planner: Worker) -> None:
    order = await planner.make_work_order()
    await stored(planner, _CHANGE, order=key_of(order))
    answer = await cancels(planner, order["id"])
    assert answer == {
        "workOrder": {
            "number": "SPK-00001", "status": "CANCELLED", "cancelledBy": "tester", "cancellationReason": "not wanted",
        },
        "problems": [],
    }  # fmt: skip
    assert await stored(planner, _CHANGES) == [("REJECTED", "tester", "not wanted")]


async def test_only_what_nothing_was_made_of_is_cancelled(planner: Worker) -> None:
    for status in ("IN_PROGRESS", "COMPLETED"):
        order = await planner.make_work_order(number=status)
        await entered(planner, order, 1000 if status == "COMPLETED" else 5)
        (problem,) = (await cancels(planner, order["id"]))["problems"]
        assert (problem["code"], problem["path"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", ["id"], status)
        assert "ask for a target of what was made" in problem["message"]
        assert (await planner.order(order["id"], "status cancelledBy")) == {"status": status, "cancelledBy": None}
    order = await planner.make_work_order()
    await entered(planner, order, 0)  # "nothing made" does not count
    assert (await cancels(planner, order["id"]))["problems"] == []


async def test_it_is_cancelled_once_and_with_a_reason(planner: Worker) -> None:
    order = await planner.make_work_order()
    for reason in ("", "  ", "x" * 201):
        (problem,) = (await cancels(planner, order["id"], reason))["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    answers = await asyncio.gather(*(cancels(planner, order["id"]) for _ in range(5)))
    refused = [problem for answer in answers for problem in answer["problems"]]
    assert [(one["code"], one["state"]) for one in refused] == [("NOT_ALLOWED_IN_STATE", "CANCELLED")] * 4
    for unknown in (global_id("WorkOrder", 999), "nonsense"):
        (problem,) = (await cancels(planner, unknown))["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["id"])


async def test_what_is_put_aside_is_released_and_debts_are_closed(planner: Worker) -> None:
    order = await planner.make_work_order(producesStock=True, targetQty="100")
    received = {"sku": "FABRIC", "kind": "RECEIPT", "quantity": "30"}
    assert (await planner.sends("recordInventoryMovement", "level { onHand }", input=received))["problems"] == []
    aside = await planner.sends("allocateMaterials", "level { allocated }", workOrderId=order["id"])
    assert aside == {"level": {"allocated": "30"}, "problems": []}
    for quantity in ("5", "6"):
        owed = {"workOrderId": order["id"], "materialSku": "FABRIC", "quantity": quantity, "reason": "none left"}
        debt = (await planner.staff.sends("requestMaterialDebt", "debt { id }", input=owed))["debt"]["id"]
    assert (await planner.boss.sends("approveMaterialDebt", "debt { id }", id=debt))["problems"] == []
    assert (await cancels(planner, order["id"]))["problems"] == []
    level = '{ latestInventory(sku: "FABRIC") { onHand allocated allowance } }'
    assert (await planner.ask(level))["latestInventory"] == {"onHand": "30", "allocated": "0", "allowance": "0"}
    assert [(status, int(closed)) for status, closed in await stored(planner, _DEBTS)] == [
        ("REJECTED", 0), ("APPROVED", 6)
    ]  # fmt: skip


async def test_a_debt_that_stock_needs_keeps_it(planner: Worker) -> None:
    order = await planner.make_work_order()
    owed = {"workOrderId": order["id"], "materialSku": "FABRIC", "quantity": "6", "reason": "none left"}
    debt = (await planner.staff.sends("requestMaterialDebt", "debt { id number }", input=owed))["debt"]
    assert (await planner.boss.sends("approveMaterialDebt", "debt { id }", id=debt["id"]))["problems"] == []
    taken = {"sku": "FABRIC", "kind": "CONSUMPTION", "quantity": "4"}
    assert (await planner.sends("recordInventoryMovement", "level { onHand }", input=taken))["problems"] == []
    (problem,) = (await cancels(planner, order["id"]))["problems"]
    assert (problem["code"], problem["sku"]) == ("INSUFFICIENT_STOCK", "FABRIC")
    assert debt["number"] in problem["message"]
    assert (await planner.order(order["id"], "status"))["status"] == "NOT_STARTED"


GIVEN_UP = "plan { status } cancelledWorkOrders { number status cancellationReason }"


async def gives_up(planner: Worker, plan: str) -> Any:
    return await planner.sends("cancelProductionPlan", GIVEN_UP, id=plan, reason=" no demand ")


async def test_a_plan_takes_its_work_orders_with_it(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan())
    for number in ("SPK-10", "SPK-9", "done"):
        order = await planner.make_work_order(number=number, planId=plan)
    await entered(planner, order, 1000)
    other = await planner.make_work_order()
    asked = f'{{ productionPlan(id: "{plan}") {{ workOrders {{ number }} }} }}'
    assert (await planner.ask(asked))["productionPlan"]["workOrders"] == [
        {"number": "done"}, {"number": "SPK-9"}, {"number": "SPK-10"}
    ]  # fmt: skip
    assert await gives_up(planner, plan) == {
        "plan": {"status": "CANCELLED"},
        "cancelledWorkOrders": [
            {"number": number, "status": "CANCELLED", "cancellationReason": "no demand"}
            for number in ("SPK-9", "SPK-10")
        ],
        "problems": [],
    }
    assert (await planner.order(order["id"], "status"))["status"] == "COMPLETED"
    assert (await planner.order(other["id"], "status"))["status"] == "NOT_STARTED"
    (problem,) = (await planner.tries_order(planId=plan))["problems"]
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CANCELLED")


async def test_a_plan_of_which_something_is_being_made_is_kept(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan(status="IN_PROGRESS"))
    waiting, begun = [await planner.make_work_order(planId=plan) for _ in range(2)]
    await entered(planner, begun, 5)
    answer = await gives_up(planner, plan)
    (problem,) = answer["problems"]
    assert (problem["code"], problem["path"], problem["reasons"]) == (
        "INCOMPATIBLE", ["id"], ["SPK-00002 is IN_PROGRESS"]
    )  # fmt: skip
    assert answer["plan"] is None and answer["cancelledWorkOrders"] == []
    assert (await planner.order(waiting["id"], "status"))["status"] == "NOT_STARTED"


async def test_who_creates_and_who_gives_up_a_plan_at_once_do_not_miss_each_other(planner: Worker) -> None:
    for _ in range(4):
        plan = global_id("ProductionPlan", await planner.make_plan(number=f"PP-{_}"))
        first = await planner.make_work_order(planId=plan)
        asked = [planner.tries_order(planId=plan) for _ in range(4)]
        *created, given_up = await asyncio.gather(*asked, gives_up(planner, plan))
        assert {one["code"] for answer in created for one in answer["problems"]} <= {"NOT_ALLOWED_IN_STATE"}
        if given_up["problems"]:
            assert given_up["problems"][0]["code"] == "CONFLICT"
            continue
        made = {answer["workOrder"]["number"] for answer in created if not answer["problems"]} | {first["number"]}
        assert {order["number"] for order in given_up["cancelledWorkOrders"]} == made


@pytest.mark.parametrize("status", ["NOT_STARTED", "IN_PROGRESS"])
async def test_a_product_with_an_open_work_order_stays_active(planner: Worker, status: str) -> None:
    order = await planner.make_work_order(targetQty="10")
    if status == "IN_PROGRESS":
        await entered(planner, order, 5)
    off = {"sku": "BEAR", "patch": {"isActive": False}}
    (problem,) = (await planner.sends("updateProduct", "product { id }", **off))["problems"]
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", [f"work order SPK-00001 at MAIN is {status}"])
    if status == "IN_PROGRESS":
        await entered(planner, order, 5, START + timedelta(days=1))
    else:
        await cancels(planner, order["id"])
    assert (await planner.sends("updateProduct", "product { id }", **off))["problems"] == []


async def test_of_cancelling_and_recording_at_once_one_wins(planner: Worker) -> None:
    today = str(clocks.today())
    for number in range(4):
        order = await planner.make_work_order(plannedStart=today, deadline=today)
        entry = {"workOrderId": order["id"], "productionDate": today, "quantity": "5"}
        record = planner.staff.sends("recordDailyProduction", "status", input=entry)
        asked = [record, cancels(planner, order["id"])]
        answers = await asyncio.gather(*(asked if number % 2 else reversed(asked)))
        (refused,) = [problem for answer in answers for problem in answer["problems"]]
        assert refused["code"] == "NOT_ALLOWED_IN_STATE"
        stands = await planner.order(order["id"], "status cumulativeQty")
        assert stands in (
            {"status": "CANCELLED", "cumulativeQty": "0"}, {"status": "IN_PROGRESS", "cumulativeQty": "5"},
        )  # fmt: skip
        assert refused["state"] == stands["status"]
