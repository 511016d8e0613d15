"""Lists of levels and movements in every order, days of supply, and what is told to listeners."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from services.shared import clock
from tests.graphql.stock.conftest import Keeper
from tests.support.clocks import ago, today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.planned import add_forecasts

LEVELS = """query L($order: InventoryOrder!, $direction: OrderDirection!, $after: String) {
    inventoryLevels(orderBy: $order, direction: $direction, first: 1, after: $after) {
        totalCount nodes { product { sku } value daysOfSupply daysOfSupplyIsMinimum }
        pageInfo { endCursor hasNextPage } } }"""


async def forecast(keeper: Keeper, sku: str, quantity: int) -> None:
    """An active forecast of two months, the first of which has begun."""
    async with keeper.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        from sqlalchemy import text

        product = await session.scalar(text("SELECT id FROM product WHERE sku = :sku"), {"sku": sku})
        await add_forecasts(session, product, start=today().replace(day=1), quantity=Decimal(quantity))


@pytest.mark.parametrize("order", ["SKU", "AVAILABLE", "DAYS_OF_SUPPLY", "VALUE"])
async def test_pages_go_on_in_every_order_and_the_unknown_comes_last(keeper: Keeper, order: str) -> None:
    await keeper.moves("RECEIPT", 10)
    await keeper.moves("RECEIPT", 20, location="WEST")
    await keeper.moves("RECEIPT", 5, sku="FELT")
    await forecast(keeper, "BEAR", 310)
    for direction in ("ASC", "DESC"):
        seen: list[Any] = []
        after = None
        while True:
            page = (await keeper.ask(LEVELS, order=order, direction=direction, after=after))["inventoryLevels"]
            assert page["totalCount"] == 3
            seen += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert len(seen) == 3
        if order == "VALUE":
            assert [one["value"] for one in seen] == (
                ["125", "250", None] if direction == "ASC" else ["250", "125", None]
            )
        if order == "DAYS_OF_SUPPLY":
            assert [one["daysOfSupply"] is None for one in seen] == [False, True, True]


async def test_movements_of_levels_are_pages_of_their_own(keeper: Keeper) -> None:
    for number in range(3):
        await keeper.moves("RECEIPT", number + 1, 5 - number, reference="A")
        await keeper.moves("RECEIPT", 10, sku="FELT")
    query = """query M($after: String) { inventoryLevels { nodes { product { sku }
        movements(first: 2, after: $after) {
            totalCount nodes { quantity onHandAfter } pageInfo { endCursor hasNextPage } } } }
        inventoryMovements(filter: { reference: "A", kind: [RECEIPT] }, first: 2) {
            totalCount nodes { quantity onHandAfter } } }"""
    found = await keeper.ask(query)
    bear, felt = (level["movements"] for level in found["inventoryLevels"]["nodes"])
    assert (bear["totalCount"], felt["totalCount"]) == (3, 3)
    assert bear["nodes"] == [{"quantity": "3", "onHandAfter": "6"}, {"quantity": "2", "onHandAfter": "3"}]
    assert found["inventoryMovements"] == {"totalCount": 3, "nodes": bear["nodes"]}
    rest = (await keeper.ask(query, after=bear["pageInfo"]["endCursor"]))["inventoryLevels"]["nodes"][0]["movements"]
    assert rest["nodes"] == [{"quantity": "1", "onHandAfter": "1"}]
    errors = await keeper.errors(query, after="nothing")
    assert "cursor" in errors[0]["message"]


async def test_answers_that_follow_from_the_day_are_kept_for_that_day(keeper: Keeper, monkeypatch: Any) -> None:
    await keeper.moves("RECEIPT", 10)
    await forecast(keeper, "BEAR", 310)
    first = (await keeper.level())["daysOfSupply"]
    assert (await keeper.level())["daysOfSupply"] == first
    later = today() + timedelta(days=3_000)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert (await keeper.level())["daysOfSupply"] == "0"


async def test_history_has_a_row_for_each_day_with_a_movement(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 100, 4)
    await keeper.moves("CONSUMPTION", 30, 2)
    taken = await keeper.moves("CONSUMPTION", 5, 2)
    await keeper.send("reverseInventoryMovement", id=taken["movements"][0]["id"], reason="mistake")
    await keeper.moves("TRANSFER_OUT", 10, 2, toLocation="WEST")
    assert (await keeper.days())[ago(2)] == {
        "date": ago(2), "opening": "100", "received": "0", "consumed": "30", "adjusted": "0", "transferred": "-10",
        "closing": "60",
    }  # fmt: skip
