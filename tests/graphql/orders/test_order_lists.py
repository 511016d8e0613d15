"""Lists of work orders: filters, orders and pages both ways, and those of the caller's departments."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from tests.support import clocks
from tests.support.cluster import SAMPLE_TENANT
from tests.support.shopfloor import DEADLINE, START, Worker
from tests.support.written_floor import made, work_order

ORDERS = ("DEADLINE", "NUMBER", "PROGRESS", "POINTS_BEHIND")


async def has_orders(planner: Worker, count: int, seed: int = 1) -> None:
    """Work orders with a little made of each, some alike, some cancelled."""
    random = Random(seed)
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        for number in range(count):
            quantity = random.choice((0, 0, 100, 333, 700, 1050))
            deadline = DEADLINE + timedelta(days=random.choice((0, 0, 7, 40)))
            name = f"{random.choice(('A', 'B'))}-{number + 1000 * seed}"
            order = await work_order(session, name, deadline=deadline)
            if quantity:
                await made(session, order, START, quantity)
        cancelled = "UPDATE work_order SET status = 'CANCELLED', cancelled_at = now() WHERE status = 'NOT_STARTED'"
        await session.run(text(f"{cancelled} AND id % 3 = 0"))


async def turned(planner: Worker, size: int, **arguments: Any) -> list[str]:
    """The numbers on all pages of a list."""
    found: list[str] = []
    after = None
    while True:
        page = await planner.listed(
            "nodes { number } pageInfo { endCursor hasNextPage }",
            first=size,
            **arguments,
            **({"after": after} if after else {}),
        )
        found += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.parametrize("order", ORDERS)
async def test_pages_of_every_order_go_on_where_they_ended(planner: Worker, order: str) -> None:
    await has_orders(planner, 40)
    shown = "number deadline progress: cumulativeQty targetQty status health { pointsBehind }"
    for direction in ("ASC", "DESC"):
        asked = {"orderBy": order, "direction": direction}
        whole = await planner.orders(shown, first=500, **asked)
        for size in (1, 7, 40):
            assert await turned(planner, size, **asked) == [node["number"] for node in whole]
        assert len({node["number"] for node in whole}) == 40
        places = [place_of(node, order) for node in whole]
        known = [place for place in places if place is not None]
        assert known == sorted(known, reverse=direction == "DESC")
        assert places[: len(known)] == known  # those without one come last


def place_of(node: Any, order: str) -> Any:
    if order == "DEADLINE":
        return node["deadline"]
    if order == "NUMBER":
        letter, number = node["number"].split("-")
        return letter, int(number)
    if order == "PROGRESS":
        return int(node["progress"]) / int(node["targetQty"])
    return None if node["health"] is None else float(node["health"]["pointsBehind"])


async def test_filters_add_up(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan())
    await planner.make_work_order(number="A-1", department="Packing", stage="PACK", planId=plan)
    await planner.make_work_order(number="A-2", department="Sewing", stage="SEW", deadline="2025-07-01")
    await planner.make_work_order(
        number="B-1", sku="FABRIC", department="Sewing", stage="CUT", plannedStart="2025-06-10"
    )
    gone = await planner.make_work_order(number="B-2", sku="THREAD")
    await planner.sends("cancelWorkOrder", "workOrder { id }", id=gone["id"], reason="no")
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {"A-1", "A-2", "B-1", "B-2"}),
        ({"number": ["a-1", " B-1 "]}, {"A-1", "B-1"}),
        ({"sku": ["bear"]}, {"A-1", "A-2"}),
        ({"department": ["sewing"]}, {"A-2", "B-1"}),
        ({"department": ["sewing", "PACKING"], "stage": ["cut"]}, {"B-1"}),
        ({"stage": ["nowhere"]}, set()),
        ({"status": ["CANCELLED"]}, {"B-2"}),
        ({"status": ["NOT_STARTED"]}, {"A-1", "A-2", "B-1"}),
        ({"health": ["DELAYED"]}, {"A-1", "A-2", "B-1"}),
        ({"health": ["ON_TRACK"]}, set()),
        ({"planId": plan}, {"A-1"}),
        ({"planId": global_id("ProductionPlan", 999)}, set()),
        ({"planId": "nonsense"}, set()),
        ({"from": "2025-06-14"}, {"A-2"}),
        ({"to": "2025-06-09"}, {"A-1", "A-2", "B-2"}),
        ({"search": "b-"}, {"B-1", "B-2"}),
        ({"search": "FABR"}, {"B-1"}),
        ({"search": "%"}, set()),
        ({"sku": [], "search": "", "status": []}, {"A-1", "A-2", "B-1", "B-2"}),
    ]
    for chosen, kept in cases:
        found = await planner.listed("totalCount nodes { number }", filter=chosen)
        assert {node["number"] for node in found["nodes"]} == kept, chosen
        assert found["totalCount"] == len(kept), chosen


async def test_health_is_that_of_the_rules(planner: Worker) -> None:
    """Filters by health keep exactly those that say so of themselves."""
    today = clocks.today()
    async with planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        for number, quantity in enumerate((0, 300, 440, 480, 700, 1000)):
            days = {"planned_start": today - timedelta(days=10), "deadline": today + timedelta(days=10)}
            order = await work_order(session, f"N-{number}", **days)
            await made(session, order, today - timedelta(days=1), quantity)
    whole = await planner.orders("number health { health }")
    for health in ("COMPLETED", "DELAYED", "OFF_TRACK", "AT_RISK", "ON_TRACK"):
        kept = await planner.orders("number", filter={"health": [health]})
        assert {node["number"] for node in kept} == {
            node["number"] for node in whole if node["health"]["health"] == health
        }
    assert len({node["health"]["health"] for node in whole}) >= 3


async def test_a_page_takes_the_same_statements_however_long(
    planner: Worker, count_statements: Callable[[Any, Awaitable[object]], Awaitable[int]]
) -> None:
    shown = "totalCount nodes { number cumulativeQty product { sku } plan { number } health { health } }"
    taken = []
    for count in (3, 40):
        await has_orders(planner, count, seed=count)
        await planner.make_work_order(number=f"one of {count}")
        taken.append(await count_statements(planner, planner.listed(shown, first=500, orderBy="POINTS_BEHIND")))
    assert taken[0] == taken[1] <= 5


async def test_my_work_orders_are_those_of_my_departments(planner: Worker) -> None:
    for number, department in (("P-1", "Packing"), ("S-1", "Sewing"), ("C-1", "Cutting"), ("P-2", "packing")):
        await planner.make_work_order(number=number, department=department)
    mine = "{ myWorkOrders { totalCount nodes { number } } viewer { departments } }"
    for departments, numbers in (
        (("PACKING",), ["P-1", "P-2"]),
        (("Sewing", "Cutting", "sewing"), ["S-1", "C-1"]),
        (("nowhere",), []),
        ((), []),
    ):
        worker = planner.as_("staff", "PRODUCTION_STAFF", departments=departments)
        answer = await worker.ask(mine)
        assert [node["number"] for node in answer["myWorkOrders"]["nodes"]] == numbers
        assert answer["myWorkOrders"]["totalCount"] == len(numbers)
        assert answer["viewer"]["departments"] == list(departments)[: 2 if "Sewing" in departments else 1]
    worker = planner.as_("staff", "PRODUCTION_STAFF", departments=("Packing",))
    done = "{ myWorkOrders(status: [COMPLETED]) { totalCount } }"
    assert (await worker.ask(done))["myWorkOrders"]["totalCount"] == 0


async def test_answers_about_departments_are_not_kept_for_others(planner: Worker) -> None:
    await planner.make_work_order(department="Packing")
    mine = "{ myWorkOrders { totalCount } }"
    for departments, count in ((("Packing",), 1), (("Sewing",), 0), (("Packing",), 1)):
        worker = planner.as_("same", "PRODUCTION_STAFF", departments=departments)
        assert (await worker.ask(mine))["myWorkOrders"]["totalCount"] == count


async def test_one_is_found_by_id_or_number_and_by_both_if_they_agree(planner: Worker) -> None:
    one, other = [await planner.make_work_order() for _ in range(2)]
    query = "query W($id: ID, $number: String) { workOrder(id: $id, number: $number) { number } }"

    async def found(**given: Any) -> Any:
        return (await planner.ask(query, **given))["workOrder"]

    assert await found(id=one["id"]) == await found(number="spk-00001") == {"number": "SPK-00001"}
    assert await found(id=one["id"], number="SPK-00001") == {"number": "SPK-00001"}
    for nothing in (
        {}, {"id": "nonsense"}, {"id": global_id("WorkOrder", 999)}, {"number": "SPK-9"},
        {"id": other["id"], "number": "SPK-00001"}, {"id": "nonsense", "number": "SPK-00001"},
    ):  # fmt: skip
        assert await found(**nothing) is None


async def test_kept_answers_follow_what_changes(planner: Worker) -> None:
    order = await planner.make_work_order()
    for _ in range(3):
        assert (await planner.orders("status")) == [{"status": "NOT_STARTED"}]
    await planner.sends("cancelWorkOrder", "workOrder { id }", id=order["id"], reason="no")
    assert (await planner.orders("status")) == [{"status": "CANCELLED"}]
    named = {"sku": "BEAR", "patch": {"name": "Big bear"}}
    shown = await planner.orders("product { name }")
    await planner.sends("updateProduct", "product { id }", **named)
    assert (await planner.orders("product { name }")) != shown
