"""What production planning and control watches: counts, a day, what is on track, and every order's health."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from db.shopfloor.enums import WorkOrderStatus
from server.commands.postgres import Addresses
from tests.support import clocks
from tests.support.api import Api, token
from tests.support.floor import add_entries, add_order, drawn_order
from tests.support.stock import add_product
from tests.support.watched import DASHBOARD, STATUS, SUMMARY, Floor, floors, made

NINTH, SATURDAY = "2025-06-09", "2025-06-14"


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor without work orders."""
    async for floor in floors(empty, request):
        yield floor


@pytest.mark.quick
async def test_orders_of_a_thousand_after_half_of_their_days(floor: Floor) -> None:
    await floor.has(
        A=(made(100, 90, 80, 80, 70), {}), B=(made(100, 90, 40, 80, 60), {}), C=(made(400), {}), D=(made(480), {}),
        E=(made(500, 500), {}), F=({}, {"deadline": date(2025, 6, 6)}),
        G=({}, {"status": WorkOrderStatus.CANCELLED, "cancelled_at": text("now()")}),
    )  # fmt: skip
    found = await floor.health(NINTH)
    assert {number: (one["health"], Decimal(one["pointsBehind"])) for number, one in found.items()} == {
        "A": ("AT_RISK", 8), "B": ("OFF_TRACK", 13), "C": ("AT_RISK", 10), "D": ("ON_TRACK", 2),
        "E": ("COMPLETED", -50), "F": ("DELAYED", 100),
    }  # fmt: skip
    assert list(found) == ["F", "B", "C", "A", "D", "E"]  # those off track first, the farthest behind first
    assert found["A"] == {
        "health": "AT_RISK", "label": "At risk", "asOf": NINTH, "expectedPercent": "50", "progressPercent": "42",
        "pointsBehind": "8", "workingDaysLeft": 5, "neededPerDay": "116", "recentPerDay": "84",
        "projectedCompletion": "2025-06-17", "reasons": ["8.00 points behind, more than 3"],
    }  # fmt: skip
    counts = await floor.counts(NINTH)
    assert counts == {
        "asOf": NINTH, "totalWorkOrders": 6, "notStarted": 1, "inProgress": 4, "completed": 1, "cancelled": 1,
        "onTrack": 1, "atRisk": 2, "offTrack": 1, "delayed": 1,
    }  # fmt: skip
    status = await floor.ppic.ask('{ ppicOnTrackStatus(asOf: "2025-06-09") { onTrack offTrack } }')
    assert status["ppicOnTrackStatus"] == {"onTrack": 4, "offTrack": 2}


async def test_as_of_another_day_other_entries_count(floor: Floor) -> None:
    await floor.has(A=(made(100, 90, 80, 80, 70), {}), B=(made(*[100] * 7, 80), {}))
    found = await floor.health("2025-06-12")
    assert found["B"] == {
        "health": "AT_RISK", "label": "At risk", "asOf": "2025-06-12", "expectedPercent": "80",
        "progressPercent": "78", "pointsBehind": "2", "workingDaysLeft": 2, "neededPerDay": "110",
        "recentPerDay": "96", "projectedCompletion": "2025-06-16",
        "reasons": ["2 working days left, 110 a day needed, 96 a day were made of late"],
    }  # fmt: skip
    assert (await floor.health(SATURDAY))["A"]["health"] == "DELAYED"
    before = await floor.counts("2025-06-01")
    assert (before["notStarted"], before["onTrack"]) == (2, 2)
    third = await floor.health("2025-06-03")
    assert (third["A"]["progressPercent"], third["A"]["recentPerDay"]) == ("19", "95")


async def test_without_a_day_it_is_today(floor: Floor) -> None:
    await floor.has(A=(made(420), {}))
    today = str(clocks.today())
    assert (await floor.counts())["asOf"] == today
    assert (await floor.health(None))["A"]["asOf"] == today
    assert (await floor.day())["date"] == today


