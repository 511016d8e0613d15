"""The daily summary as a table and as a workbook: the figures of GraphQL, and what has changed since a moment."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from db.shared.keyed_pages import Span
from db.shopfloor.day_table import DaysAsked, day_table
from server.commands.postgres import Addresses
from tests.rest.supply.tables import Record, answer, refusal, table, walked
from tests.support import clocks
from tests.support.api import Api, token
from tests.support.floor import add_entries, add_order
from tests.support.watched import Floor, floors, made
from tests.support.workbook_lint import faults

TABLE, WORKBOOK = "daily-summary", "/api/v2/reports/daily-summary.xlsx"
CANCELLED = {"status": "CANCELLED", "cancelled_at": text("now()")}
SEWING = {"stage": "SEWING", "department": "LINE-2"}
FIGURES = ("number", "target", "actual", "scrap", "variance", "variance_pct")
MOVE = text("UPDATE work_order SET deadline = CAST(:to AS date) WHERE id = :id")
CANCEL = text("UPDATE work_order SET status = 'CANCELLED', cancelled_at = now(), cancelled_by = 'x' WHERE id = :id")
CORRECT = text("UPDATE daily_production SET quantity = quantity + 1 WHERE work_order_id = :id")


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor with a few orders of June 2025."""
    async for floor in floors(empty, request):
        await floor.has(
            **{"SPK-9": (made((88, 3), 100), {}), "SPK-10": (made(1_000), SEWING), "SPK-11": ({}, SEWING)},  # type: ignore[arg-type]
            **{
                "SPK-12": ({date(2025, 6, 7): 5}, {}),
                "W": ({}, {"status": "CANCELLED", "cancelled_at": text("now()")}),
            },
        )
        yield floor


def shown(rows: list[Record]) -> list[tuple[Any, ...]]:
    return [
        tuple(row[name] for name in ("number", "target", "actual", "scrap", "variance", "variance_pct")) for row in rows
    ]


@pytest.mark.quick
async def test_a_day_is_that_of_graphql(floor: Floor) -> None:
    for day in ("2025-06-02", "2025-06-03", "2025-06-07", "2025-06-13", "2025-06-14"):
        rows = await table(floor.ppic, TABLE, from_=day, to=day)
        orders = (await floor.day(day))["workOrders"]
        assert shown(rows) == [
            (
                one["workOrder"]["number"],
                *(Decimal(one["figures"][name]) for name in ("target", "actual", "scrap", "variance")),
                None if one["figures"]["variancePct"] is None else Decimal(one["figures"]["variancePct"]),
            )
            for one in orders
        ]
        assert {row["date"] for row in rows} <= {day}
        assert all(row["is_active"] is True and row["deallocated_at"] is None for row in rows)
    head = (await table(floor.ppic, TABLE, from_="2025-06-02", to="2025-06-02"))[0]
    assert list(head) == [
        "date", "number", "department", "stage", "target", "actual", "scrap", "variance", "variance_pct",
        "updated_at", "is_active", "deallocated_at",
    ]  # fmt: skip
    assert shown([head]) == [("SPK-9", 100, 88, 3, -12, -12)]


async def test_many_days_are_their_days_and_pages_go_on(floor: Floor) -> None:
    june = {"from": "2025-06-01", "to": "2025-06-30"}
    rows = await table(floor.ppic, TABLE, **june)
    days = [
        await table(floor.ppic, TABLE, from_=str(day), to=str(day))
        for day in (date(2025, 6, 1) + timedelta(days=number) for number in range(30))
    ]
    assert rows == [row for day in days for row in day]
    assert len(rows) == 41  # four orders of ten days, and one Saturday
    assert await walked(floor.ppic, TABLE, limit=7, **june) == rows


async def test_without_days_it_is_today(floor: Floor) -> None:
    today = clocks.today()
    async with floor.writing() as session:
        product = int(await session.scalar(text("SELECT id FROM product")))
        await add_order(session, product, "TODAY", {today: 4}, planned_start=today, deadline=today + timedelta(days=9))
    (row,) = await table(floor.ppic, TABLE)
    assert (row["date"], row["number"], row["actual"]) == (str(today), "TODAY", 4)
    assert len(await table(floor.ppic, TABLE, from_="2025-06-01")) == 42  # up to today
    later = await table(floor.ppic, TABLE, to=str(today + timedelta(days=3)))
    assert later[0] == row
    assert {one["number"] for one in later} == {"TODAY"}
    assert {row["date"] for row in await table(floor.ppic, TABLE, to="2025-06-02")} == {"2025-06-02"}
    message = await refusal(floor.ppic, TABLE, from_="2025-06-03", to="2025-06-02")
    assert "2025-06-02 lies before from 2025-06-03" in message


async def test_the_first_and_the_last_day_of_all_are_days(floor: Floor) -> None:
    assert len(await table(floor.ppic, TABLE, from_="0001-01-01", to="9999-12-31")) == 41
    async with floor.writing() as session:
        await session.run(MOVE, {"to": date.max, "id": 3})
    rows = await table(floor.ppic, TABLE, from_="2025-07-01", to="2025-07-02")
    assert [row["number"] for row in rows] == ["SPK-11", "SPK-11"]
    assert rows[0]["target"] == Decimal("0.0005")


