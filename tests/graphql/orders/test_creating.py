"""Work orders are created with a number, and found by it."""

import asyncio

import pytest

from schema.shared.node import global_id
from tests.support.shopfloor import BEARS, ORDER, Worker, day_after


@pytest.mark.quick
async def test_a_work_order_is_created_and_found(planner: Worker) -> None:
    made = await planner.make_work_order()
    assert made == {
        "id": made["id"], "number": "SPK-00001", "product": {"sku": "BEAR"}, "plan": None, "department": "Packing",
        "stage": "PACKING", "location": "MAIN", "targetQty": "1000", "originalTargetQty": "1000",
        "plannedStart": "2025-06-02", "deadline": "2025-06-13", "originalDeadline": "2025-06-13",
        "overproductionAllowance": 0.05, "status": "NOT_STARTED", "statusLabel": "Not started", "cumulativeQty": "0",
        "scrapQty": "0", "producesStock": False, "consumption": "MANUAL", "createdBy": "tester", "cancelledBy": None,
        "cancellationReason": None,
    }  # fmt: skip
    assert await planner.order(made["id"]) == made
    asked = f'{{ workOrder(number: " spk-00001 ") {{ {ORDER} }} }}'
    assert (await planner.ask(asked))["workOrder"] == made
    assert await planner.orders() == [{"number": "SPK-00001"}]


async def test_numbers_have_no_gaps_and_skip_those_that_are_given(planner: Worker) -> None:
    given = {"number": "spk-00002"}, {}, {}, {"number": "Rush 7"}, {"number": "SPK-00005"}, {"number": "SPK-00006"}, {}
    made = [(await planner.make_work_order(**more))["number"] for more in given]
    assert made == ["spk-00002", "SPK-00001", "SPK-00003", "Rush 7", "SPK-00005", "SPK-00006", "SPK-00004"]
    assert (await planner.make_work_order())["number"] == "SPK-00007"


async def test_many_at_once_get_numbers_without_gaps(planner: Worker) -> None:
    await planner.make_work_order(number="SPK-00004")
    made = await asyncio.gather(*(planner.make_work_order() for _ in range(12)))
    numbers = sorted(order["number"] for order in made)
    assert numbers == [f"SPK-{number:05}" for number in range(1, 14) if number != 4]


async def test_a_refused_one_leaves_no_gap(planner: Worker) -> None:
    assert (await planner.tries_order(targetQty="0.5"))["problems"]
    assert (await planner.make_work_order())["number"] == "SPK-00001"


async def test_a_number_is_there_once_whatever_its_letter_case(planner: Worker) -> None:
    made = await planner.make_work_order(number="Rush 7")
    answers = await asyncio.gather(*(planner.tries_order(number=text) for text in ("rush 7", "RUSH 7", " Rush  7")))
    for answer in answers:
        (problem,) = answer["problems"]
        assert problem["existingId"] == made["id"]
        assert (problem["code"], problem["path"]) == ("ALREADY_EXISTS", ["input", "number"])
    racing = await asyncio.gather(*(planner.tries_order(number="race") for _ in range(6)))
    assert sorted(len(answer["problems"]) for answer in racing) == [0, 1, 1, 1, 1, 1]


async def test_codes_are_matched_without_regard_to_letter_case(planner: Worker) -> None:
    await planner.make_work_order(department="Packing", stage="Final", location="Hall")
    again = await planner.make_work_order(department=" PACKING ", stage="final", location="HALL")
    assert (again["department"], again["stage"], again["location"]) == ("Packing", "Final", "Hall")


@pytest.mark.parametrize(
    ("given", "path", "accepted"),
    [
        ({"targetQty": "0"}, "targetQty", "above 0"),
        ({"targetQty": "-1"}, "targetQty", "above 0"),
        ({"targetQty": "1.5"}, "targetQty", "a whole number"),
        ({"deadline": day_after(-1)}, "deadline", "a day not before the planned start, 2025-06-02"),
        ({"deadline": day_after(3_660)}, "deadline", "at most 3,660 days"),
        ({"overproductionAllowance": 1.01}, "overproductionAllowance", "from 0 to 1"),
        ({"overproductionAllowance": -0.01}, "overproductionAllowance", "from 0 to 1"),
        ({"overproductionAllowance": 0.00001}, "overproductionAllowance", "at most 4 decimals"),
        ({"department": " "}, "department", "a text"),
        ({"stage": ""}, "stage", "a text"),
        ({"location": "x" * 201}, "location", "at most 200 characters"),
        ({"number": "x" * 201}, "number", "at most 200 characters"),
    ],
)
async def test_bad_values_are_refused(planner: Worker, given: dict[str, object], path: str, accepted: str) -> None:
    (problem,) = (await planner.tries_order(**given))["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", path])
    assert accepted in problem["accepted"]
    assert await planner.orders() == []