async def test_a_day_has_a_tenth_of_a_thousand_as_its_target(floor: Floor) -> None:
    sewing = {"stage": "SEWING", "department": "LINE-2"}
    await floor.has(
        **{"SPK-9": (made((88, 3)), {}), "SPK-10": (made(1_000), sewing), "SPK-11": ({}, sewing)},  # type: ignore[arg-type]
        **{
            "SPK-12": ({date(2025, 6, 7): 5}, {}),
            "SPK-13": ({}, {"status": "CANCELLED", "cancelled_at": text("now()")}),
        },
    )
    day = await floor.day("2025-06-02")
    assert day["isWorkingDay"]
    orders = {one["workOrder"]["number"]: one["figures"] for one in day["workOrders"]}
    assert list(orders) == ["SPK-9", "SPK-10", "SPK-11", "SPK-12"]  # numbers in them as numbers
    assert orders["SPK-9"] == {
        "target": "100", "actual": "88", "scrap": "3", "variance": "-12", "variancePct": "-12", "entries": 1,
        "missingEntries": 0,
    }  # fmt: skip
    assert (orders["SPK-10"]["variance"], orders["SPK-10"]["variancePct"]) == ("900", "900")
    assert day["total"] == {
        "target": "400", "actual": "1088", "scrap": "3", "variance": "688", "variancePct": "172", "entries": 2,
        "missingEntries": 2,
    }  # fmt: skip
    assert [(one["name"], one["figures"]["actual"]) for one in day["byStage"]] == [
        ("PACKING", "88"),
        ("SEWING", "1000"),
    ]
    assert [one["name"] for one in day["byDepartment"]] == ["LINE-2", "Packing"]
    alone = 'query T { ppicDailySummary(date: "2025-06-02") { total { target actual missingEntries } } }'
    assert (await floor.ppic.ask(alone))["ppicDailySummary"]["total"] == {
        "target": "400", "actual": "1088", "missingEntries": 2,
    }  # fmt: skip
    third = await floor.day("2025-06-03")
    missing = {one["workOrder"]["number"]: one["figures"]["missingEntries"] for one in third["workOrders"]}
    assert missing == {"SPK-9": 1, "SPK-10": 0, "SPK-11": 1, "SPK-12": 1}  # one was at its target the day before
    saturday = await floor.day("2025-06-07")
    assert not saturday["isWorkingDay"]
    (worked,) = saturday["workOrders"]
    assert worked == {
        "workOrder": {"number": "SPK-12", "product": {"sku": "SHIRT-1"}},
        "figures": {"target": "0", "actual": "5", "scrap": "0", "variance": "5", "variancePct": None, "entries": 1,
                    "missingEntries": 0},
    }  # fmt: skip


async def test_a_day_of_nothing_is_all_zeros(floor: Floor) -> None:
    day = await floor.day("2025-06-02")
    assert (day["workOrders"], day["byStage"], day["total"]["target"], day["total"]["variancePct"]) == (
        [],
        [],
        "0",
        None,
    )
    assert (await floor.counts())["totalWorkOrders"] == 0


@pytest.mark.parametrize("asked", [DASHBOARD, STATUS, SUMMARY])
async def test_who_does_not_watch_is_told_what_is_missing(floor: Floor, asked: str) -> None:
    staff = Api(floor.ppic.http, token("PRODUCTION_STAFF"))
    (error,) = await staff.errors(asked)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert "PPIC.VIEW" in error["message"]


LISTED = """query L($asOf: Date, $filter: WorkOrderFilter, $order: WorkOrderOrder! = POINTS_BEHIND,
        $direction: OrderDirection! = DESC, $after: String) { ppicDashboard(asOf: $asOf) { totalWorkOrders
    workOrders(filter: $filter, orderBy: $order, direction: $direction, first: 2, after: $after) { totalCount
        nodes { number status health(asOf: $asOf) { health } } pageInfo { hasNextPage endCursor } } } }"""


