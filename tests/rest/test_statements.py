"""How many statements a report takes: as many as it has sources, however many rows it is about."""

import pytest

from db.engine import on_statement
from db.shared.enums import Permission
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport, Report
from tests.conftest import Client
from tests.support.report_arguments import understood

# The beginning of the transaction, the report and the versions are three of each; two more look what is under way. A
# page that the database writes tells its own end; others, and workbooks, ask for it.
STATEMENTS = {
    "": 5,
    "/powerbi/history-log": 5,
    "/powerbi/history-log.xlsx": 6,
    "/powerbi/monthly-summary": 7,
    "/powerbi/weekly-detail": 7,
    "/powerbi/resource-assignments": 6,
    "/capacity-by-tier": 11,
    "/comparison": 10,
    "/dashboard/hierarchy": 7,
    "/dashboard/charts-data": 7,
    "/monthly-summary.xlsx": 13,
    "/powerbi/supply-forecast-values": 9,
    "/powerbi/production-plans": 6,
    "/powerbi/plan-weeks": 6,
    "/powerbi/safety-stocks": 6,
    "/powerbi/inventory-levels": 7,
    "/powerbi/inventory-movements": 5,
    "/powerbi/inventory-daily": 5,
    "/powerbi/demand-history": 5,
    "/powerbi/replenishment": 7,
    "/powerbi/supply-forecast-values.xlsx": 9,
    "/powerbi/production-plans.xlsx": 6,
    "/powerbi/plan-weeks.xlsx": 6,
    "/powerbi/safety-stocks.xlsx": 6,
    "/powerbi/inventory-levels.xlsx": 7,
    "/powerbi/inventory-movements.xlsx": 6,
    "/powerbi/inventory-daily.xlsx": 6,
    "/powerbi/demand-history.xlsx": 6,
    "/powerbi/replenishment.xlsx": 7,
    "/powerbi/work-orders": 5,
    "/powerbi/daily-production": 5,
    "/powerbi/work-order-changes": 5,
    "/powerbi/material-debts": 5,
    "/powerbi/material-debt-settlements": 5,
    "/powerbi/alerts": 6,
    "/powerbi/work-orders.xlsx": 6,
    "/powerbi/daily-production.xlsx": 6,
    "/powerbi/work-order-changes.xlsx": 6,
    "/powerbi/material-debts.xlsx": 6,
    "/powerbi/material-debt-settlements.xlsx": 6,
    "/powerbi/alerts.xlsx": 6,
    "/powerbi/daily-summary": 6,
    "/powerbi/daily-summary.xlsx": 6,
    "/daily-summary.xlsx": 3,
    "/records.xlsx": 5,
    "/week-assignments.xlsx": 8,
}


# Since a moment a table asks which reports there were.
MORE_SINCE = {
    "/powerbi/monthly-summary": 1,
    "/powerbi/weekly-detail": 1,
    "/powerbi/resource-assignments": 1,
    "/capacity-by-tier": 1,
    "/comparison": 1,
}


async def expect_statements(sample_client: Client, path: str, count: int, **arguments: str) -> None:
    """A page of five and one of 500 rows take so many statements."""
    client = sample_client("REPORTING")
    await client.ask("{ viewer { subject } }")  # the first request of a tenant looks it up
    sent: list[str] = []
    on_statement(client.app.state.database, sent.append)  # type: ignore[attr-defined]
    for limit in (5, 500):
        sent.clear()
        response = await client.get(PREFIX + path, **understood(path, {"state": "FL", "limit": limit, **arguments}))
        assert response.status_code == 200
        assert len(sent) == count, "\n".join(sent)


@pytest.mark.parametrize("report", HOUSE.reports, ids=[report.path for report in HOUSE.reports])
async def test_a_report_takes_as_many_statements_for_few_rows_as_for_many(
    sample_client: Client, report: Report
) -> None:
    await expect_statements(sample_client, report.path, STATEMENTS[report.path])


TABLES_OF_ONE_SOURCE = [
    report.path
    for report in HOUSE.reports
    if isinstance(report, FlatReport) and report.permission in (Permission.SUPPLY_VIEW, Permission.PPIC_VIEW)
]


@pytest.mark.parametrize("path", TABLES_OF_ONE_SOURCE)
async def test_what_has_changed_in_supply_and_on_the_floor_takes_no_more(sample_client: Client, path: str) -> None:
    await expect_statements(sample_client, path, STATEMENTS[path], updated_since="2025-01-01")


@pytest.mark.parametrize("path", MORE_SINCE)
async def test_what_has_changed_takes_a_statement_or_two_more(sample_client: Client, path: str) -> None:
    count = STATEMENTS[path] + MORE_SINCE[path]
    await expect_statements(sample_client, path, count, updated_since="2025-01-01")
