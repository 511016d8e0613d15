"""Many who consume, approve, settle and close at once, each in a transaction of its own: no allowance is shared."""

import asyncio
from decimal import Decimal

from tests.graphql.debts.conftest import Hand
from tests.graphql.debts.test_paying_back import debt_of


async def test_many_consumers_share_one_allowance_to_the_exact_sum(floor: Hand) -> None:
    await floor.moves("RECEIPT", 30)
    await floor.approved(70)
    answers = await asyncio.gather(*(floor.tries("CONSUMPTION", 3) for _ in range(50)))
    assert sum(not answer["problems"] for answer in answers) == 33
    assert {answer["problems"][0]["code"] for answer in answers if answer["problems"]} == {"INSUFFICIENT_STOCK"}
    assert (await floor.level())["onHand"] == Decimal(30 - 99)


async def test_consumption_while_debts_are_approved_goes_no_further_than_they_reach(floor: Hand) -> None:
    debts = [await floor.asks_for(4) for _ in range(6)]
    approving = [floor.boss.carries_out("approveMaterialDebt", id=debt["id"]) for debt in debts]
    consuming = [floor.tries("CONSUMPTION", 1) for _ in range(30)]
    answers = (await asyncio.gather(*approving, *consuming))[len(debts) :]
    taken = sum(not answer["problems"] for answer in answers)
    level = await floor.level()
    assert (level["onHand"], level["allowance"]) == (-taken, 24)
    assert taken <= 24


async def test_settlements_at_once_end_at_what_is_open(floor: Hand) -> None:
    debt = await floor.approved(70)
    await floor.moves("CONSUMPTION", 70)
    answers = await asyncio.gather(*(floor.settles(debt, 9) for _ in range(12)))
    assert sum(not answer["problems"] for answer in answers) == 7
    limits = {answer["problems"][0]["limit"] for answer in answers if answer["problems"]}
    assert limits == {"7"}
    assert (await floor.level())["onHand"] == -7


async def test_a_receipt_is_used_up_once(floor: Hand) -> None:
    debts = [await floor.approved(10) for _ in range(6)]
    came = (await floor.moves("RECEIPT", 35))["movements"][0]
    answers = await asyncio.gather(*(floor.settles(debt, 10, receiptMovementId=came["id"]) for debt in debts))
    assert sum(not answer["problems"] for answer in answers) == 3
    assert {answer["problems"][0]["limit"] for answer in answers if answer["problems"]} == {"5"}


async def test_closing_and_consuming_at_once_leave_nobody_below_what_is_allowed(floor: Hand) -> None:
    for _ in range(4):
        debt = await floor.approved(10)
        closing = floor.boss.sends("closeMaterialDebt", id=debt["id"], reason="not needed")
        closed, consumed = await asyncio.gather(closing, floor.tries("CONSUMPTION", 10))
        assert bool(closed["problems"]) != bool(consumed["problems"])
        if not consumed["problems"]:
            await floor.settles(debt, 10)
        assert (await debt_of(floor, debt))["isSettled"]
        assert (await floor.level())["onHand"] == 0
