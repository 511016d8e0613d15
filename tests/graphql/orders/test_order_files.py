"""Files of work orders: every bad row named, good ones applied once, and nothing half applied."""

import re
from typing import Any

import pytest

from schema.shared.node import global_id
from tests.graphql.planning.test_uploads import sent
from tests.support.shopfloor import PROBLEMS, Worker

HEAD = "Number,SKU,Department,Stage,Target Qty,Planned Start,Deadline,Produces Stock,Overproduction,Location\n"
TWO = HEAD + (
    "SPK-00001,BEAR,Cutting,CUTTING,2000,2025-06-04,2025-06-16,N,0.05,MAIN\n"
    "SPK-00002,bear,Packing,PACKING,2000,2025-06-09,2025-06-25,Y,10%,main\n"
)
PLAIN = HEAD + "SPK-1,BEAR,Cutting,CUTTING,2000,2025-06-04,2025-06-16,,,\n"
COUNTS = "created updated unchanged rejected"


async def preview(worker: Worker, content: str) -> Any:
    answer = await sent(worker, "previewWorkOrderImport", content)
    assert answer["problems"] == []
    return answer["preview"]


async def commit(worker: Worker, content: str, **more: Any) -> tuple[int, int, int, int]:
    previewed = await preview(worker, content)
    done = await worker.sends("commitImport", COUNTS, previewId=previewed["id"], **more)
    assert done["problems"] == [], done
    return done["created"], done["updated"], done["unchanged"], done["rejected"]


async def rejected(worker: Worker, content: str) -> list[tuple[int, str | None, str]]:
    found = (await preview(worker, content))["rejected"]
    return [(one["row"], one["column"], one["reason"]) for one in found]


@pytest.mark.quick
async def test_a_file_is_checked_then_applied_once(planner: Worker) -> None:
    assert await commit(planner, TWO) == (2, 0, 0, 0)
    shown = "number product { sku } department stage targetQty plannedStart deadline producesStock location status"
    orders = await planner.orders(f"{shown} overproductionAllowance consumption createdBy", orderBy="NUMBER")
    assert orders[1] == {
        "number": "SPK-00002", "product": {"sku": "BEAR"}, "department": "Packing", "stage": "PACKING",
        "targetQty": "2000", "plannedStart": "2025-06-09", "deadline": "2025-06-25", "producesStock": True,
        "location": "MAIN", "status": "NOT_STARTED", "overproductionAllowance": 0.1, "consumption": "MANUAL",
        "createdBy": "tester",
    }  # fmt: skip
    assert (orders[0]["number"], orders[0]["producesStock"], orders[0]["department"]) == ("SPK-00001", False, "Cutting")
    assert await commit(planner, TWO) == (0, 0, 2, 0)
    assert await commit(planner, TWO.lower().replace("n,0.05", "no,5%")) == (0, 0, 2, 0)
    assert (await planner.make_work_order())["number"] == "SPK-00003"


async def test_columns_may_be_left_out_and_consumption_given(planner: Worker) -> None:
    assert await commit(planner, PLAIN) == (1, 0, 0, 0)
    head = "Number,SKU,Department,Stage,Target,Start,Deadline,Consumption\n"
    lines = "SPK-1,BEAR,cutting,cutting,2000,2025-06-04,2025-06-16,\nSPK-2,BEAR,A,B,3,2025-06-04,2025-06-04,backflush\n"
    assert await commit(planner, head + lines) == (1, 0, 1, 0)
    orders = await planner.orders("location overproductionAllowance producesStock consumption", orderBy="NUMBER")
    assert [tuple(order.values()) for order in orders] == [
        ("MAIN", 0.05, False, "MANUAL"), ("MAIN", 0.05, False, "BACKFLUSH")
    ]  # fmt: skip


async def test_target_and_deadline_of_what_is_not_started_change(planner: Worker) -> None:
    await commit(planner, TWO)
    changed = TWO.replace("2000,2025-06-04,2025-06-16", "1800,2025-06-04,2025-06-20")
    assert await commit(planner, changed) == (0, 1, 1, 0)
    (order, _) = await planner.orders("targetQty originalTargetQty deadline originalDeadline", orderBy="NUMBER")
    assert tuple(order.values()) == ("1800", "2000", "2025-06-20", "2025-06-16")


async def test_everything_else_is_fixed_once_an_order_is_there(planner: Worker) -> None:
    await commit(planner, PLAIN)
    for was, other, column in (
        ("Cutting,", "Sewing,", "Department"), (",CUTTING", ",SEWING", "Stage"), ("-06-04", "-06-05", "Planned Start"),
        (",,,\n", ",Y,,\n", "Produces Stock"), (",,,\n", ",,0.1,\n", "Overproduction"),
        (",,,\n", ",,,Hall\n", "Location"), ("BEAR", "FABRIC", "SKU"),
    ):  # fmt: skip
        ((row, named, reason),) = await rejected(planner, PLAIN.replace(was, other, 1))
        assert (row, named) == (2, column)
        assert "is fixed, for SPK-1 is there already" in reason
        assert not re.search(r"\d\.\d*0 is accepted", reason), reason


