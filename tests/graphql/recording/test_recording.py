"""Recording daily production: running sums, statuses, corrections, and everything that is refused."""

from typing import Any

import pytest

from tests.graphql.recording.conftest import RECORDED, Floor
from tests.support.clocks import ago

FIVE = (100, 90, 80, 80, 70)


async def test_sums_run_in_the_order_of_days_whatever_is_entered_first(floor: Floor) -> None:
    order = await floor.order()
    for days, quantity in sorted(zip((6, 5, 4, 3, 2), FIVE, strict=True), key=lambda pair: pair[1]):
        await floor.makes(order, days, quantity)
    entries = (await floor.progress(order))["dailyEntries"]
    assert [entry["cumulativeQty"] for entry in entries] == ["100", "190", "270", "350", "420"]
    assert [entry["progressPct"] for entry in entries] == ["10", "19", "27", "35", "42"]


async def test_a_correction_moves_every_later_sum_and_keeps_what_was_said(floor: Floor) -> None:
    order = await floor.order()
    for days, quantity in zip((6, 5, 4, 3, 2), FIVE, strict=True):
        await floor.makes(order, days, quantity, notes=f"as counted: {quantity}")
    answer = await floor.makes(
        order, 5, 40, scrapQuantity="2", replace=True, reason="counted again", by=floor.supervisor
    )
    assert (answer["entry"]["cumulativeQty"], answer["cumulativeQty"]) == ("140", "370")
    (revision,) = answer["entry"]["revisions"]
    assert revision == {
        "quantity": "90", "scrapQuantity": "0", "notes": "as counted: 90", "enteredBy": "staff",
        "replacedBy": "supervisor", "reason": "counted again",
    }  # fmt: skip
    assert answer["entry"]["enteredBy"] == "supervisor"
    entries = (await floor.progress(order))["dailyEntries"]
    assert [entry["cumulativeQty"] for entry in entries] == ["100", "140", "220", "300", "370"]


async def test_progress_says_what_is_left_and_how_the_days_were(floor: Floor) -> None:
    order = await floor.order()
    for days, quantity in zip((6, 5, 4, 3, 2), FIVE, strict=True):
        await floor.makes(order, days, quantity, scrapQuantity="1")
    progress = await floor.progress(order)
    assert progress["status"] == "IN_PROGRESS"
    assert [progress[name] for name in ("cumulativeQty", "remainingQty", "scrapQty", "progressPct", "limitQty")] == [
        "420", "580", "5", "42", "1050",
    ]  # fmt: skip
    summary = progress["summary"]
    assert summary["entries"] == 5
    assert (summary["firstDate"], summary["lastDate"], summary["bestDay"]) == (ago(6), ago(2), "100")
    assert (summary["meanPerEntry"], summary["recentPerDay"]) == ("84", "84")


@pytest.mark.parametrize(("target", "limit"), [("1000", 1050), ("33", 34), ("1", 1)])
async def test_the_limit_is_the_target_and_its_allowance_rounded_down(floor: Floor, target: str, limit: int) -> None:
    order = await floor.order(targetQty=target)
    problem = await floor.problem(order, 3, limit + 1)
    assert (problem["code"], problem["path"]) == ("QUANTITY_EXCEEDED", ["input", "quantity"])
    assert (problem["limit"], problem["attempted"]) == (str(limit), str(limit + 1))
    assert "request a target change" in problem["message"]
    answer = await floor.makes(order, 3, limit)
    assert answer["status"] == "COMPLETED"
    assert answer["entry"]["status"] == "COMPLETED"


async def test_an_overrun_is_above_a_hundred_percent(floor: Floor) -> None:
    order = await floor.order(targetQty="2000")
    assert (await floor.makes(order, 3, 2071))["progressPct"] == "103.55"


