"""What recording answers, to its last field: running sums, the limit, and what follows in stock."""

from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago

BACKFLUSH = {"producesStock": True, "consumption": "BACKFLUSH"}
MADE = [100, 90, 80, 80, 70]


async def sums(floor: Floor, order: str) -> list[str]:
    return [entry["cumulativeQty"] for entry in (await floor.progress(order))["dailyEntries"]]


async def test_sums_run_in_the_order_of_days(floor: Floor) -> None:
    order = await floor.order()
    for place, quantity in enumerate(MADE):
        answer = await floor.makes(order, 6 - place, quantity, by=floor.supervisor)
    assert await sums(floor, order) == ["100", "190", "270", "350", "420"]
    assert (answer["cumulativeQty"], answer["progressPct"], answer["status"]) == ("420", "42", "IN_PROGRESS")
    replacing = {"replace": True, "reason": "counted again", "by": floor.supervisor}
    entry = (await floor.makes(order, 5, 40, **replacing))["entry"]
    assert await sums(floor, order) == ["100", "140", "220", "300", "370"]
    assert (entry["quantity"], entry["cumulativeQty"], entry["progressPct"]) == ("40", "140", "14")
    assert entry["revisions"] == [
        {"quantity": "90", "scrapQuantity": "0", "notes": "", "enteredBy": "supervisor", "replacedBy": "supervisor",
         "reason": "counted again"}
    ]  # fmt: skip
    summary = (await floor.progress(order))["summary"]
    summary.pop("daysWithoutEntry")  # it goes by weekends
    assert summary == {
        "entries": 5, "firstDate": ago(6), "lastDate": ago(2), "bestDay": "100", "meanPerEntry": "74",
        "recentPerDay": "74",
    }  # fmt: skip


async def test_nothing_is_made_beyond_the_limit(floor: Floor) -> None:
    order = await floor.order()
    await floor.makes(order, 5, 990, by=floor.supervisor)
    problem = await floor.problem(order, 4, 61, by=floor.supervisor)
    assert (problem["code"], problem["limit"], problem["attempted"]) == ("QUANTITY_EXCEEDED", "1050", "1051")
    assert "request a target change" in problem["message"]
    answer = await floor.makes(order, 4, 60, by=floor.supervisor)
    assert (answer["cumulativeQty"], answer["progressPct"], answer["status"]) == ("1050", "105", "COMPLETED")
    (completion,) = answer["workOrder"]["completions"]
    assert completion == {
        "targetQty": "1000", "actualQty": "1050", "completedDate": ago(4), "confirmedBy": "supervisor",
        "isCompleted": True, "reopenedBy": None,
    }  # fmt: skip
    assert [entry["status"] for entry in (await floor.progress(order))["dailyEntries"]] == ["CONFIRMED", "COMPLETED"]


async def test_output_comes_in_and_components_go_out(floor: Floor) -> None:
    order = await floor.order(**BACKFLUSH)
    number = (await floor.planner.order(order))["number"]
    await floor.receives("FABRIC", "40", 10)
    answer = await floor.makes(order, 3, 95, scrapQuantity="5")
    moved = {one["product"]["sku"]: one for one in answer["movements"]}
    names = ("kind", "onHandChange", "occurredOn")
    assert tuple(moved["BEAR"][name] for name in names) == ("RECEIPT", "95", ago(3))
    assert tuple(moved["FABRIC"][name] for name in names[:2]) == ("CONSUMPTION", "-36.4")
    assert moved["FABRIC"]["reference"] == number
    assert (await floor.stock("BEAR"), await floor.stock("FABRIC")) == (("95", "0"), ("3.6", "0"))
    replaced = await floor.makes(order, 3, 50, replace=True, reason="counted again")
    assert [one["onHandChange"] for one in replaced["movements"]] == ["-95", "36.4", "50", "-18.2"]
    assert (await floor.stock("BEAR"), await floor.stock("FABRIC")) == (("50", "0"), ("21.8", "0"))


async def test_a_component_that_is_short_is_named(floor: Floor) -> None:
    order = await floor.order(**BACKFLUSH)
    await floor.receives("FABRIC", "30", 10)
    answer = await floor.record(order, 3, 100)
    assert (answer["entry"], answer["movements"]) == (None, [])
    (problem,) = answer["problems"]
    assert problem["code"] == "INSUFFICIENT_STOCK"
    assert (problem["sku"], problem["requested"], problem["available"], problem["allowance"]) == (
        "FABRIC", "36.4", "30", "0",
    )  # fmt: skip
    assert await sums(floor, order) == []
    assert await floor.stock("BEAR") is None
