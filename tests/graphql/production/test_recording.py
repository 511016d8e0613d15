"""Recording daily production over HTTP: running sums, the limit, and what follows in stock."""

from tests.graphql.production.conftest import Maker, ago

MADE = [100, 90, 80, 80, 70]


async def test_sums_run_in_the_order_of_days(maker: Maker) -> None:
    order = await maker.makes_order()
    for place, quantity in enumerate(MADE):
        answer = await maker.records(order, quantity, 6 - place)
    assert await maker.sums(order) == ["100", "190", "270", "350", "420"]
    assert (answer["cumulativeQty"], answer["progressPct"], answer["status"]) == ("420", "42", "IN_PROGRESS")
    corrected = await maker.records(order, 40, 5, replace=True, reason="counted again")
    assert await maker.sums(order) == ["100", "140", "220", "300", "370"]
    entry = corrected["entry"]
    assert (entry["quantity"], entry["cumulativeQty"], entry["progressPct"]) == ("40", "140", "14")
    assert entry["revisions"] == [
        {"quantity": "90", "scrapQuantity": "0", "notes": "", "enteredBy": "supervisor", "replacedBy": "supervisor",
         "reason": "counted again"}
    ]  # fmt: skip
    assert corrected["workOrder"]["summary"] == {
        "entries": 5, "firstDate": ago(6), "lastDate": ago(2), "bestDay": "100", "meanPerEntry": "74",
        "recentPerDay": "74",
        "daysWithoutEntry": corrected["workOrder"]["summary"]["daysWithoutEntry"],
    }  # fmt: skip


async def test_nothing_is_made_beyond_the_limit(maker: Maker) -> None:
    order = await maker.makes_order()
    await maker.records(order, 990, 5)
    problem = await maker.refused(order, 61, 4)
    assert (problem["code"], problem["limit"], problem["attempted"]) == ("QUANTITY_EXCEEDED", "1050", "1051")
    assert "request a target change" in problem["message"]
    answer = await maker.records(order, 60, 4)
    assert (answer["cumulativeQty"], answer["progressPct"], answer["status"]) == ("1050", "105", "COMPLETED")
    (completion,) = answer["workOrder"]["completions"]
    assert completion == {
        "targetQty": "1000", "actualQty": "1050", "completedDate": ago(4), "confirmedBy": "supervisor",
        "isCompleted": True, "reopenedBy": None,
    }  # fmt: skip
    assert [entry["status"] for entry in answer["workOrder"]["dailyEntries"]] == ["CONFIRMED", "COMPLETED"]


async def test_output_comes_in_and_components_go_out(maker: Maker) -> None:
    order = await maker.makes_order(producesStock=True, consumption="BACKFLUSH")
    await maker.moves("RECEIPT", "40", "FABRIC", 10)
    answer = await maker.records(order, 95, 3, scrapQuantity="5")
    moved = {one["product"]["sku"]: one for one in answer["movements"]}
    assert (moved["BEAR"]["kind"], moved["BEAR"]["onHandChange"], moved["BEAR"]["occurredOn"]) == (
        "RECEIPT", "95", ago(3),
    )  # fmt: skip
    assert (moved["FABRIC"]["kind"], moved["FABRIC"]["onHandChange"]) == ("CONSUMPTION", "-36.4")
    assert moved["FABRIC"]["reference"] == order["number"]
    assert (await maker.on_hand("BEAR"), await maker.on_hand("FABRIC")) == ("95", "3.6")
    replaced = await maker.records(order, 50, 3, replace=True, reason="counted again")
    assert [one["onHandChange"] for one in replaced["movements"]] == ["-95", "36.4", "50", "-18.2"]
    assert (await maker.on_hand("BEAR"), await maker.on_hand("FABRIC")) == ("50", "21.8")


async def test_a_component_that_is_short_is_named(maker: Maker) -> None:
    order = await maker.makes_order(producesStock=True, consumption="BACKFLUSH")
    await maker.moves("RECEIPT", "30", "FABRIC", 10)
    problem = await maker.refused(order, 100, 3)
    assert problem["code"] == "INSUFFICIENT_STOCK"
    assert (problem["sku"], problem["requested"], problem["available"], problem["allowance"]) == (
        "FABRIC", "36.4", "30", "0",
    )  # fmt: skip
    assert await maker.sums(order) == []
    assert await maker.on_hand("BEAR") is None
