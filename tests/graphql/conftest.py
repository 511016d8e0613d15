"""Fixtures of the GraphQL tests: the sample data changed by hand, and work at every tier."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.shared.tenants import tenant_id
from db.workforce.summaries import summarise
from db.workforce.weekly_capacity import recalculate_by_resources
from server.commands.postgres import Addresses
from tests.conftest import Client, clients

Change = Callable[..., Awaitable[None]]


@pytest.fixture
async def changed_client(changeable_sample: Addresses) -> AsyncIterator[Client]:
    """Makes clients of an application over sample data of the test's own."""
    async for client in clients(changeable_sample, compares=True):
        yield client


@pytest.fixture
def change(changed_client: Client, changeable_sample: Addresses) -> Change:
    """Carries out statements on the sample data, and brings everything that is computed up to date."""

    async def carry_out(*statements: str) -> None:
        database = changed_client().app.state.database  # type: ignore[attr-defined]
        async with owner_connection(changeable_sample.owner) as owner:
            await owner.execute(text("ANALYZE"))
        async with database.write(tenant_id("demo"), subject="tester") as session:
            for statement in statements:
                await session.run(text(statement))
            people = await session.rows(text("SELECT id FROM resource"))
            cells = await session.rows(text("SELECT report_id, demand_id, month_index FROM forecast_cell"))
            await recalculate_by_resources(session, [row.id for row in people])
            await summarise(session, [tuple(row) for row in cells])

    return carry_out
