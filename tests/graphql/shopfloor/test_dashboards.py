"""What production planning and control watches: counts, a day, what is on track, and every order's health."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shared.tenants import tenant_id
from db.shopfloor.enums import WorkOrderStatus
from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.support.api import Api, token
from tests.support.cluster import SAMPLE_TENANT
from tests.support.floor import Entries, add_order
from tests.support.stock import add_product

FIVE = [date(2025, 6, day) for day in range(2, 7)]
NINTH, SATURDAY = "2025-06-09", "2025-06-14"
HEALTH = """health label asOf expectedPercent progressPercent pointsBehind workingDaysLeft neededPerDay recentPerDay
    projectedCompletion reasons"""
FIGURES = "target actual scrap variance variancePct entries missingEntries"
STATUS = f"""query S($asOf: Date) {{ ppicOnTrackStatus(asOf: $asOf) {{ asOf onTrack offTrack workOrders {{
    number health(asOf: $asOf) {{ {HEALTH} }} }} }} }}"""
SUMMARY = f"""query D($date: Date) {{ ppicDailySummary(date: $date) {{ date isWorkingDay total {{ {FIGURES} }}
    byStage {{ name figures {{ {FIGURES} }} }} byDepartment {{ name figures {{ {FIGURES} }} }}
    workOrders {{ workOrder {{ number product {{ sku }} }} figures {{ {FIGURES} }} }} }} }}"""
DASHBOARD = """query B($asOf: Date) { ppicDashboard(asOf: $asOf) { asOf totalWorkOrders notStarted inProgress completed
    cancelled onTrack atRisk offTrack delayed } }"""


class Floor:
    """A tenant's floor, and who watches it."""

    def __init__(self, ppic: Api, database: Database) -> None:
        self.ppic, self.database = ppic, database

    async def has(self, **orders: tuple[Entries, dict[str, Any]]) -> None:
        """Orders of a thousand by number, over ten working days from 2 June 2025, unless they are told otherwise."""
        async with self.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            product = await add_product(session)
            for number, (entries, more) in orders.items():
                await add_order(session, product, number, entries, **more)

    async def health(self, as_of: str | None) -> dict[str, Any]:
        """How every order that counts is getting on, by number."""
        status = (await self.ppic.ask(STATUS, asOf=as_of))["ppicOnTrackStatus"]
        return {order["number"]: order["health"] for order in status["workOrders"]}

    async def day(self, day: str | None = None) -> Any:
        return (await self.ppic.ask(SUMMARY, date=day))["ppicDailySummary"]

    async def counts(self, as_of: str | None = None) -> Any:
        return (await self.ppic.ask(DASHBOARD, asOf=as_of))["ppicDashboard"]


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor without work orders."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        ppic = client("PPIC_MANAGER")
        yield Floor(ppic, ppic.app.state.database)  # type: ignore[attr-defined]


def made(*quantities: int | str) -> Entries:
    """Entries of the working days from 2 June 2025 on."""
    days = [FIVE[0] + timedelta(days=number) for number in range(40) if number % 7 < 5]
    return dict(zip(days, quantities, strict=False))


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
    today = str(datetime.now(UTC).date())
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
