"""People who do something with one change or one order at once, in transactions of their own: one wins."""

import asyncio
from typing import Any

from schema.shared.node import global_id
from tests.graphql.changes.conftest import Floor
from tests.support.clocks import ahead


def winners(answers: list[Any], told: str = "NOT_ALLOWED_IN_STATE") -> list[Any]:
    """The answers of who was first; everybody else was told the outcome."""
    for answer in answers:
        for problem in answer["problems"]:
            assert problem["code"] == told, problem
            assert told != "NOT_ALLOWED_IN_STATE" or "it was" in problem["message"]
    return [answer for answer in answers if not answer["problems"]]


async def test_of_many_who_decide_one_wins(floor: Floor) -> None:
    change = await floor.asks(floor.target(1100))
    asked = [
        floor.takes(("approve", "reject")[number % 2], change["id"], floor.boss(f"boss {number}"))
        for number in range(10)
    ]
    (winner,) = winners(await asyncio.gather(*asked))
    approved = winner["change"]["status"] == "APPROVED"
    after = await floor.now("targetQty changes { status decidedBy }")
    assert after["targetQty"] == ("1100" if approved else "1000")
    assert after["changes"] == [{name: winner["change"][name] for name in ("status", "decidedBy")}]


async def test_two_of_many_carry_a_large_change_out(floor: Floor) -> None:
    change = await floor.asks(floor.target(2000))
    asked = [floor.takes("approve", change["id"], floor.boss(f"boss {number}")) for number in range(10)]
    first, second = sorted(winners(await asyncio.gather(*asked)), key=lambda answer: answer["qtyUpdated"])
    assert (first["qtyUpdated"], second["qtyUpdated"], second["change"]["status"]) == (False, True, "APPROVED")
    assert (await floor.now("targetQty"))["targetQty"] == "2000"
    (after,) = (await floor.now("changes { approvals { by } }"))["changes"]
    assert len({one["by"] for one in after["approvals"]}) == len(after["approvals"]) == 2


async def test_of_a_withdrawal_and_an_approval_one_wins(floor: Floor) -> None:
    for round_ in range(6):
        await floor.new_order()
        change = await floor.asks(floor.target(1100))
        both = [
            floor.takes("withdraw", change["id"], floor.asker),
            floor.takes("approve", change["id"], floor.boss()),
        ]
        (winner,) = winners(list(await asyncio.gather(*(both if round_ % 2 else reversed(both)))))
        expected = "1100" if winner["change"]["status"] == "APPROVED" else "1000"
        assert (await floor.now("targetQty"))["targetQty"] == expected


async def test_of_many_who_ask_one_waits(floor: Floor) -> None:
    asked = [floor.tries(floor.target(1001 + number)) for number in range(8)]
    (winner,) = winners(await asyncio.gather(*asked), told="ALREADY_EXISTS")
    assert [one["id"] for one in (await floor.now("changes { id }"))["changes"]] == [winner["change"]["id"]]


async def test_a_target_and_what_is_made_at_once_keep_to_the_limit(floor: Floor) -> None:
    """Whoever is first: never is more made than the target of then allows."""
    for _ in range(5):
        await floor.new_order()
        await floor.make(900, -1)
        change = await floor.asks(floor.target(900))
        made = {"workOrderId": floor.order, "productionDate": ahead(0), "quantity": "100"}
        entered = floor.asker.sends("recordDailyProduction", "workOrder { id }", input=made)
        decided = floor.takes("approve", change["id"], floor.boss())
        first, second = await asyncio.gather(entered, decided)
        assert bool(first["problems"]) != bool(second["problems"]), "one of them"
        order = await floor.now("status cumulativeQty targetQty limitQty")
        assert (order["status"], order["cumulativeQty"] == order["targetQty"]) == ("COMPLETED", True)


async def test_orders_of_one_plan_stay_within_it_whoever_is_first(floor: Floor) -> None:
    named = {"planId": global_id("ProductionPlan", await floor.planner.make_plan()), "producesStock": True}
    changes = []
    for _ in range(4):
        await floor.new_order(**named, targetQty="200")
        changes.append(await floor.asks(floor.target(250)))
    await floor.new_order(**named, targetQty="100")
    asked = [floor.takes("approve", change["id"], floor.boss(f"boss {n}")) for n, change in enumerate(changes)]
    assert len(winners(await asyncio.gather(*asked), told="QUANTITY_EXCEEDED")) == 3, "900 and three times 50"
