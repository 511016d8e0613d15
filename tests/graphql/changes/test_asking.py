"""What may be asked for: every rule about targets, deadlines and reasons, at its border."""

from typing import Any

import pytest

from schema.shared.node import global_id
from tests.graphql.changes.conftest import Floor
from tests.support.clocks import ahead


async def test_what_is_no_work_order_cannot_change(floor: Floor) -> None:
    product = (await floor.planner.ask('{ product(sku: "BEAR") { id } }'))["product"]["id"]
    for id in ("nonsense", product, "V29ya09yZGVyOjk5"):
        problem = await floor.refused(floor.target(1100, workOrderId=id))
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "workOrderId"])
        assert "workOrders" in problem["accepted"]


# Of what is missing, too much, or not the field's: where the refusal is.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"newQty": None}, "newQty"),
    ({"newDate": ahead(3)}, "newDate"),
    ({"field": "DEADLINE", "newQty": None}, "newDate"),
    ({"field": "DEADLINE", "newDate": ahead(3)}, "newQty"),
    ({"newQty": "0"}, "newQty"),
    ({"newQty": "-1"}, "newQty"),
    ({"newQty": "1100.5"}, "newQty"),
    ({"reason": ""}, "reason"),
    ({"reason": "  "}, "reason"),
    ({"reason": "no"}, "reason"),
    ({"reason": " no "}, "reason"),
    ({"reason": "x" * 501}, "reason"),
    ({"reason": "a\u0007bell"}, "reason"),
]


@pytest.mark.parametrize(("more", "at"), WRONG)
async def test_wrong_values_are_named_with_what_is_accepted(floor: Floor, more: dict[str, Any], at: str) -> None:
    problem = await floor.refused(floor.target(1100, **more))
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", at])
    assert problem["accepted"]
    assert (await floor.now("changes { id }"))["changes"] == []


async def test_everything_that_is_wrong_is_told_at_once(floor: Floor) -> None:
    given = {"workOrderId": floor.order, "field": "DEADLINE", "newQty": "5", "reason": "no"}
    answer = await floor.tries(given)
    paths = [problem["path"][-1] for problem in answer["problems"]]
    assert sorted(paths) == ["newDate", "newQty", "reason"]


@pytest.mark.parametrize("reason", ["abc", "x" * 500])
async def test_reasons_have_three_to_five_hundred_characters(floor: Floor, reason: str) -> None:
    assert (await floor.asks(floor.target(1100, reason=reason)))["reason"] == reason


async def test_the_same_value_is_no_change(floor: Floor) -> None:
    for asked, at in ((floor.target("1000.0"), "newQty"), (floor.deadline(ahead(20)), "newDate")):
        problem = await floor.refused(asked)
        assert (problem["code"], problem["path"]) == ("NO_CHANGES", ["input", at])


async def test_a_target_allows_what_was_made(floor: Floor) -> None:
    """With the allowance of 5 %: 1,000 are allowed by 953 (1,000.65), and not by 952 (999.6)."""
    await floor.make(600, -1)
    await floor.make(400)
    problem = await floor.refused(floor.target(952))
    assert (problem["code"], problem["path"]) == ("QUANTITY_EXCEEDED", ["input", "newQty"])
    assert (problem["limit"], problem["attempted"]) == ("999", "1000")
    change = await floor.asks(floor.target(953))
    answer = await floor.done("approve", change["id"])
    assert (answer["workOrder"]["status"], answer["workOrder"]["limitQty"]) == ("COMPLETED", "1000")


async def test_a_deadline_is_neither_past_nor_before_the_start(floor: Floor) -> None:
    problem = await floor.refused(floor.deadline(ahead(-1)))
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "newDate"])
    assert problem["accepted"] == f"{ahead(0)} or later"
    change = await floor.asks(floor.deadline(ahead(0)))
    assert (await floor.done("approve", change["id"]))["workOrder"]["deadline"] == ahead(0)
    await floor.new_order(plannedStart=ahead(5), deadline=ahead(9))
    problem = await floor.refused(floor.deadline(ahead(4)))
    assert problem["accepted"] == f"{ahead(5)} or later"
    assert (await floor.asks(floor.deadline(ahead(5))))["newDate"] == ahead(5)
    await floor.new_order()
    problem = await floor.refused(floor.deadline(ahead(4000)))
    assert "3,660" in problem["accepted"]


async def test_at_most_one_change_of_a_field_waits(floor: Floor) -> None:
    first = await floor.asks(floor.target(1100))
    problem = await floor.refused(floor.target(1200))
    assert (problem["code"], problem["path"], problem["existingId"]) == (
        "ALREADY_EXISTS", ["input", "field"], first["id"],
    )  # fmt: skip
    await floor.asks(floor.deadline(ahead(30)))
    await floor.done("withdraw", first["id"])
    second = await floor.asks(floor.target(1200))
    await floor.done("reject", second["id"])
    third = await floor.asks(floor.target(1250))
    await floor.done("approve", third["id"])
    assert (await floor.asks(floor.target(1200)))["oldQty"] == "1250"


async def test_a_cancelled_order_stays_as_it_is(floor: Floor) -> None:
    waiting = await floor.asks(floor.target(1100))
    await floor.planner.sends("cancelWorkOrder", "workOrder { id }", id=floor.order, reason="given up")
    for asked in (floor.target(900), floor.deadline(ahead(30))):
        problem = await floor.refused(asked)
        assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CANCELLED")
        assert problem["path"] == ["input", "workOrderId"]
    (change,) = (await floor.now("changes { id status decidedBy decisionNote isApplied }"))["changes"]
    assert (change["status"], change["decidedBy"], change["decisionNote"]) == ("REJECTED", "tester", "given up")
    problem = await floor.problem("approve", waiting["id"], floor.boss())
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "REJECTED")


async def test_a_target_stays_within_its_plan(floor: Floor) -> None:
    """A plan of 1,000 lets its stock-producing orders make 1,050 together; less is always possible."""
    plan = await floor.planner.make_plan()
    named = {"planId": global_id("ProductionPlan", plan), "producesStock": True}
    await floor.new_order(**named, targetQty="300")
    await floor.new_order(**named, targetQty="500")
    problem = await floor.refused(floor.target(751))
    assert (problem["code"], problem["path"], problem["limit"]) == ("QUANTITY_EXCEEDED", ["input", "newQty"], "750")
    await floor.changed(floor.target(750))
    await floor.execute("UPDATE production_plan SET quantity = 900 RETURNING id")
    assert (await floor.changed(floor.target(749)))["workOrder"]["targetQty"] == "749"
    waiting = await floor.refused(floor.target(750))
    assert waiting["limit"] == "645"
    await floor.execute("UPDATE production_plan SET quantity = 1000 RETURNING id")