async def test_statuses_follow_quantities_and_completions_are_kept(floor: Floor) -> None:
    order = await floor.order()
    assert (await floor.makes(order, 6, 0))["status"] == "NOT_STARTED"
    assert (await floor.makes(order, 5, 600))["status"] == "IN_PROGRESS"
    assert (await floor.makes(order, 4, 400))["status"] == "COMPLETED"
    assert (await floor.problem(order, 3, 1))["code"] == "NOT_ALLOWED_IN_STATE"
    without = await floor.problem(order, 4, 300, replace=True)
    assert (without["code"], without["path"]) == ("INVALID_INPUT", ["input", "reason"])
    reopened = await floor.makes(order, 4, 300, replace=True, reason="a box was counted twice", by=floor.supervisor)
    assert reopened["status"] == "IN_PROGRESS"
    assert (await floor.makes(order, 3, 100))["status"] == "COMPLETED"
    nothing = await floor.makes(order, 5, 0, replace=True, reason="another order's")
    assert nothing["status"] == "IN_PROGRESS"
    completions = (await floor.progress(order))["completions"]
    assert [(one["actualQty"], one["completedDate"], one["isCompleted"], one["reopenedBy"]) for one in completions] == [
        ("1000", ago(4), False, "supervisor"), ("1000", ago(3), False, "staff"),
    ]  # fmt: skip


async def test_a_correction_to_nothing_begins_anew(floor: Floor) -> None:
    order = await floor.order(targetQty="50")
    assert (await floor.makes(order, 3, 50))["status"] == "COMPLETED"
    assert (await floor.makes(order, 3, 0, replace=True, reason="not ours"))["status"] == "NOT_STARTED"


async def test_the_first_quantity_starts_an_approved_plan(floor: Floor) -> None:
    await floor.planner.make_plan()
    plans = "{ productionPlans { nodes { id number status startedBy completionPercentage completionSource } } }"
    (plan,) = (await floor.planner.ask(plans))["productionPlans"]["nodes"]
    order = await floor.order(planId=plan["id"], producesStock=True)
    await floor.makes(order, 3, 0)
    assert (await floor.planner.ask(plans))["productionPlans"]["nodes"][0]["status"] == "APPROVED"
    await floor.makes(order, 2, 100)
    (begun,) = (await floor.planner.ask(plans))["productionPlans"]["nodes"]
    assert (begun["status"], begun["startedBy"]) == ("IN_PROGRESS", "staff")
    assert (begun["completionPercentage"], begun["completionSource"]) == ("10", "WORK_ORDERS")


async def test_the_same_figures_again_are_the_same_entry(floor: Floor) -> None:
    order = await floor.order()
    first = await floor.makes(order, 3, 100, scrapQuantity="2")
    again = await floor.makes(order, 3, "100.0", scrapQuantity="2")
    assert again["entry"]["id"] == first["entry"]["id"]
    assert again["entry"]["revisions"] == []
    other = await floor.problem(order, 3, 101, scrapQuantity="2")
    assert (other["code"], other["existingId"]) == ("ALREADY_EXISTS", first["entry"]["id"])
    assert "100 and 2 scrap" in other["message"]


REFUSED: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("in the future", {"productionDate": ago(-1)}, "INVALID_INPUT", ["input", "productionDate"]),
    ("before the start", {"productionDate": ago(8)}, "INVALID_INPUT", ["input", "productionDate"]),
    ("less than nothing", {"quantity": "-1"}, "INVALID_INPUT", ["input", "quantity"]),
    ("a half of a bear", {"quantity": "1.5"}, "INVALID_INPUT", ["input", "quantity"]),
    ("scrap below nothing", {"scrapQuantity": "-1"}, "INVALID_INPUT", ["input", "scrapQuantity"]),
    ("a half of scrap", {"scrapQuantity": "0.5"}, "INVALID_INPUT", ["input", "scrapQuantity"]),
    ("too much noted", {"notes": "x" * 501}, "INVALID_INPUT", ["input", "notes"]),
    ("nothing to replace", {"replace": True}, "NOT_FOUND", ["input", "productionDate"]),
    ("no work order", {"workOrderId": None}, "INVALID_INPUT", ["input", "workOrderId"]),
    ("two work orders", {"workOrderNumber": "SPK-00001"}, "INVALID_INPUT", ["input", "workOrderId"]),
    ("another's id", {"workOrderId": "UmVwb3J0OjE="}, "NOT_FOUND", ["input", "workOrderId"]),
    ("an unknown number", {"workOrderId": None, "workOrderNumber": "SPK-9"}, "NOT_FOUND", ["input", "workOrderNumber"]),
]


