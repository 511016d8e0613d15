"""A tenant's floor, and what those see who watch it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from db.doing import Doing
from db.engine import Database, WriteSession
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.conftest import clients, is_of_graphql
from tests.support.api import Api
from tests.support.cluster import SAMPLE_TENANT
from tests.support.floor import Entries, add_order
from tests.support.stock import add_product

FOUNDING = Doing("founding", "r", ["ADMIN"], None)  # the log of changes is told
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

    async def has(self, **orders: tuple[Entries, dict[str, Any]]) -> dict[str, int]:
        """Orders of a thousand by number, over ten working days from 2 June 2025, unless they are told otherwise."""
        async with self.writing() as session:
            product = await add_product(session)
            return {
                number: await add_order(session, product, number, entries, **more)
                for number, (entries, more) in orders.items()
            }

    def writing(self) -> AbstractAsyncContextManager[WriteSession]:
        """A transaction of the tenant's."""
        return self.database.write(tenant_id(SAMPLE_TENANT), subject="founder", doing=FOUNDING)

    async def health(self, as_of: str | None) -> dict[str, Any]:
        """How every order that counts is getting on, by number."""
        status = (await self.ppic.ask(STATUS, asOf=as_of))["ppicOnTrackStatus"]
        return {order["number"]: order["health"] for order in status["workOrders"]}

    async def day(self, day: str | None = None) -> Any:
        return (await self.ppic.ask(SUMMARY, date=day))["ppicDailySummary"]

    async def counts(self, as_of: str | None = None) -> Any:
        return (await self.ppic.ask(DASHBOARD, asOf=as_of))["ppicDashboard"]


def made(*quantities: int | str | tuple[int, int]) -> Entries:
    """Entries of the working days from 2 June 2025 on."""
    days = [date(2025, 6, 2) + timedelta(days=number) for number in range(40) if number % 7 < 5]
    return dict(zip(days, quantities, strict=False))


async def floors(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor without work orders."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        ppic = client("PPIC_MANAGER")
        yield Floor(ppic, ppic.app.state.database)  # type: ignore[attr-defined]
