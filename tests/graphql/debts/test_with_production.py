"""Debts and what is put aside beside daily production: backflush goes as far as debts reach, and not a bit further."""

import asyncio
from decimal import Decimal

from tests.graphql.debts.conftest import MOVED, Hand
from tests.graphql.debts.test_putting_aside import allocates, materials
from tests.support.clocks import ago


async def backflushing(floor: Hand, number: str, **more: object) -> str:
    """An order of the stage that takes fabric, 0.364 m a shirt; it makes no stock, and takes no buttons."""
    return await floor.new_order(number, consumption="BACKFLUSH", produces_stock=False, **more)


async def test_the_first_entry_passes_with_a_debt_of_what_was_missing(floor: Hand) -> None:
    order = await backflushing(floor, "SPK-2", target=Decimal(1000))
    await floor.moves("RECEIPT", 30)
    (problem,) = (await floor.records(order, 100))["problems"]
    assert (problem["code"], problem["requested"], problem["available"]) == ("INSUFFICIENT_STOCK", "36.4", "30")
    debt = await floor.approved("6.4", workOrderId=order)
    answer = await floor.records(order, 100)
    assert answer["problems"] == []
    assert (await floor.level())["onHand"] == Decimal("-6.4")
    assert (await floor.records(order, 1, 1))["problems"][0]["code"] == "INSUFFICIENT_STOCK"
    settled = await floor.settles(debt, "6.4")
    assert (settled["level"]["onHand"], settled["debt"]["settlementState"]) == ("0", "SETTLED")


async def test_many_orders_share_one_allowance_to_the_exact_sum(floor: Hand) -> None:
    orders = [await backflushing(floor, f"SPK-{number}") for number in range(2, 8)]
    await floor.moves("RECEIPT", 30, 9)
    await floor.approved(70, neededOn=ago(9))
    calls = [(order, day) for order in orders for day in range(6)]
    answers = await asyncio.gather(*(floor.records(order, 10, day) for order, day in calls))
    passed = sum(not answer["problems"] for answer in answers)
    assert passed == 27  # of 3.64 m each, 100 m are enough for
    assert {answer["problems"][0]["code"] for answer in answers if answer["problems"]} == {"INSUFFICIENT_STOCK"}
    assert (await floor.level())["onHand"] == 30 - passed * Decimal("3.64")


async def test_an_entry_uses_up_what_is_put_aside_and_completion_releases_the_rest(floor: Hand) -> None:
    order = await backflushing(floor, "SPK-2")
    await floor.moves("RECEIPT", 50, 9)
    await allocates(floor, order)
    answer = await floor.records(order, 60, 1)
    assert [one["allocatedChange"] for one in answer["movements"]] == ["-21.84"]
    assert (await materials(floor, order))["FABRIC"] == {
        "gross": "14.56", "available": "13.6", "allocatedHere": "14.56", "inTransit": "0", "openDebt": "0",
        "short": "0",
    }  # fmt: skip
    await floor.moves("ALLOCATION", 3, workOrderId=order)
    answer = await floor.records(order, 40)
    assert answer["workOrder"]["status"] == "COMPLETED"
    level = await floor.level()
    assert (level["onHand"], level["allocated"]) == (Decimal("13.6"), 0)


async def test_what_daily_production_wrote_is_corrected_there(floor: Hand) -> None:
    order = await backflushing(floor, "SPK-2")
    await floor.moves("RECEIPT", 50)
    (written,) = (await floor.records(order, 10))["movements"]
    problem = await floor.keeper.problem("reverseInventoryMovement", MOVED, id=written["id"], reason="a mistake")
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "OF_DAILY_PRODUCTION")
    assert "replace: true" in problem["message"]


async def test_output_that_settles_a_debt_is_not_corrected_away(floor: Hand) -> None:
    """A material that the floor makes itself pays a debt back; the entry stays then as it is."""
    weaving = await floor.new_order("SPK-2", sku="fabric", stage="WEAVING")
    debt = await floor.approved(40)
    await floor.moves("CONSUMPTION", 40)
    (made,) = (await floor.records(weaving, 50))["movements"]
    assert (await floor.settles(debt, 40, receiptMovementId=made["id"]))["debt"]["isSettled"]
    (problem,) = (await floor.records(weaving, 45, replace=True, reason="counted again"))["problems"]
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "SETTLING")
    assert (await floor.level())["onHand"] == 10


async def test_allocating_and_producing_at_once_end_at_the_exact_sum(floor: Hand) -> None:
    orders = [await backflushing(floor, f"SPK-{number}") for number in range(2, 6)]
    await floor.moves("RECEIPT", 100, 9)
    calls = [floor.records(order, 10, day) for order in orders for day in range(4)]
    calls += [allocates(floor, order) for order in orders for _ in range(2)]
    answers = await asyncio.gather(*calls)
    recorded = [answer for answer in answers[:16] if not answer["problems"]]
    assert all(not answer["problems"] for answer in answers[16:])
    level = await floor.level()
    assert level["onHand"] == 100 - len(recorded) * Decimal("3.64")
    aside = [Decimal((await materials(floor, order))["FABRIC"]["allocatedHere"]) for order in orders]
    assert level["allocated"] == sum(aside)
    assert level["available"] >= 0
