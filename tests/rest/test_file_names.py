"""What tables are saved as: which table, of which report or days, and when it was asked for."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport, TableWorkbook, WorkbookReport
from tests.conftest import Client

TABLES = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
WORKBOOKS = [report for report in HOUSE.reports if isinstance(report, WorkbookReport)]
# The title of every table's workbook.
TITLES = {
    "": "Reports",
    "/powerbi/history-log": "History log",
    "/powerbi/monthly-summary": "Monthly summary",
    "/powerbi/weekly-detail": "Weekly detail",
    "/powerbi/resource-assignments": "Resource assignments",
    "/capacity-by-tier": "Capacity by tier",
    "/comparison": "Comparison",
    "/powerbi/supply-forecast-values": "Supply forecast values",
    "/powerbi/production-plans": "Production plans",
    "/powerbi/plan-weeks": "Plan weeks",
    "/powerbi/safety-stocks": "Safety stocks",
    "/powerbi/inventory-levels": "Inventory levels",
    "/powerbi/inventory-movements": "Inventory movements",
    "/powerbi/inventory-daily": "Inventory daily",
    "/powerbi/demand-history": "Demand history",
    "/powerbi/replenishment": "Replenishment",
    "/powerbi/work-orders": "Work orders",
    "/powerbi/daily-production": "Daily production",
    "/powerbi/work-order-changes": "Work order changes",
    "/powerbi/material-debts": "Material debts",
    "/powerbi/material-debt-settlements": "Material debt settlements",
    "/powerbi/alerts": "Alerts",
    "/powerbi/daily-summary": "Daily summary",
}
SAVED = ("csv", "ndjson", "xlsx")
NAMES: list[tuple[str, dict[str, Any], str]] = [
    ("/powerbi/monthly-summary", {}, "monthly-summary-2025-04-{today}"),
    ("/powerbi/monthly-summary", {"report": "2025-03"}, "monthly-summary-2025-03-{today}"),
    ("/powerbi/resource-assignments", {"report": "all"}, "resource-assignments-all-{today}"),
    ("/comparison", {}, "comparison-2025-04-2025-03-{today}"),
    ("/powerbi/inventory-movements", {}, "inventory-movements-{today}"),
    ("/powerbi/daily-summary", {}, "daily-summary-{today}"),
    ("/powerbi/daily-summary", {"from": "2025-06-02", "to": "2025-06-02"}, "daily-summary-2025-06-02"),
    ("/powerbi/daily-summary", {"from": "2025-06-02", "to": "2025-06-05"}, "daily-summary-2025-06-02-to-2025-06-05"),
]


def days() -> set[str]:
    """The days that a request from before now to now may have been of."""
    now = datetime.now(UTC)
    return {str(now.date()), str((now - timedelta(minutes=2)).date())}


@pytest.mark.parametrize("form", SAVED)
@pytest.mark.parametrize(("path", "asked", "name"), NAMES)
async def test_a_file_says_what_it_is_of(
    sample_client: Client, path: str, asked: dict[str, Any], name: str, form: str
) -> None:
    answer = await sample_client("ADMIN").get(PREFIX + path, **asked, format=form, limit=1)
    assert answer.status_code == 200, answer.text
    named = {f'attachment; filename="headroom-{name.format(today=day)}.{form}"' for day in days()}
    assert answer.headers["content-disposition"] in named


@pytest.mark.parametrize("report", TABLES, ids=[report.path for report in TABLES])
async def test_every_table_is_saved_under_a_name_of_its_own(sample_client: Client, report: FlatReport) -> None:
    client, last = sample_client("ADMIN"), TITLES[report.path].lower().replace(" ", "-")
    names = []
    for form in SAVED:
        answer = await client.get(PREFIX + report.path, format=form, limit=1)
        names.append(answer.headers["content-disposition"].removesuffix(f'.{form}"'))
        head = await client.http.head(PREFIX + report.path, params={"format": form}, headers=client.headers)
        assert head.headers["content-disposition"] == answer.headers["content-disposition"]
    assert len({*names}) == 1
    assert names[0].startswith(f'attachment; filename="headroom-{last}-')
    assert "content-disposition" not in (await client.get(PREFIX + report.path, limit=1)).headers


async def test_a_workbook_for_people_is_not_named_as_the_table_of_its_day_or_report_is(sample_client: Client) -> None:
    client, day = sample_client("ADMIN"), "2025-06-02"
    names = []
    for report in (*TABLES, *WORKBOOKS):
        chosen = {argument.name: day for argument in report.arguments if argument.name in ("date", "from", "to")}
        form = {"format": "xlsx", "limit": 1} if isinstance(report, FlatReport) else {}
        names.append((await client.get(PREFIX + report.path, **chosen, **form)).headers["content-disposition"])
    assert len(names) == len(TITLES) + len(WORKBOOKS) > len(TITLES)
    assert len({*names}) == len(names)


@pytest.mark.parametrize("report", TABLES, ids=[report.path for report in TABLES])
async def test_a_workbook_of_a_table_says_on_every_page_what_it_is(sample_client: Client, report: FlatReport) -> None:
    client, title = sample_client("ADMIN"), TITLES[report.path]
    own_path = [one.path for one in HOUSE.reports if isinstance(one, TableWorkbook) and one.table is report]
    for path, asked in ((report.path, {"format": "xlsx"}), *((path, {}) for path in own_path)):
        answer = await client.get(PREFIX + path, limit=1, **asked)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.properties.title == title
        assert book.worksheets[0].oddHeader.left.text == title
