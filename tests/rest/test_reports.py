"""The flat and nested reports of the sample data: they add up to one another, and to what is known of the data."""

import io
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import Client
from tests.rest.conftest import OpenElsewhere
from tests.support.api import Api
from tests.support.workbook_lint import faults

PREFIX = "/api/v2/reports"
FLAT = [
    "/powerbi/monthly-summary",
    "/powerbi/weekly-detail",
    "/powerbi/resource-assignments",
    "/capacity-by-tier",
    "/comparison",
]
WORKBOOKS = [*FLAT, "/monthly-summary.xlsx"]
# A table only grows at its end: Power BI may go by the places of columns.
SINCE_THEN = {
    "/powerbi/monthly-summary": ["fte_weeks", "fte_gap"],
    "/powerbi/weekly-detail": ["fte_gap"],
    "/powerbi/resource-assignments": ["hire_date", "last_day", "days_present", "working_days"],
    "/capacity-by-tier": ["tier_id"],
    "/comparison": ["fte_gap_current", "fte_gap_prior", "fte_gap_change", "fte_gap_percent"],
}
NESTED = ["/dashboard/hierarchy", "/dashboard/charts-data"]
EVERY = [*FLAT, *NESTED, "/monthly-summary.xlsx"]


async def records(client: Any, path: str, **arguments: Any) -> list[dict[str, Any]]:
    response = await client.get(PREFIX + path, format="records", **arguments)
    assert response.status_code == 200, response.text
    return list(response.json())


async def test_weeks_add_up_to_months_and_assignments_to_weeks(sample_client: Client) -> None:
    client = sample_client("REPORTING")
    months = await records(client, "/powerbi/monthly-summary")
    weeks = await records(client, "/powerbi/weekly-detail")
    assigned = await records(client, "/powerbi/resource-assignments")
    assert (len(months), len(assigned)) == (3_000, 16_619)
    key = ("main_lob", "state", "case_type")
    by_month: dict[Any, float] = defaultdict(float)
    forecast: dict[Any, float] = defaultdict(float)
    for week in weeks:
        by_month[*(week[one] for one in key), week["month"]] += week["capacity"]
        forecast[*(week[one] for one in key), week["month"]] += week["forecast"]
    for month in months:
        place = (*(month[one] for one in key), month["month"])
        assert by_month[place] == pytest.approx(month["capacity"], abs=0.05)
        assert forecast[place] == pytest.approx(month["forecast"], abs=0.05)
    people = Counter((*(one[name] for name in key), one["year"], one["week"]) for one in assigned)
    for week in weeks:
        assert people[*(week[one] for one in key), week["year"], week["week"]] == week["fte_count"]
        assert week["actual_count"] == week["tier_100_actual"] == week["fte_count"]


