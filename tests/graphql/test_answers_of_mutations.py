"""The answer of a mutation is one picture: what somebody else commits while it is made is in none of its fields."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.shopfloor import Worker, planners_of_the_floor

TODAY = today()
DAYS = {"producesStock": True, "plannedStart": str(TODAY), "deadline": str(TODAY + timedelta(days=9))}
SEEN = "workOrder { materials { gross component { name } } }"
# What somebody else commits while the answer waits for the bill: the material has another name, and more is needed.
_HOLD = text("LOCK TABLE bom_line IN ACCESS EXCLUSIVE MODE")
_ELSEWHERE = text("""
    WITH more AS (UPDATE work_order SET target_qty = 2000 WHERE number = :number)
    UPDATE product SET name = 'Felt' WHERE sku = 'FABRIC'""")
_WAITS = text("SELECT count(*) FROM pg_locks WHERE relation = CAST('bom_line' AS regclass) AND NOT granted")


async def answer_meanwhile(planner: Worker, number: str, asking: Any) -> Any:
    """What is answered where another transaction holds what the answer is made of, and changes it."""
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="somebody else") as session:
        await session.run(_HOLD)
        asked = asyncio.ensure_future(asking)
        while not await session.scalar(_WAITS):
            assert not asked.done(), asked.result()
            await asyncio.sleep(0.02)
        await session.run(_ELSEWHERE, {"number": number})
    return await asked


@pytest.fixture
async def planner(empty: Addresses) -> AsyncIterator[Worker]:
    """Who plans work orders."""
    async for planner in planners_of_the_floor(empty, compares=False):
        yield planner


def change(order: Any, **more: Any) -> dict[str, Any]:
    return {"workOrderId": order["id"], "field": "DEADLINE", "newDate": str(TODAY + timedelta(days=20)),
            "reason": "they want it so", **more}  # fmt: skip


def of_material(gross: str, name: str) -> dict[str, Any]:
    return {"gross": gross, "component": {"name": name}}


async def _asks(planner: Worker, order: Any) -> Any:
    answer = await planner.supervisor.sends("requestWorkOrderChange", SEEN, input=change(order))
    return answer["workOrder"]


async def _decides(planner: Worker, order: Any) -> Any:
    asked = await planner.supervisor.sends("requestWorkOrderChange", "change { id }", input=change(order))
    answer = await planner.manager.sends("approveWorkOrderChange", SEEN, id=asked["change"]["id"])
    return answer["workOrder"]


async def _records(planner: Worker, order: Any) -> Any:
    made = {"workOrderId": order["id"], "productionDate": str(TODAY), "quantity": "0"}
    return (await planner.supervisor.sends("recordDailyProduction", SEEN, input=made))["workOrder"]


async def _twice(planner: Worker, order: Any) -> Any:
    """The second of two mutations of one request: the first has read the same before."""
    made = f'workOrderId: "{order["id"]}", productionDate: "{TODAY}", quantity: "0"'
    asked = f"""mutation {{ one: recordDailyProduction(input: {{{made}}}) {{ workOrder {{ targetQty }} }}
        two: recordDailyProduction(input: {{{made}, notes: "again", replace: true}}) {{ {SEEN} }} }}"""
    return (await planner.supervisor.ask(asked))["two"]["workOrder"]


STEPS = {"asking": _asks, "deciding": _decides, "recording": _records, "twice": _twice}


@pytest.mark.parametrize("step", STEPS)
async def test_an_answer_has_one_picture_of_what_it_tells(planner: Worker, step: str) -> None:
    order = await planner.make_work_order(**DAYS)
    told = await answer_meanwhile(planner, order["number"], STEPS[step](planner, order))
    # 0.35 m a bear, of which 4 % is lost: of 1,000 bears 364 m, of 2,000 twice that.
    assert told["materials"] in ([of_material("364", "Fabric")], [of_material("728", "Felt")])


async def test_each_mutation_of_a_request_sees_what_the_one_before_has_done(planner: Worker) -> None:
    order = await planner.make_work_order(**DAYS)
    made = f'workOrderId: "{order["id"]}", productionDate: "{TODAY}"'
    seen = "workOrder { cumulativeQty dailyEntries { quantity notes } }"
    asked = f"""mutation {{ one: recordDailyProduction(input: {{{made}, quantity: "5"}}) {{ {seen} }}
        two: recordDailyProduction(input: {{{made}, quantity: "7", replace: true}}) {{ {seen} }} }}"""
    answer = await planner.supervisor.ask(asked)
    assert [one["workOrder"]["cumulativeQty"] for one in answer.values()] == ["5", "7"]
    assert [one["workOrder"]["dailyEntries"][0]["quantity"] for one in answer.values()] == ["5", "7"]
