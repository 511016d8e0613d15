"""Files of supply planning over GraphQL: every bad row named, good ones applied once, and nothing half applied."""

import time
from typing import Any

import pytest

from tests.graphql.planning.conftest import Planner
from tests.graphql.planning.test_uploads import sent

PRODUCTS = (
    "SKU,Name,Unit,Kind,Decimals,Unit Cost,Currency,Labour Hours,Labour Skill,Daily Capacity,Lead Time Days,Active\n"
)
THREE = (
    PRODUCTS + "BEAR,Bear,pcs,FINISHED_GOOD,0,2.1,USD,0.22,Sewing,600,12,Y\n"
    "PLUSH,Plush,m,material,2,3.2,USD,,,,7,Y\nEYE,Eye,pcs,Material,0,0.04,USD,,,,10,Y\n"
)
BILLS = "SKU,Component,Quantity Per Unit,Scrap,Stage\n"
DEMAND = "SKU,Location,Date,Quantity,Bucket,No Data\n"
STOCK = "SKU,Location,Quantity,Counted On\n"
HISTORY = """query History($sku: String!, $from: Date!, $to: Date!, $bucket: TimeBucket!) {
    demandHistory(sku: $sku, from: $from, to: $to, bucket: $bucket) { bucket meanPerDay deviationPerDay importedPoints
        ledgerPoints points { date quantity isNoData source } } }"""


async def preview(supply: Planner, mutation: str, content: str) -> Any:
    answer = await sent(supply, mutation, content)
    assert answer["problems"] == []
    return answer["preview"]


async def commit(supply: Planner, mutation: str, content: str) -> Any:
    checked = await preview(supply, mutation, content)
    assert checked["rejected"] == []
    done = await supply.done("commitImport", "created updated unchanged rejected", previewId=checked["id"])
    return done["created"], done["updated"], done["unchanged"]


async def rejected(supply: Planner, mutation: str, content: str) -> list[tuple[int, str, str]]:
    checked = await preview(supply, mutation, content)
    assert all(one["reason"] for one in checked["rejected"])
    return [(one["row"], one["column"], one["value"]) for one in checked["rejected"]]


async def bill_of(supply: Planner, sku: str) -> list[tuple[str, str]]:
    asked = "query Bill($sku: String!) { product(sku: $sku) { billOfMaterials { component { sku } quantityPerUnit } } }"
    lines = (await supply.ask(asked, sku=sku))["product"]["billOfMaterials"]
    return [(one["component"]["sku"], one["quantityPerUnit"]) for one in lines]


@pytest.mark.quick
async def test_files_are_checked_then_applied_once(supply: Planner) -> None:
    assert await commit(supply, "previewProductImport", THREE) == (3, 0, 0)
    assert await commit(supply, "previewProductImport", THREE.replace("Bear,", "Big bear,")) == (0, 1, 2)
    bills = BILLS + "BEAR,PLUSH,0.35,0.04,CUTTING\nbear,eye,2,,\n"
    assert await commit(supply, "previewBillOfMaterialsImport", bills) == (2, 0, 0)
    assert await bill_of(supply, "BEAR") == [("PLUSH", "0.35"), ("EYE", "2")]
    assert await commit(supply, "previewBillOfMaterialsImport", bills) == (0, 0, 2)
    assert await commit(supply, "previewBillOfMaterialsImport", BILLS + "BEAR,EYE,3,0,\n") == (0, 1, 0)
    assert await bill_of(supply, "BEAR") == [("EYE", "3")]
    days = DEMAND + "".join(f"BEAR,main,2025-06-0{day},{day},DAY,\n" for day in range(1, 4))
    assert await commit(supply, "previewDemandHistoryImport", days) == (3, 0, 0)
    assert await commit(supply, "previewDemandHistoryImport", days.replace(",3,DAY", ",30,DAY")) == (0, 1, 2)