@pytest.mark.quick
async def test_the_dashboard_shows_the_figures_of_june(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    charts = (await client.get(f"{PREFIX}/dashboard/charts-data")).json()
    assert charts["months"] == ["Jun-25", "Jul-25", "Aug-25", "Sep-25", "Oct-25", "Nov-25"]
    assert (charts["chart_series"]["forecast_trend"][0], charts["chart_series"]["capacity_trend"][0]) == (
        1_683_724,
        964_939.5,
    )
    hierarchy = (await client.get(f"{PREFIX}/dashboard/hierarchy")).json()
    assert set(hierarchy) == {"categories", "months", "chart_series"}
    assert hierarchy["chart_series"] == charts["chart_series"]
    first = hierarchy["categories"][0]
    assert first["id"] == "amisys-offshore"
    assert set(first["metrics"]) == {
        "forecast", "capacity", "gap", "fte_count", "actual_count", "placeholder_count", "fte_equivalent",
        "actual_equivalent", "placeholder_equivalent", "fte_weeks", "fte_gap",
    }  # fmt: skip
    assert set(first["tier_breakdown"]) == {"100%", "75%", "50%", "25%"}
    assert sum(one["metrics"]["forecast"] for one in hierarchy["categories"]) == 10_347_379


async def test_tiers_and_comparison_have_a_flat_and_a_nested_form(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    tiers = await records(client, "/capacity-by-tier")
    june = [one for one in tiers if one["month"] == "Jun-25"]
    assert [(one["tier_label"], one["actual_count"], one["capacity"]) for one in june] == [
        ("100%", 624, 964_939.5), ("75%", 0, 0.0), ("50%", 0, 0.0), ("25%", 0, 0.0),
    ]  # fmt: skip
    nested = (await client.get(f"{PREFIX}/capacity-by-tier", format="nested")).json()
    assert nested["months"][0]["tier_breakdown"]["100%"]["actual"] == 624
    compared = await records(client, "/comparison")
    assert {one["presence"] for one in compared} >= {"both", "added"}
    found = (await client.get(f"{PREFIX}/comparison", format="nested", against="2025-03")).json()
    assert (found["current"], found["prior"], len(found["rows"])) == ("2025-04", "2025-03", len(compared))
    assert (await client.get(f"{PREFIX}/comparison", against="1999-01")).status_code == 400


@pytest.mark.parametrize("path", FLAT)
async def test_pages_lead_through_every_row(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    every = (await client.get(PREFIX + path, state=["FL", "N/A"])).json()["rows"]
    rows: list[Any] = []
    page = (await client.get(PREFIX + path, state=["FL", "N/A"], limit=97)).json()
    while True:
        rows += page["rows"]
        if page["next"] is None:
            break
        page = (await client.http.get(page["next"], headers=client.headers)).json()
    assert rows == every


@pytest.mark.parametrize("path", FLAT)
async def test_the_columns_are_the_same_without_rows(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    full = (await client.get(PREFIX + path, limit=1)).json()
    empty = (await client.get(PREFIX + path, updated_since="2049-01-01")).json()
    assert (empty["columns"], empty["rows"]) == (full["columns"], [])
    assert full["columns"][-3:] == ["is_active", "deallocated_at", "report"]
    place = full["columns"].index("updated_at")
    assert full["columns"][place - 1] in ("month_start", "week_start")
    assert full["columns"][place + 1 : -3] == SINCE_THEN.get(path, [])


@pytest.mark.parametrize("path", EVERY)
async def test_what_is_known_is_not_sent_again(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    first = await client.get(PREFIX + path)
    assert first.status_code == 200
    assert "private" in first.headers["cache-control"]
    headers = {**client.headers, "If-None-Match": first.headers["etag"]}
    again = await client.http.get(PREFIX + path, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    other = await client.http.get(PREFIX + path, headers=headers, params={"state": "FL"})
    assert other.status_code == 200
    head = await client.http.head(PREFIX + path, headers=client.headers)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


@pytest.mark.parametrize("path", EVERY)
async def test_reports_ask_for_a_permission(sample_client: Client, path: str) -> None:
    assert (await sample_client(anonymous=True).get(PREFIX + path)).status_code == 401
    forbidden = await sample_client("PRODUCTION_STAFF").get(PREFIX + path)
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "FORBIDDEN")
    foreign = await sample_client("ADMIN", tenant="other").get(PREFIX + path, report="2025-04")
    assert foreign.status_code == 400
    assert "there is no report" in foreign.json()["message"]


async def test_answers_are_zipped_where_asked(sample_client: Client) -> None:
    client = sample_client("REPORTING")
    response = await client.http.get(
        f"{PREFIX}/powerbi/weekly-detail", headers={**client.headers, "Accept-Encoding": "gzip"}
    )
    assert response.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["vary"]
    assert len(response.json()["rows"]) > 10_000


async def workbook_at(client: Api, path: str) -> httpx.Response:
    """The workbook of a table of two states, or the one for people."""
    arguments = {} if path.endswith(".xlsx") else {"format": "xlsx"}
    return await client.get(PREFIX + path, state=["FL", "N/A"], **arguments)


@pytest.mark.parametrize("path", WORKBOOKS)
async def test_workbooks_need_no_repair(sample_client: Client, path: str) -> None:
    client = sample_client("REPORTING")
    response = await workbook_at(client, path)
    assert response.headers["content-disposition"].startswith("attachment")
    assert faults(response.content) == []
    data = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_name("Data").to_python()
    flat = path if path in FLAT else "/powerbi/monthly-summary"
    rows = (await client.get(PREFIX + flat, state=["FL", "N/A"])).json()
    assert data[0] == rows["columns"]
    assert [row[0] for row in data[1:]] == [row[0] for row in rows["rows"]]


async def test_workbooks_open_elsewhere(sample_client: Client, tmp_path: Path, open_elsewhere: OpenElsewhere) -> None:
    client, paths = sample_client("REPORTING"), []
    for number, path in enumerate(WORKBOOKS):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes((await workbook_at(client, path)).content)
    assert len(open_elsewhere(*paths)) == len(WORKBOOKS)


async def test_the_workbook_of_people_has_frozen_filtered_headers(sample_client: Client) -> None:
    response = await sample_client("MANAGER").get(f"{PREFIX}/monthly-summary.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Monthly summary", "Capacity tree", "Data"]
    assert book.properties.title == "Monthly summary, April 2025"
    sheet = book["Monthly summary"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:2], sheet.print_title_rows) == ("D5", "A4", "$1:$4")
    assert [cell.value for cell in sheet[4][:5]] == ["Main LOB", "State", "Case type", "Forecast", "People"]
    assert sheet["D3"].value == "Jun-25"
    assert sheet.max_row == 4 + 500
    tree = book["Capacity tree"]
    assert (tree.cell(tree.max_row, 1).value, tree.cell(tree.max_row, 3).value) == ("Total", 1_683_724)


async def test_the_workbook_of_people_has_the_figures_that_are_chosen(sample_client: Client) -> None:
    manager = sample_client("MANAGER")
    response = await manager.get(f"{PREFIX}/monthly-summary.xlsx", figures=["gap", "people"], state="FL")
    assert faults(response.content) == []
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Monthly summary"]
    assert sheet["A1"].value == "Report of April 2025; State: FL"
    assert [cell.value for cell in sheet[4]] == ["Main LOB", "State", "Case type", *["People", "Gap"] * 7]
    assert [one.id for one in sheet.col_breaks.brk] == [5, 7, 9, 11, 13, 15]
    assert (sheet.print_title_cols, sheet.page_setup.scale) == ("$A:$C", 100)
    refused = await manager.get(f"{PREFIX}/monthly-summary.xlsx", figures="gaps")
    assert refused.json()["message"].startswith("figures is 'gaps'; accepted: forecast, people, fte")
    one = await manager.get(f"{PREFIX}/monthly-summary.xlsx", figures="fte", state="FL")
    assert faults(one.content) == []


async def test_the_workbook_of_people_names_what_is_chosen_as_its_columns_do(sample_client: Client) -> None:
    asked = {"platform": ["FACETS", "nobodys"], "locality": "domestic", "state": ["tx", "fl"], "case_type": "omni"}
    response = await sample_client("MANAGER").get(f"{PREFIX}/monthly-summary.xlsx", **asked)
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Monthly summary"]
    told = "Platform: Facets, nobodys; Locality: Domestic; State: FL, TX; Case type: "
    assert sheet["A1"].value.startswith(f"Report of April 2025; {told}")
    assert sheet["A1"].value.removeprefix(f"Report of April 2025; {told}") in {
        row[2].value for row in sheet.iter_rows(min_row=5)
    }
