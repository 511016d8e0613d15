"""Levels, movements and days as tables: the figures of GraphQL, page by page, and what has changed since a moment."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.shared import clock
from tests.graphql.stock.conftest import Keeper
from tests.rest.supply.tables import PREFIX, Record, answer, refusal, table, walked
from tests.support.clocks import ago, today

MOVEMENTS = """{ inventoryMovements(first: 500) { nodes { number kind quantity onHandChange allocatedChange
    inTransitChange occurredOn onHandAfter reference reason location product { sku } createdBy createdAt } } }"""
LEVELS = """{ inventoryLevels(first: 500) { nodes { product { sku name kind currency } location onHand allocated
    available inTransit onOrder position allowance daysOfSupply isStockout isLowStock needsReorder value
    lastCountedOn } } }"""


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


async def busy(keeper: Keeper) -> None:
    """Some weeks of two products at two locations: receipts, a count, a transfer, what was entered late."""
    await keeper.moves("RECEIPT", 100, 9, reference="PO-1")
    await keeper.moves("CONSUMPTION", 30, 7)
    await keeper.moves("ALLOCATION", 12, 6)
    await keeper.counts(60, 5, reason="stocktaking")
    await keeper.moves("RECEIPT", 25, 8)  # entered late, and taken back on the day of the count
    await keeper.moves("EXPECTED", 500, 3)
    await keeper.moves("ARRIVAL", 40, 1)
    await keeper.moves("TRANSFER_OUT", 10, 2, toLocation="OUTLET")
    await keeper.moves("RECEIPT", "82.5", 4, sku="FELT")
    await keeper.moves("CONSUMPTION", "0.3", 3, sku="FELT")


@pytest.mark.quick
async def test_movements_are_those_of_graphql_by_product_location_day_and_entry(keeper: Keeper) -> None:
    await busy(keeper)
    rows = await table(keeper, "inventory-movements")
    nodes = (await keeper.ask(MOVEMENTS))["inventoryMovements"]["nodes"]
    expected = {
        node["number"]: {
            "kind": node["kind"], "sku": node["product"]["sku"], "location": node["location"],
            "occurred_on": node["occurredOn"], "quantity": number(node["quantity"]),
            "on_hand_change": number(node["onHandChange"]), "allocated_change": number(node["allocatedChange"]),
            "in_transit_change": number(node["inTransitChange"]), "on_hand_after": number(node["onHandAfter"]),
            "reference": node["reference"], "reason": node["reason"], "created_by": node["createdBy"],
        }
        for node in nodes
    }  # fmt: skip
    assert len(rows) == len(nodes) == 12
    assert {row["number"]: {name: row[name] for name in expected[row["number"]]} for row in rows} == expected
    order = [(row["sku"], row["location"], row["occurred_on"], int(row["number"][3:])) for row in rows]
    assert order == sorted(order)
    assert list(rows[0]) == [
        "number", "kind", "sku", "location", "occurred_on", "quantity", "on_hand_change", "allocated_change",
        "in_transit_change", "on_hand_after", "reference", "reason", "created_by", "created_at", "updated_at",
        "is_active", "deallocated_at",
    ]  # fmt: skip


DAILY = """query D($from: Date!, $to: Date!) { inventoryLevels(first: 500) { nodes { product { sku } location
    history(from: $from, to: $to) { date opening received consumed adjusted transferred closing } } } }"""
ORDERS = """{ replenishment { level { product { sku } location position } reorderPoint orderUpTo suggestedQuantity
    orderBy } }"""
NAMES = ("inventory-movements", "inventory-levels", "inventory-daily", "replenishment", "demand-history")
KEYS = {
    "inventory-movements": ("number",),
    "inventory-levels": ("sku", "location"),
    "inventory-daily": ("date", "sku", "location"),
    "replenishment": ("sku", "location"),
    "demand-history": ("sku", "location", "date"),
}


async def test_levels_are_those_of_graphql(keeper: Keeper) -> None:
    await busy(keeper)
    await stocked(keeper, "BEAR", 200)
    rows = await table(keeper, "inventory-levels")
    nodes = (await keeper.ask(LEVELS))["inventoryLevels"]["nodes"]
    assert [(row["sku"], row["location"]) for row in rows] == [
        ("BEAR", "MAIN"), ("BEAR", "OUTLET"), ("FELT", "MAIN"),
    ]  # fmt: skip
    for row, node in zip(rows, nodes, strict=True):
        assert {name: row[name] for name in list(row)[:18]} == {
            "sku": node["product"]["sku"], "name": node["product"]["name"], "kind": node["product"]["kind"],
            "location": node["location"], "on_hand": number(node["onHand"]), "allocated": number(node["allocated"]),
            "available": number(node["available"]), "in_transit": number(node["inTransit"]),
            "on_order": number(node["onOrder"]), "position": number(node["position"]),
            "allowance": number(node["allowance"]), "days_of_supply": number(node["daysOfSupply"]),
            "is_stockout": node["isStockout"], "is_low_stock": node["isLowStock"],
            "needs_reorder": node["needsReorder"], "value": number(node["value"]),
            "currency": node["product"]["currency"], "last_counted_on": node["lastCountedOn"],
        }  # fmt: skip
    assert [row["is_low_stock"] for row in rows] == [True, False, False]
    assert (rows[0]["value"], rows[2]["value"], rows[2]["on_hand"]) == (Decimal(1125), None, Decimal("82.2"))


async def test_days_are_those_of_graphql_and_lead_from_opening_to_closing(keeper: Keeper) -> None:
    await busy(keeper)
    rows = await table(keeper, "inventory-daily")
    nodes = (await keeper.ask(DAILY, **{"from": ago(30), "to": ago(0)}))["inventoryLevels"]["nodes"]
    expected = [
        {"sku": node["product"]["sku"], "location": node["location"], "date": day.pop("date")}
        | {name: number(value) for name, value in day.items()}
        for node in nodes
        for day in node["history"]
    ]
    assert [{name: row[name] for name in one} for row, one in zip(rows, expected, strict=True)] == expected
    assert list(rows[0]) == [
        "date", "sku", "location", "opening", "received", "consumed", "adjusted", "transferred", "closing",
        "updated_at", "is_active", "deallocated_at",
    ]  # fmt: skip
    middle = await table(keeper, "inventory-daily", sku="bear", location="main", from_=ago(7), to=ago(3))
    assert middle == [
        row for row in rows if (row["sku"], row["location"]) == ("BEAR", "MAIN") and ago(7) <= row["date"] <= ago(3)
    ]
    assert len(middle) == 4


async def test_what_is_to_be_ordered_is_what_graphql_says(keeper: Keeper) -> None:
    await busy(keeper)
    await stocked(keeper, "BEAR", 900, review=5)
    await stocked(keeper, "FELT", "12.25")
    rows = await table(keeper, "replenishment")
    orders = (await keeper.ask(ORDERS))["replenishment"]
    assert rows
    assert [{name: row[name] for name in list(row)[:7]} for row in rows] == [
        {
            "sku": one["level"]["product"]["sku"], "location": one["level"]["location"],
            "position": number(one["level"]["position"]), "reorder_point": number(one["reorderPoint"]),
            "order_up_to": number(one["orderUpTo"]), "suggested_quantity": number(one["suggestedQuantity"]),
            "order_by": one["orderBy"],
        }
        for one in orders
    ]  # fmt: skip


async def test_what_needs_no_reorder_any_more_is_told_as_gone(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 50, 3)
    await stocked(keeper, "BEAR", 80)
    rows, since = await answer(keeper, "replenishment")
    assert [row["sku"] for row in rows] == ["BEAR"]
    await keeper.moves("RECEIPT", 5_000)
    assert await table(keeper, "replenishment") == []
    (gone,) = await table(keeper, "replenishment", updated_since=since)
    assert (gone["sku"], gone["is_active"], gone["suggested_quantity"], gone["order_by"]) == ("BEAR", False, None, None)
    assert gone["deallocated_at"] == gone["updated_at"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_pages_lead_through_every_row_once(keeper: Keeper, name: str, limit: int) -> None:
    await busy(keeper)
    await stocked(keeper, "BEAR", 900)
    every = await table(keeper, name)
    assert every
    assert await walked(keeper, name, limit=limit) == every
    assert await table(keeper, name, limit=limit, offset=1) == every[1 : 1 + limit]


async def test_pages_keep_their_balances_whatever_comes_between_them(keeper: Keeper) -> None:
    """The balance after a row counts what stands before it, on the pages before or left out by a filter."""
    await busy(keeper)
    every = {row["number"]: row for row in await table(keeper, "inventory-movements")}
    for asked in ({"kind": "RECEIPT"}, {"from_": ago(5)}, {"to": ago(6)}, {"sku": "felt"}, {"location": "outlet"}):
        some = await table(keeper, "inventory-movements", **asked)
        assert some, asked
        assert len(some) < len(every), asked
        assert all(every[row["number"]] == row for row in some), asked


@pytest.mark.parametrize("name", NAMES)
async def test_a_copy_that_merges_changes_is_the_table(keeper: Keeper, name: str) -> None:
    """Late entries change the balances of all that stands after them; so they are told again."""
    await keeper.moves("RECEIPT", 400, 12)
    rows, since = await answer(keeper, name)
    copy = {key_of(name, row): row for row in rows}
    steps: list[Any] = [
        lambda: keeper.moves("CONSUMPTION", 30, 7),
        lambda: keeper.moves("CONSUMPTION", 5, 9),
        lambda: stocked(keeper, "BEAR", 1_000),
        lambda: keeper.counts(300, 4),
        lambda: keeper.moves("RECEIPT", 20, 10),
        lambda: keeper.moves("RECEIPT", "7.25", 8, sku="FELT"),
        lambda: stocked(keeper, "BEAR", 10),
        lambda: keeper.moves("TRANSFER_OUT", 40, 1, toLocation="OUTLET"),
    ]
    for step in steps:
        await step()
        changed, since = await answer(keeper, name, updated_since=since)
        for row in changed:
            copy.pop(key_of(name, row), None)
            if row["is_active"]:
                copy[key_of(name, row)] = row
        assert sorted(copy.values(), key=str) == sorted(await table(keeper, name), key=str)


async def test_a_late_entry_changes_the_rows_after_it_and_no_others(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 100, 9)
    await keeper.moves("CONSUMPTION", 10, 5)
    await keeper.moves("CONSUMPTION", 10, 2)
    _, since = await answer(keeper, "inventory-movements")
    await keeper.moves("RECEIPT", 7, 4)
    changed = await table(keeper, "inventory-movements", updated_since=since)
    assert [(row["occurred_on"], row["on_hand_after"]) for row in changed] == [
        (ago(4), Decimal(97)), (ago(2), Decimal(87)),
    ]  # fmt: skip
    days = await table(keeper, "inventory-daily", updated_since=since)
    assert [(row["date"], row["closing"]) for row in days] == [(ago(4), Decimal(97)), (ago(2), Decimal(87))]


async def test_what_follows_from_the_day_has_changed_at_midnight(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keeper.moves("RECEIPT", 50, 3)
    await stocked(keeper, "BEAR", 80)
    tags = {name: (await keeper.get(f"{PREFIX}/{name}")).headers["etag"] for name in NAMES}
    orders, since = await answer(keeper, "replenishment")
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    others = {name: (await keeper.get(f"{PREFIX}/{name}")).headers["etag"] for name in NAMES}
    assert {name for name in NAMES if tags[name] != others[name]} == {"replenishment", "inventory-levels"}
    (again,) = await table(keeper, "replenishment", updated_since=since)
    assert (orders[0]["order_by"], again["order_by"]) == (ago(0), ago(-1))
    assert again["updated_at"].startswith(f"{ago(-1)}T00:00:00")
    assert await table(keeper, "inventory-movements", updated_since=since) == []


async def test_wrong_arguments_are_refused_with_what_is_accepted(keeper: Keeper) -> None:
    assert "accepted: RECEIPT, CONSUMPTION" in await refusal(keeper, "inventory-movements", kind="receipts")
    assert "accepted: a day such as" in await refusal(keeper, "inventory-daily", from_="yesterday")
    assert "accepted: days in order" in await refusal(keeper, "demand-history", from_="2025-06-02", to="2025-06-01")
    assert "accepted: true, false" in await refusal(keeper, "safety-stocks", is_active="perhaps")
    assert "accepted: DRAFT" in await refusal(keeper, "production-plans", status="opened")
    assert "did you mean location?" in await refusal(keeper, "inventory-levels", locations="MAIN")
    assert "cursor is not one" in await refusal(keeper, "inventory-daily", cursor="abc")


async def test_what_a_table_does_not_have_finds_nothing(keeper: Keeper) -> None:
    await busy(keeper)
    assert await table(keeper, "inventory-levels", kind="RECEIPT") == []
    assert await table(keeper, "inventory-movements", kind="MATERIAL") == []
    assert [row["sku"] for row in await table(keeper, "inventory-levels", kind="material")] == ["FELT"]
    assert await table(keeper, "inventory-levels", sku="NOBODY") == []
    assert await table(keeper, "inventory-daily", from_="0001-01-01", to="9999-12-31")
    assert await table(keeper, "demand-history", from_="9999-12-31") == []
    assert (await keeper.get(f"{PREFIX}/inventory-movements", sku="a\0b")).status_code in (200, 400)
    assert len(await table(keeper, "inventory-levels", sku=["bear", "FELT", ""])) == 3
    assert await table(keeper, "inventory-movements", kind=["receipt", "ADJUSTMENT"], sku="felt")


def key_of(name: str, row: Record) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEYS[name])


async def stocked(keeper: Keeper, sku: str, quantity: Any, *, review: int | None = None) -> None:
    """An active safety stock of a fixed quantity, ten pieces a day and a lead time of two."""
    given = {
        "sku": sku, "policy": "FIXED_QUANTITY", "fixedQuantity": str(quantity), "meanDailyDemand": "10",
        "demandDeviation": "2", "leadTimeDays": "2", "reviewDays": None if review is None else str(review),
    }  # fmt: skip
    answered = await keeper.chosen("createSafetyStock", "problems { message }", {"input": given})
    assert answered["problems"] == []
