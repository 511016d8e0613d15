"""Many who record at once: one entry a day, no output above the limit, one result of a key, no component twice."""

import asyncio
from typing import Any

from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago

MANY = 12


async def together(*calls: Any) -> list[Any]:
    return list(await asyncio.gather(*calls))


def codes(answers: list[Any]) -> list[str]:
    return sorted(problem["code"] for answer in answers for problem in answer["problems"])


async def test_of_two_entries_for_one_date_one_is_told_of_the_other(floor: Floor) -> None:
    order = await floor.order()
    answers = await together(*(floor.record(order, 3, 100 + number) for number in range(MANY)))
    assert codes(answers) == ["ALREADY_EXISTS"] * (MANY - 1)
    assert len((await floor.progress(order))["dailyEntries"]) == 1


async def test_the_limit_holds_under_any_number_of_callers(floor: Floor) -> None:
    order = await floor.order(plannedStart=ago(31))
    answers = await together(*(floor.record(order, days, 400, by=floor.supervisor) for days in range(1, MANY + 1)))
    # The second has not reached the target, the third would be above the limit.
    assert codes(answers) == ["QUANTITY_EXCEEDED"] * (MANY - 2)
    assert (await floor.progress(order))["cumulativeQty"] == "800"


async def test_one_key_at_once_has_one_result(floor: Floor) -> None:
    order = await floor.order(producesStock=True)
    answers = await together(*(floor.record(order, 3, 100, clientKey="one") for _ in range(MANY)))
    assert codes(answers) == []
    assert len({answer["entry"]["id"] for answer in answers}) == 1
    assert await floor.stock("BEAR") == ("100", "0")


async def test_orders_that_share_a_component_never_take_more_than_there_is(floor: Floor) -> None:
    await floor.receives("FABRIC", "364")
    orders = [await floor.order(producesStock=True, consumption="BACKFLUSH") for _ in range(MANY)]
    answers = await together(*(floor.record(order, 3, 100) for order in orders))
    assert codes(answers) == ["INSUFFICIENT_STOCK"] * (MANY - 10)
    assert await floor.stock("FABRIC") == ("0", "0")
    assert await floor.stock("BEAR") == ("1000", "0")


async def test_corrections_and_entries_of_one_order_queue_up(floor: Floor) -> None:
    await floor.receives("FABRIC", "300")
    order = await floor.order(producesStock=True, consumption="BACKFLUSH")
    await floor.makes(order, 6, 100)
    answers = await together(
        *(floor.record(order, days, 50) for days in (1, 2, 3, 4, 5)),
        *(floor.record(order, 6, 100 + days, replace=True, reason="again") for days in range(1, 6)),
    )
    assert codes(answers) == []
    made = int((await floor.progress(order))["cumulativeQty"])
    assert 351 <= made <= 355
    assert await floor.stock("BEAR") == (str(made), "0")