async def listed(floor: Floor, **asked: Any) -> list[str]:
    """The numbers of all pages."""
    numbers: list[str] = []
    while True:
        page = (await floor.ppic.ask(LISTED, **asked))["ppicDashboard"]["workOrders"]
        numbers += [node["number"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(numbers) == page["totalCount"]
            return numbers
        asked["after"] = page["pageInfo"]["endCursor"]


async def test_orders_of_the_dashboard_come_by_points_behind_and_are_narrowed_as_of_the_day(floor: Floor) -> None:
    await floor.has(
        A=(made(100, 90, 80, 80, 70), {}), B=(made(100, 90, 40, 80, 60), {}), D=(made(480), {}),
        E=(made(500, 500), {}), F=({}, {"deadline": date(2025, 6, 6)}),
        G=({}, {"status": WorkOrderStatus.CANCELLED, "cancelled_at": text("now()")}),
    )  # fmt: skip
    assert await listed(floor, asOf=NINTH) == ["F", "B", "A", "D", "E"]
    assert await listed(floor, asOf=NINTH, direction="ASC") == ["E", "D", "A", "B", "F"]
    assert await listed(floor, asOf=NINTH, order="NUMBER", direction="ASC") == ["A", "B", "D", "E", "F"]
    for health, numbers in {"DELAYED": ["F"], "OFF_TRACK": ["B"], "AT_RISK": ["A"], "COMPLETED": ["E"]}.items():
        assert await listed(floor, asOf=NINTH, filter={"health": [health]}) == numbers
    assert await listed(floor, asOf=NINTH, filter={"number": ["e", "none"]}) == ["E"]
    assert await listed(floor, asOf=NINTH, filter={"status": ["COMPLETED"]}) == ["E"]
    assert await listed(floor, asOf="2025-06-02", filter={"status": ["COMPLETED"]}) == []  # the day before the target
    assert await listed(floor, asOf=NINTH, filter={"status": ["CANCELLED"]}) == ["G"]
    assert await listed(floor, asOf=NINTH, filter={"status": ["CANCELLED"], "health": ["DELAYED"]}) == []
    every = {"status": ["NOT_STARTED", "IN_PROGRESS", "COMPLETED", "CANCELLED"]}
    # Of one that is cancelled nothing is behind: it comes last.
    for direction, numbers in {"DESC": ["F", "B", "A", "D", "E"], "ASC": ["E", "D", "A", "B", "F"]}.items():
        assert await listed(floor, asOf=NINTH, filter=every, direction=direction) == [
            *numbers,
            "G",
        ]  # none behind: last


async def test_every_order_of_the_dashboard_is_as_of_the_day(floor: Floor) -> None:
    random, around = Random(5), date(2025, 6, 9)
    drawn = [drawn_order(random, around) for _ in range(40)]
    await floor.has(**{f"D-{number}": (entries, columns) for number, (columns, entries) in enumerate(drawn)})
    standing = {"status": ["NOT_STARTED", "IN_PROGRESS", "COMPLETED"]}
    for day in ("2025-06-03", NINTH, "2025-06-20"):
        health = await floor.health(day)
        for order, figure in {"PROGRESS": "progressPercent", "POINTS_BEHIND": "pointsBehind"}.items():
            for direction, is_reverse in {"ASC": False, "DESC": True}.items():
                told = await listed(floor, asOf=day, order=order, direction=direction, filter=standing)
                figures = [Decimal(health[number][figure]) for number in told]
                assert set(told) == set(health)
                assert figures == sorted(figures, reverse=is_reverse), (day, order, direction)
                assert len(set(figures)) > 3


async def test_counts_are_those_of_the_lists_that_they_count(floor: Floor) -> None:
    random, around = Random(3), date(2025, 6, 9)
    drawn = [drawn_order(random, around) for _ in range(60)]
    await floor.has(**{f"D-{number}": (entries, columns) for number, (columns, entries) in enumerate(drawn)})
    for day in ("2025-05-20", NINTH, "2025-06-20"):
        counts = await floor.counts(day)
        for name, wanted in {
            "notStarted": {"status": ["NOT_STARTED"]}, "inProgress": {"status": ["IN_PROGRESS"]},
            "completed": {"health": ["COMPLETED"]}, "cancelled": {"status": ["CANCELLED"]},
            "onTrack": {"health": ["ON_TRACK"]}, "atRisk": {"health": ["AT_RISK"]},
            "offTrack": {"health": ["OFF_TRACK"]}, "delayed": {"health": ["DELAYED"]}, "totalWorkOrders": {},
        }.items():  # fmt: skip
            page = (await floor.ppic.ask(LISTED, asOf=day, filter=wanted))["ppicDashboard"]["workOrders"]
            assert page["totalCount"] == counts[name], name
        assert counts["totalWorkOrders"] == 60


async def test_each_root_field_takes_one_statement_however_many_orders(
    floor: Floor, count_statements: Callable[[Api, Awaitable[object]], Awaitable[int]]
) -> None:
    random, around = Random(4), date(2025, 6, 9)
    for many in (3, 150):
        async with floor.writing() as session:
            product = await add_product(session, f"P-{many}")
            for number in range(many):
                columns, entries = drawn_order(random, around)
                await add_order(session, product, f"{many}-{number}", entries, **columns)
        for asked in (DASHBOARD, STATUS):
            assert await count_statements(floor.ppic, floor.ppic.ask(asked, asOf=NINTH)) == 1, asked
        # The product of each order is looked up beside it, for all of them.
        assert await count_statements(floor.ppic, floor.ppic.ask(SUMMARY, date=NINTH)) == 2
        # A page of orders, its count, and their health.
        assert await count_statements(floor.ppic, floor.ppic.ask(LISTED, asOf=NINTH)) == 4


async def test_an_entry_changes_what_was_answered_before(floor: Floor) -> None:
    orders = await floor.has(A=({}, {}))
    before = await floor.counts(NINTH), await floor.health(NINTH), await floor.day("2025-06-02")
    async with floor.writing() as session:
        await add_entries(session, orders["A"], made(480))
    counts, health, day = await floor.counts(NINTH), await floor.health(NINTH), await floor.day("2025-06-02")
    assert (before[0]["offTrack"], counts["offTrack"], counts["onTrack"]) == (1, 0, 1)
    assert (before[1]["A"]["health"], health["A"]["health"]) == ("OFF_TRACK", "ON_TRACK")
    assert (before[2]["total"]["actual"], day["total"]["actual"]) == ("0", "480")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_first_and_the_last_day_of_all_are_days(floor: Floor, day: str) -> None:
    """The driver takes them for infinite ones, of which nothing can be subtracted."""
    first, last = {"planned_start": date.min, "deadline": date.min}, {"deadline": date.max}
    await floor.has(A=(made(480), {}), B=({}, first), C=(made(100), last))
    counts = await floor.counts(day)
    assert counts["onTrack"] + counts["atRisk"] + counts["offTrack"] + counts["delayed"] == 3
    assert set(await floor.health(day)) == {"A", "B", "C"}
    assert set(await listed(floor, asOf=day)) == {"A", "B", "C"}
    assert [one["workOrder"]["number"] for one in (await floor.day(day))["workOrders"]] == (
        ["B"] if day < "2025" else ["C"]
    )