async def test_an_order_that_is_over_changes_no_more(planner: Worker) -> None:
    await commit(planner, PLAIN)
    (order,) = await planner.orders("id")
    assert (await planner.sends("cancelWorkOrder", "workOrder { id }", id=order["id"], reason="no"))["problems"] == []
    assert await commit(planner, PLAIN) == (0, 0, 1, 0)
    ((_, column, reason),) = await rejected(planner, PLAIN.replace("2000", "1900"))
    assert column == "Target Qty"
    assert reason == "SPK-1 is CANCELLED, and changes only by requestWorkOrderChange; 2000 is accepted"


@pytest.mark.parametrize(
    ("was", "other", "column", "accepted"),
    [
        ("BEAR", "WOLF", "SKU", "one that products lists"),
        ("2000", "0", "Target Qty", "above 0"),
        ("2000", "0.5", "Target Qty", "a whole number"),
        ("2000", "many", "Target Qty", "number"),
        ("06-16", "06-03", "Deadline", "a day not before the planned start, 2025-06-04"),
        ("2025-06-16", "soon", "Deadline", "2025-06-01"),
        (",,,\n", ",maybe,,\n", "Produces Stock", "Y"),
        (",,,\n", ",,1.5,\n", "Overproduction", "fraction"),
        ("Cutting,", ",", "Department", ""),
        ("SPK-1", "", "Number", ""),
    ],
)
async def test_a_bad_row_is_named(planner: Worker, was: str, other: str, column: str, accepted: str) -> None:
    ((row, named, reason),) = await rejected(planner, PLAIN.replace(was, other, 1))
    assert (row, named) == (2, column)
    assert accepted in reason
    assert await commit(planner, PLAIN.replace(was, other, 1)) == (0, 0, 0, 1)
    assert await planner.orders() == []


async def test_a_number_that_stands_twice_is_rejected_twice(planner: Worker) -> None:
    twice = PLAIN + "spk-1,BEAR,Sewing,SEWING,20,2025-06-04,2025-06-16,,,\n"
    assert [(row, column) for row, column, _ in await rejected(planner, twice)] == [(2, "Number"), (3, "Number")]


async def test_a_product_must_be_active(planner: Worker) -> None:
    previewed = await preview(planner, PLAIN)
    off = {"sku": "BEAR", "patch": {"isActive": False}}
    assert (await planner.sends("updateProduct", "product { id }", **off))["problems"] == []
    (problem,) = (await planner.sends("commitImport", COUNTS, previewId=previewed["id"]))["problems"]
    assert problem["code"] == "PREVIEW_SUPERSEDED"
    ((_, column, reason),) = await rejected(planner, PLAIN)
    assert (column, reason) == ("SKU", "is inactive; an active product is accepted")


async def test_a_preview_is_superseded_by_what_happens_meanwhile(planner: Worker) -> None:
    previewed = await preview(planner, PLAIN)
    await planner.make_work_order(number="spk-1")
    (problem,) = (await planner.sends("commitImport", COUNTS, previewId=previewed["id"]))["problems"]
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_the_orders_of_a_plan_stay_within_it(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan(quantity=1000))
    for number in ("A", "B"):
        await planner.make_work_order(number=number, planId=plan, targetQty="500", producesStock=True)
    row = "{},BEAR,Packing,PACKING,{},2025-06-02,2025-06-13,,,\n"
    ((place, column, reason),) = await rejected(planner, HEAD + row.format("A", 551))
    assert (place, column) == (2, "Target Qty")
    assert reason == "goes past what its plan has room for; at most 550 is accepted"
    both = HEAD + row.format("A", 650) + row.format("B", 400)
    assert await commit(planner, both) == (0, 2, 0, 0)
    assert await rejected(planner, HEAD + row.format("A", 651) + row.format("B", 400)) != []


async def test_only_who_plans_sends_and_commits_files(planner: Worker) -> None:
    previewed = await preview(planner.manager, PLAIN)
    commits = f"mutation C($id: UUID!) {{ commitImport(previewId: $id) {{ created {PROBLEMS} }} }}"
    for worker in (planner.boss, planner.staff, planner.supervisor):
        (error,) = await worker.errors(commits, id=previewed["id"])
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert (await planner.manager.ask(commits, id=previewed["id"]))["commitImport"]["created"] == 1