async def test_several_bad_values_are_told_together(planner: Worker) -> None:
    answer = await planner.tries_order(targetQty="0", deadline=day_after(-1), department="")
    assert [problem["path"][1] for problem in answer["problems"]] == ["department", "targetQty", "deadline"]


async def test_a_product_must_be_there_and_active(planner: Worker) -> None:
    (problem,) = (await planner.tries_order(sku="WOLF"))["problems"]
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "sku"])
    off = 'mutation { updateProduct(sku: "thread", patch: {isActive: false}) { problems { code } } }'
    assert (await planner.ask(off))["updateProduct"]["problems"] == []
    (problem,) = (await planner.tries_order(sku="THREAD"))["problems"]
    assert (problem["code"], problem["path"], problem["state"]) == (
        "NOT_ALLOWED_IN_STATE", ["input", "sku"], "INACTIVE"
    )  # fmt: skip


async def test_an_order_may_be_made_for_a_plan(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan())
    made = await planner.make_work_order(planId=plan, producesStock=True)
    assert made["plan"] == {"number": "PP-00001"}


@pytest.mark.parametrize("status", ["DRAFT", "PENDING_APPROVAL", "COMPLETED", "CANCELLED"])
async def test_a_plan_must_be_one_that_is_made_now(planner: Worker, status: str) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan(status=status))
    (problem,) = (await planner.tries_order(planId=plan))["problems"]
    assert (problem["code"], problem["path"], problem["state"]) == (
        "NOT_ALLOWED_IN_STATE", ["input", "planId"], status
    )  # fmt: skip


async def test_a_plan_must_be_there_and_of_the_same_product(planner: Worker) -> None:
    for unknown in (global_id("ProductionPlan", 999), "nonsense"):
        (problem,) = (await planner.tries_order(planId=unknown))["problems"]
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "planId"])
    plan = global_id("ProductionPlan", await planner.make_plan(sku="FABRIC"))
    (problem,) = (await planner.tries_order(planId=plan))["problems"]
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "planId"])
    assert problem["reasons"] == ["PP-00001 is of FABRIC, and the work order of BEAR"]


async def test_a_plans_orders_that_produce_stock_have_a_limit(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan(quantity=33))
    await planner.make_work_order(planId=plan, targetQty="5000")  # an earlier stage
    await planner.make_work_order(planId=plan, targetQty="30", producesStock=True)
    (problem,) = (await planner.tries_order(planId=plan, targetQty="5", producesStock=True))["problems"]
    assert (problem["code"], problem["path"]) == ("QUANTITY_EXCEEDED", ["input", "targetQty"])
    assert (problem["limit"], problem["attempted"]) == ("4", "5")
    await planner.make_work_order(planId=plan, targetQty="4", producesStock=True)
    (problem,) = (await planner.tries_order(planId=plan, targetQty="1", producesStock=True))["problems"]
    assert problem["limit"] == "0"
    wider = {"overproductionAllowance": 0.1, "producesStock": True}
    await planner.make_work_order(planId=plan, targetQty="2", **wider)


async def test_creators_at_once_stay_within_a_plan(planner: Worker) -> None:
    plan = global_id("ProductionPlan", await planner.make_plan())
    asked = (planner.tries_order(planId=plan, targetQty="300", producesStock=True) for _ in range(8))
    answers = await asyncio.gather(*asked)
    assert sum(not answer["problems"] for answer in answers) == 3
    assert {problem["limit"] for answer in answers for problem in answer["problems"]} == {"150"}
    made = await planner.orders("number", orderBy="NUMBER")
    assert [order["number"] for order in made] == ["SPK-00001", "SPK-00002", "SPK-00003"]


async def test_only_who_plans_creates_work_orders(planner: Worker) -> None:
    for worker in (planner.staff, planner.supervisor, planner.boss):
        query = "mutation C($input: WorkOrderInput!) { createWorkOrder(input: $input) { workOrder { id } } }"
        (error,) = await worker.errors(query, input=BEARS)
        assert error["extensions"] == {"code": "FORBIDDEN", "permission": "PRODUCTION.PLAN"}
    assert (await planner.manager.make_work_order())["createdBy"] == "manager"