KEY = ("date", "number")


def merged(copy: dict[Any, Record], rows: list[Record]) -> dict[Any, Record]:
    """A copy with what has changed."""
    copy = dict(copy)
    for row in rows:
        key = tuple(row[name] for name in KEY)
        copy[key] = row
        if row["is_active"] is False:
            assert row["deallocated_at"] is not None
            del copy[key]
    return copy


async def test_a_copy_that_follows_changes_stays_whole(floor: Floor) -> None:
    random, june = Random(5), {"from": "2025-06-01", "to": "2025-06-30"}
    rows, since = await answer(floor.ppic, TABLE, **june)
    copy = merged({}, rows)
    changes = [
        (MOVE, {"id": 1, "to": date(2025, 6, 9)}), (MOVE, {"id": 1, "to": date(2025, 6, 20)}), (CANCEL, {"id": 3}),
        (CORRECT, {"id": 2}), (MOVE, {"id": 4, "to": date(2025, 6, 4)}),
    ]  # fmt: skip
    for statement, values in random.sample(changes, len(changes)):
        async with floor.writing() as session:
            await session.run(statement, values)
        if random.random() < 0.5:
            async with floor.writing() as session:
                await add_entries(session, 2, {date(2025, 6, random.randrange(16, 30)): 7})
        changed, since = await answer(floor.ppic, TABLE, updated_since=since, **june)
        copy = merged(copy, changed)
        whole = await table(floor.ppic, TABLE, **june)
        assert sorted(copy.values(), key=repr) == sorted(whole, key=repr)


async def test_yesterday_goes_from_a_copy_of_today(floor: Floor) -> None:
    """Where the days follow from the day, midnight brings a day and takes the one before."""
    monday, copy = date(2025, 6, 2), set()
    async with floor.writing() as session:
        for number in range(4):
            since = None if not number else datetime(2025, 6, 2 + number - 1, 12, tzinfo=UTC)
            today = monday + timedelta(days=number)
            found = day_table(DaysAsked(), Span(updated_since=since), today=today)
            names = ["day", "number", "counts"]
            async for batch in found.rows(session, names, Span(updated_since=since)):
                for day, order, counts in batch:
                    (copy.add if counts else copy.discard)((day, order))
            assert copy == {(today, order) for order in ("SPK-9", "SPK-10", "SPK-11", "SPK-12")}


async def test_a_workbook_of_a_day_is_ready_to_print(floor: Floor) -> None:
    response = await floor.ppic.get(WORKBOOK, date="2025-06-02")
    assert response.status_code == 200
    assert 'filename="headroom-daily-summary-to-print-2025-06-02.xlsx"' in response.headers["content-disposition"]
    assert faults(response.content) == []
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Summary", "Work orders"]
    summary = [[cell.value for cell in row] for row in book["Summary"]]
    assert summary[0][0] == "Daily summary of Monday, 2025-06-02"
    assert summary[1:] == [
        ["By", "Name", "Target", "Actual", "Scrap", "Variance", "Variance %", "Entries", "Missing"],
        ["Total", "All work orders", 400, 1088, 3, 688, 172, 2, 2],
        ["Stage", "PACKING", 200, 88, 3, -112, -56, 1, 1],
        ["Stage", "SEWING", 200, 1000, 0, 800, 400, 1, 1],
        ["Department", "LINE-2", 200, 1000, 0, 800, 400, 1, 1],
        ["Department", "Packing", 200, 88, 3, -112, -56, 1, 1],
    ]
    orders = [[cell.value for cell in row] for row in book["Work orders"]][1:]
    assert orders[:2] == [
        [
            "Number",
            "SKU",
            "Product",
            "Department",
            "Stage",
            "Target",
            "Actual",
            "Scrap",
            "Variance",
            "Variance %",
            "Entry",
        ],
        ["SPK-9", "SHIRT-1", "SHIRT-1", "Packing", "PACKING", 100, 88, 3, -12, -12, "yes"],
    ]
    assert [row[-1] for row in orders[1:]] == ["yes", "yes", "missing", "missing"]
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "&P / &N"


async def test_a_workbook_without_a_day_is_of_today(floor: Floor) -> None:
    response = await floor.ppic.get(WORKBOOK)
    assert str(clocks.today()) in response.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book["Summary"][3]][:4] == ["Total", "All work orders", 0, 0]


@pytest.mark.parametrize("day", ["monday", "2025-02-30", "2025-13-01"])
async def test_what_is_no_day_is_refused(floor: Floor, day: str) -> None:
    response = await floor.ppic.get(WORKBOOK, date=day)
    assert response.status_code == 400
    assert "accepted: a day such as" in response.json()["message"]


async def test_who_does_not_watch_gets_no_summary(floor: Floor) -> None:
    staff = Api(floor.ppic.http, token("PRODUCTION_SPV"))
    for path in (WORKBOOK, "/api/v2/reports/powerbi/daily-summary", "/api/v2/reports/powerbi/daily-summary.xlsx"):
        response = await staff.get(path)
        assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
