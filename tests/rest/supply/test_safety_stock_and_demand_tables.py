"""Safety stocks and demand as tables: the figures of GraphQL, former ones, and what a file takes the place of."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.stock.conftest import Keeper
from tests.graphql.supply.test_imports import DEMAND, commit
from tests.rest.supply.tables import Record, answer, table, walked
from tests.support.clocks import ago, today

STOCKS = """{ safetyStocks(first: 500) { nodes { id product { sku } location policy serviceLevel z leadTimeDays
    meanDailyDemand demandDeviation safetyStockQuantity reorderPoint orderUpTo isActive } } }"""
HISTORY = """query H($sku: String!, $from: Date!, $to: Date!) { demandHistory(sku: $sku, from: $from, to: $to) {
    bucket points { date quantity isNoData source } } }"""


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


async def stock(keeper: Keeper, **more: Any) -> None:
    given = {
        "sku": "BEAR", "policy": "SERVICE_LEVEL", "serviceLevel": 0.95, "leadTimeDays": "7", "meanDailyDemand": "100",
        "demandDeviation": "20",
    }  # fmt: skip
    answered = await keeper.chosen("createSafetyStock", "problems { message }", {"input": {**given, **more}})
    assert answered["problems"] == []


async def test_safety_stocks_are_those_of_graphql_former_ones_included(keeper: Keeper) -> None:
    await stock(keeper)
    await stock(keeper, exactZ=True, reviewDays="5")
    await stock(keeper, sku="FELT", policy="FIXED_QUANTITY", serviceLevel=None, fixedQuantity="12.25")
    await stock(keeper, location="OUTLET", isActive=False)
    rows = await table(keeper, "safety-stocks")
    nodes = (await keeper.ask(STOCKS))["safetyStocks"]["nodes"]
    names = {
        "safety_stock_quantity": "safetyStockQuantity", "reorder_point": "reorderPoint", "order_up_to": "orderUpTo",
        "lead_time_days": "leadTimeDays", "mean_daily_demand": "meanDailyDemand", "demand_deviation": "demandDeviation",
    }  # fmt: skip
    expected = [
        {
            "sku": node["product"]["sku"], "location": node["location"], "policy": node["policy"],
            "service_level": node["serviceLevel"] and Decimal(str(node["serviceLevel"])),
            "z": node["z"] and pytest.approx(Decimal(str(node["z"])), abs=Decimal("1e-6")),
            "is_active": node["isActive"], "id": node["id"],
            **{name: number(node[field]) for name, field in names.items()},
        }
        for node in nodes
    ]  # fmt: skip
    assert [{name: row[name] for name in one} for row, one in zip(rows, expected, strict=True)] == expected
    assert list(rows[0]) == [
        "sku", "location", "policy", "service_level", "z", "lead_time_days", "mean_daily_demand", "demand_deviation",
        "safety_stock_quantity", "reorder_point", "order_up_to", "is_active", "updated_at", "id",
    ]  # fmt: skip
    assert [row["is_active"] for row in rows] == [False, True, False, True]
    assert rows[0]["safety_stock_quantity"] == Decimal("87.3098")
    assert await walked(keeper, "safety-stocks", limit=1) == rows
    for asked, kept in (("true", True), ("False", False)):
        some = await table(keeper, "safety-stocks", is_active=asked)
        assert some == [row for row in rows if row["is_active"] is kept]


async def test_a_safety_stock_that_is_retired_is_told_to_who_asked_for_active_ones(keeper: Keeper) -> None:
    await stock(keeper)
    rows, since = await answer(keeper, "safety-stocks", is_active="true")
    copy = {row["id"]: row for row in rows}
    await stock(keeper, serviceLevel=0.98)
    for row in await table(keeper, "safety-stocks", is_active="true", updated_since=since):
        copy.pop(row["id"], None)
        if row["is_active"]:
            copy[row["id"]] = row
    assert list(copy.values()) == await table(keeper, "safety-stocks", is_active="true")
    assert len(copy) == 1


DEMAND_COLUMNS = [
    "sku", "location", "date", "bucket", "quantity", "is_no_data", "source", "updated_at", "is_active",
    "deallocated_at",
]  # fmt: skip


async def histories(keeper: Keeper) -> list[Record]:
    """What GraphQL says of both products, as rows of the table."""
    found = []
    for sku in ("BEAR", "FELT"):
        asked = {"sku": sku, "from": ago(300), "to": ago(0)}
        history = (await keeper.ask(HISTORY, **asked))["demandHistory"]
        found += [
            {
                "sku": sku, "location": "MAIN", "date": point["date"], "bucket": history["bucket"],
                "quantity": Decimal(point["quantity"]), "is_no_data": point["isNoData"], "source": point["source"],
            }
            for point in history["points"]
        ]  # fmt: skip
    return found


def monday(weeks: int) -> str:
    return str(today() - timedelta(days=today().weekday()) - timedelta(weeks=weeks))


async def test_demand_is_that_of_graphql_from_files_and_from_the_ledger(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 900, 28)
    await keeper.moves("RECEIPT", "80", 28, sku="FELT")
    for day in (20, 13, 12, 5):
        await keeper.moves("CONSUMPTION", 10 + day, day)
        await keeper.moves("CONSUMPTION", "0.25", day, sku="FELT")
    days = [f"BEAR,,{ago(40)},7,DAY,", f"BEAR,,{ago(12)},99,DAY,", f"BEAR,,{ago(2)},,DAY,Y"]
    weeks = [f"FELT,,{monday(6)},12.5,WEEK,", f"FELT,,{monday(2)},3.75,WEEK,"]
    await commit(keeper, "previewDemandHistoryImport", DEMAND + "\n".join([*days, *weeks]) + "\n")
    rows = await table(keeper, "demand-history")
    expected = await histories(keeper)
    assert [{name: row[name] for name in one} for row, one in zip(rows, expected, strict=True)] == expected
    assert list(rows[0]) == DEMAND_COLUMNS
    assert {(row["sku"], row["bucket"]) for row in rows} == {("BEAR", "DAY"), ("FELT", "WEEK")}
    assert {row["source"] for row in rows} == {"IMPORT", "LEDGER"}
    assert await walked(keeper, "demand-history", limit=2) == rows
    some = await table(keeper, "demand-history", sku="bear", from_=ago(13), to=ago(2))
    assert some == [row for row in rows if row["sku"] == "BEAR" and ago(13) <= row["date"] <= ago(2)]


async def test_days_that_a_file_of_weeks_takes_the_place_of_are_told_as_gone(keeper: Keeper) -> None:
    await keeper.moves("RECEIPT", 900, 28)
    for day in range(20, 6, -1):
        await keeper.moves("CONSUMPTION", day, day)
    rows, since = await answer(keeper, "demand-history")
    copy = {row["date"]: row for row in rows}
    assert len(copy) == 14
    await commit(keeper, "previewDemandHistoryImport", DEMAND + f"BEAR,,{monday(9)},70,WEEK,\n")
    for row in await table(keeper, "demand-history", updated_since=since):
        copy.pop(row["date"], None)
        if row["is_active"]:
            copy[row["date"]] = row
    assert sorted(copy.values(), key=str) == sorted(await table(keeper, "demand-history"), key=str)
    assert {row["bucket"] for row in copy.values()} == {"WEEK"}