@pytest.mark.parametrize(("more", "code", "path"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
async def test_what_is_wrong_is_refused_and_leaves_nothing(
    floor: Floor, more: dict[str, Any], code: str, path: list[str]
) -> None:
    order = await floor.order()
    given = {"workOrderId": order, "productionDate": ago(3), "quantity": "10", **more}
    (problem,) = (await floor.staff.sends("recordDailyProduction", RECORDED, input=given))["problems"]
    assert (problem["code"], problem["path"]) == (code, path)
    assert (await floor.progress(order))["dailyEntries"] == []


async def test_a_number_names_a_work_order_in_any_letter_case(floor: Floor) -> None:
    order = await floor.order()
    given = {"workOrderNumber": "spk-00001", "productionDate": ago(3), "quantity": "10"}
    answer = await floor.staff.sends("recordDailyProduction", RECORDED, input=given)
    assert answer["problems"] == []
    assert (await floor.progress(order))["cumulativeQty"] == "10"


async def test_staff_go_back_a_week_and_who_may_change_orders_a_month(floor: Floor) -> None:
    order = await floor.order(plannedStart=ago(40))
    refused = await floor.problem(order, 8, 10)
    assert refused["accepted"] == f"{ago(7)} to {ago(0)}"
    await floor.makes(order, 7, 10)
    await floor.makes(order, 31, 10, by=floor.supervisor)
    farther = await floor.problem(order, 32, 10, by=floor.supervisor)
    assert farther["accepted"] == f"{ago(31)} to {ago(0)}"


async def test_nothing_is_recorded_of_a_cancelled_order(floor: Floor) -> None:
    order = await floor.order()
    await floor.makes(order, 3, 0)
    await floor.planner.sends("cancelWorkOrder", "workOrder { status }", id=order, reason="not needed")
    problem = await floor.problem(order, 3, 5, replace=True)
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CANCELLED")


async def test_staff_record_for_their_own_departments_alone(floor: Floor) -> None:
    order = await floor.order(department="Sewing")
    problem = await floor.problem(order, 3, 10)
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "workOrderId"])
    assert "Packing" in problem["reasons"][0]
    await floor.makes(order, 3, 10, by=floor.supervisor)


async def test_a_dry_run_answers_everything_and_leaves_nothing(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    given = {"workOrderId": order, "productionDate": ago(3), "quantity": "100"}
    answer = await floor.staff.sends("recordDailyProduction", RECORDED, input=given, dryRun=True)
    assert answer["problems"] == []
    assert (answer["entry"]["cumulativeQty"], answer["status"], answer["workOrder"]["remainingQty"]) == (
        "100", "IN_PROGRESS", "900",
    )  # fmt: skip
    assert [movement["onHandChange"] for movement in answer["movements"]] == ["100"]
    assert (await floor.progress(order))["dailyEntries"] == []
    assert await floor.stock("BEAR") is None


async def test_entries_are_listed_the_latest_first_a_page_at_a_time(floor: Floor) -> None:
    packing, sewing = await floor.order(), await floor.order(department="Sewing", stage="SEWING")
    for days in (5, 4, 3):
        await floor.makes(packing, days, 10 + days)
        await floor.makes(sewing, days, 20 + days, by=floor.supervisor)
    asked = """query E($filter: DailyProductionFilter, $after: String) { dailyProductions(filter: $filter, first: 2,
        after: $after) { totalCount nodes { quantity cumulativeQty workOrder { department } } pageInfo {
        hasNextPage endCursor } } }"""
    found: list[Any] = []
    after = None
    while True:
        page = (await floor.staff.ask(asked, filter={"department": ["packing"]}, after=after))["dailyProductions"]
        found += page["nodes"]
        assert page["totalCount"] == 3
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert [(one["quantity"], one["cumulativeQty"]) for one in found] == [("13", "42"), ("14", "29"), ("15", "15")]
    for chosen, count in (
        ({"workOrderId": sewing}, 3), ({"enteredBy": "supervisor"}, 3), ({"stage": ["Sewing", "PACKING"]}, 6),
        ({"from": ago(4)}, 4), ({"to": ago(5)}, 2), ({"workOrderId": "UmVwb3J0OjE="}, 0),
    ):  # fmt: skip
        page = (await floor.staff.ask(asked, filter=chosen, after=None))["dailyProductions"]
        assert page["totalCount"] == count, chosen
