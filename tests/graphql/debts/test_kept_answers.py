"""Answers that are kept are never older than what they tell: whatever is done to a debt, they are asked anew."""

from typing import Any

from tests.graphql.debts.conftest import Hand
from tests.rest.supply.tables import answer

LISTED = """query L { materialDebts { totalCount nodes { status approvals { by } openQty settlements { receivedQty } }
    totals { pending approved settled open } } }"""
LEVEL = """query V { latestInventory(sku: "FABRIC") { allowance allocated position } }"""
ON_ORDER = """query O { latestInventory(sku: "SHIRT") { onOrder position } }"""


async def test_a_list_follows_every_step_of_a_debt(floor: Hand) -> None:
    boss, third = floor.boss, floor.as_("director", "MANAGER")

    async def listed() -> Any:
        first = (await boss.ask(LISTED))["materialDebts"]
        assert (await boss.ask(LISTED))["materialDebts"] == first
        return first

    assert (await listed())["totalCount"] == 0
    debt = await floor.asks_for(300)
    assert (await listed())["nodes"][0]["status"] == "PENDING"
    await boss.carries_out("approveMaterialDebt", id=debt["id"])
    assert (await listed())["nodes"][0]["approvals"] == [{"by": "boss"}]
    await third.carries_out("approveMaterialDebt", id=debt["id"])
    assert (await listed())["nodes"][0]["openQty"] == "300"
    await floor.settles(debt, 100)
    assert (await listed())["nodes"][0]["settlements"] == [{"receivedQty": "100"}]
    await boss.carries_out("closeMaterialDebt", id=debt["id"], reason="not needed")
    assert (await listed())["totals"] == [{"pending": "0", "approved": "300", "settled": "100", "open": "0"}]


async def test_a_level_follows_debts_and_work_orders(floor: Hand) -> None:
    await floor.moves("RECEIPT", 1)
    await floor.moves("RECEIPT", 1, sku="SHIRT")
    keeper = floor.keeper

    async def figures(question: str) -> Any:
        first = (await keeper.ask(question))["latestInventory"]
        assert (await keeper.ask(question))["latestInventory"] == first
        return first

    assert (await figures(LEVEL))["allowance"] == "0"
    assert await figures(ON_ORDER) == {"onOrder": "100", "position": "101"}
    await floor.approved(10)
    assert (await figures(LEVEL))["allowance"] == "10"
    await floor.makes(40)
    assert await figures(ON_ORDER) == {"onOrder": "60", "position": "101"}
    await floor.boss.carries_out("allocateMaterials", "level { allocated }", workOrderId=floor.order)
    assert (await figures(LEVEL))["allocated"] == "1"


async def test_tables_of_levels_tell_what_changed_on_the_floor(floor: Hand) -> None:
    await floor.moves("RECEIPT", 1)
    await floor.moves("RECEIPT", 1, sku="SHIRT")
    keeper = floor.keeper

    async def since(moment: str | None) -> tuple[list[tuple[str, int, int]], str]:
        given = {} if moment is None else {"updated_since": moment}
        rows, next_moment = await answer(keeper, "inventory-levels", **given)
        return [(row["sku"], row["on_order"], row["allowance"]) for row in rows], next_moment

    before, moment = await since(None)
    assert before == [("FABRIC", 0, 0), ("SHIRT", 100, 0)]
    debt = await floor.approved(10)
    changed, moment = await since(moment)
    assert changed == [("FABRIC", 0, 10)]
    await floor.makes(40)
    changed, moment = await since(moment)
    assert ("SHIRT", 60, 0) in changed
    await floor.boss.carries_out("closeMaterialDebt", id=debt["id"], reason="not needed")
    assert ("FABRIC", 0, 0) in (await since(moment))[0]