async def test_every_bad_row_of_products_is_named(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    await commit(supply, "previewBillOfMaterialsImport", BILLS + "BEAR,EYE,2,,\n")
    rows = (
        "A,,pcs,MATERIAL,0,,,,,,,\n"
        "B,B,pcs,THING,0,,,,,,,\n"
        "C,C,pcs,MATERIAL,5,,,,,,,\n"
        "D,D,pcs,MATERIAL,0,1.23456,USD,,,,,\n"
        "E,E,pcs,MATERIAL,0,1,,,,,,\n"
        "F,F,pcs,MATERIAL,0,,EURO,,,,,\n"
        "G,G,pcs,MATERIAL,0,,,,,0,,\n"
        "H,H,pcs,MATERIAL,0,,,,,,,maybe\n"
        "i,I,pcs,MATERIAL,0,,,,,,,\n"
        "I,I,pcs,MATERIAL,0,,,,,,,\n"
        "BEAR,Bear,pcs,MATERIAL,0,,,,,,,\n"
        "EYE,Eye,pcs,MATERIAL,2,,,,,,,\n"
        "PLUSH,Plush,m,FINISHED_GOOD,3,,,,,,,\n"
    )
    found = await rejected(supply, "previewProductImport", PRODUCTS + rows)
    assert found == [
        (2, "Name", None), (3, "Kind", "THING"), (4, "Decimals", "5"), (5, "Unit Cost", "1.23456"),
        (6, "Currency", None), (7, "Currency", "EURO"), (8, "Daily Capacity", "0"), (9, "Active", "maybe"),
        (10, "SKU", "i"), (11, "SKU", "I"), (12, "Kind", "MATERIAL"), (13, "Decimals", "2"),
    ]  # fmt: skip


async def test_a_bad_line_rejects_its_bill_and_no_other(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    rows = BILLS + "BEAR,EYE,2,,\nBEAR,NONE,1,,\nPLUSH,EYE,0,,\nNOBODY,EYE,1,,\n"
    assert await rejected(supply, "previewBillOfMaterialsImport", rows) == [
        (2, "SKU", "BEAR"), (3, "Component", "NONE"), (4, "Quantity Per Unit", "0"), (5, "SKU", "NOBODY")
    ]  # fmt: skip
    rows = BILLS + "BEAR,EYE,2,,\nBEAR,EYE,3,,\nEYE,EYE,1,,\nPLUSH,EYE,1,1,\nPLUSH,BEAR,1,0.5,\n"
    assert [row for row, *_ in await rejected(supply, "previewBillOfMaterialsImport", rows)] == [2, 3, 4, 5, 6]


async def test_circles_of_a_file_and_of_what_is_stored_are_told_with_their_path(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    rows = BILLS + "BEAR,PLUSH,1,,\nPLUSH,EYE,1,,\nEYE,BEAR,1,,\n"
    checked = await preview(supply, "previewBillOfMaterialsImport", rows)
    assert len(checked["rejected"]) == 3
    assert "BEAR → PLUSH → EYE → BEAR" in checked["rejected"][0]["reason"]
    await commit(supply, "previewBillOfMaterialsImport", BILLS + "BEAR,PLUSH,1,,\nPLUSH,EYE,1,,\n")
    (row,) = (await preview(supply, "previewBillOfMaterialsImport", BILLS + "EYE,BEAR,1,,\n"))["rejected"]
    assert "EYE → BEAR → PLUSH → EYE" in row["reason"]
    turned = BILLS + "BEAR,EYE,1,,\nEYE,PLUSH,1,,\nPLUSH,EYE,1,,\n"
    assert [row for row, *_ in await rejected(supply, "previewBillOfMaterialsImport", turned)] == [3, 4]


async def test_every_bad_row_of_demand_is_named(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    await commit(supply, "previewDemandHistoryImport", DEMAND + "EYE,SHOP,2025-06-02,1,WEEK,\n")
    rows = (
        "NONE,MAIN,2025-06-01,1,,\n"
        "BEAR,MAIN,2025-06-31,1,,\n"
        "BEAR,MAIN,2025-06-01,-1,,\n"
        "BEAR,MAIN,2025-06-02,1.5,,\n"
        "BEAR,MAIN,2025-06-03,,,\n"
        "BEAR,MAIN,2025-06-04,,DAY,Y\n"
        "BEAR,MAIN,2025-06-05,1,WEEK,\n"
        "EYE,shop,2025-06-03,1,,\n"
        "EYE,SHOP,2025-06-09,1,MONTH,\n"
        "BEAR,MAIN,2099-06-05,1,,\n"
        "BEAR,MAIN,2025-06-10,1,,\n"
        "bear,main,2025-06-10,2,,\n"
        "PLUSH,MAIN,2025-06-02,1,YEAR,\n"
        "PLUSH,MAIN,2025-06-01,1,MONTH,\n"
        "PLUSH,MAIN,2025-07-02,1,MONTH,\n"
    )
    found = await rejected(supply, "previewDemandHistoryImport", DEMAND + rows)
    assert found == [
        (2, "SKU", "NONE"), (3, "Date", "2025-06-31"), (4, "Quantity", "-1"), (5, "Quantity", "1.5"),
        (6, "Quantity", None), (8, "Bucket", "WEEK"), (9, "Date", "2025-06-03"), (10, "Bucket", "MONTH"),
        (11, "Date", "2099-06-05"), (12, "Date", "2025-06-10"), (13, "Date", "2025-06-10"), (14, "Bucket", "YEAR"),
        (16, "Date", "2025-07-02"),
    ]  # fmt: skip


async def test_a_history_is_shown_by_day_week_and_month(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    figures = [0, 15, 0, 12, 0, 0, 0]
    days = "".join(f"BEAR,,2025-06-{day:02d},{figure},DAY,\n" for day, figure in enumerate(figures, start=2))
    await commit(supply, "previewDemandHistoryImport", DEMAND + days + "BEAR,,2025-06-09,,,Y\n")
    week = {"sku": "bear", "from": "2025-06-02", "to": "2025-06-08"}
    shown = (await supply.ask(HISTORY, **week, bucket="DAY"))["demandHistory"]
    assert (shown["meanPerDay"], shown["deviationPerDay"]) == ("3.8571", "6.644")
    assert [one["quantity"] for one in shown["points"]] == [str(figure) for figure in figures]
    assert (shown["importedPoints"], shown["ledgerPoints"]) == (7, 0)
    weeks = {**week, "to": "2025-06-15"}
    shown = (await supply.ask(HISTORY, **weeks, bucket="WEEK"))["demandHistory"]
    assert [(one["date"], one["quantity"], one["isNoData"]) for one in shown["points"]] == [
        ("2025-06-02", "27", False), ("2025-06-09", "0", True)
    ]  # fmt: skip
    await commit(supply, "previewDemandHistoryImport", DEMAND + "EYE,,2025-05-01,100,MONTH,\nEYE,,2025-06-01,50,,\n")
    months = {"sku": "EYE", "from": "2025-05-01", "to": "2025-06-30"}
    shown = (await supply.ask(HISTORY, **months, bucket="DAY"))["demandHistory"]
    assert (shown["bucket"], [one["quantity"] for one in shown["points"]]) == ("MONTH", ["100", "50"])
    assert (await supply.ask(HISTORY, **{**week, "sku": "NONE"}, bucket="DAY"))["demandHistory"] is None
    (error,) = await supply.errors(HISTORY, **{**week, "to": "2025-06-01"}, bucket="DAY")
    assert error["extensions"]["code"] == "BAD_REQUEST"


async def test_opening_stock_becomes_counts(supply: Planner) -> None:
    await commit(supply, "previewProductImport", THREE)
    rows = STOCK + "BEAR,,1365,2025-06-01\nBEAR,shop,5,2025-06-01\nPLUSH,,1.25,2025-06-01\n"
    assert await commit(supply, "previewOpeningStockImport", rows) == (3, 0, 0)
    asked = """query Stock { product(sku: "BEAR") { inventory { location onHand lastCountedOn } }
        inventoryMovements(filter: { sku: ["BEAR"] }) { nodes { kind quantity reason occurredOn } } }"""
    shown = await supply.ask(asked)
    assert shown["product"]["inventory"] == [
        {"location": "MAIN", "onHand": "1365", "lastCountedOn": "2025-06-01"},
        {"location": "shop", "onHand": "5", "lastCountedOn": "2025-06-01"},
    ]
    assert {one["kind"] for one in shown["inventoryMovements"]["nodes"]} == {"ADJUSTMENT"}
    assert await commit(supply, "previewOpeningStockImport", rows.replace("1365", "1300")) == (0, 1, 2)
    bad = "NONE,,1,\nEYE,,1.5,\nEYE,SHOP,-1,\nBEAR,,1,2099-01-01\nPLUSH,SHOP,1,\nplush,shop,2,\n"
    assert await rejected(supply, "previewOpeningStockImport", STOCK + bad) == [
        (2, "SKU", "NONE"), (3, "Quantity", "1.5"), (4, "Quantity", "-1"), (5, "Counted On", "2099-01-01"),
        (6, "SKU", "PLUSH"), (7, "SKU", "plush"),
    ]  # fmt: skip


async def test_a_preview_that_would_now_do_something_else_is_refused(supply: Planner) -> None:
    checked = await preview(supply, "previewProductImport", THREE)
    await commit(supply, "previewProductImport", THREE)
    (problem,) = await supply.refused("commitImport", previewId=checked["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_a_hundred_thousand_rows_of_history_are_imported_in_tens_of_seconds(supply: Planner) -> None:
    await commit(
        supply, "previewProductImport", PRODUCTS + "".join(f"P{n},P,pcs,MATERIAL,0,,,,,,,\n" for n in range(100))
    )
    rows = "".join(
        f"P{n},MAIN,{2022 + day // 336}-{day % 336 // 28 + 1:02d}-{day % 28 + 1:02d},{day},DAY,\n"
        for n in range(100)
        for day in range(1_000)
    )
    began = time.monotonic()
    assert await commit(supply, "previewDemandHistoryImport", DEMAND + rows) == (100_000, 0, 0)
    assert time.monotonic() - began < 200, "tens of seconds, on a machine that nobody else uses"
