"""The workbook of a history entry: as described, valid, and opened by other programs."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.graphql.editing.conftest import APRIL, LABELS, LINES, LOB, Editor, office, office_database, worked
from tests.graphql.editing.test_forecast_update import upload
from tests.graphql.editing.test_history import log
from tests.rest.conftest import OpenElsewhere
from tests.support.api import token
from tests.support.workbook_lint import faults

__all__ = ["office", "office_database", "worked"]
SPITEFUL = '=HYPERLINK("http://x","y")'


@pytest.fixture
async def entry(worked: Editor) -> AsyncIterator[dict[str, Any]]:
    """The entry of the worked example."""
    preview = await worked.edit("MO", kind="previewForecastReallocation", cph=105, Apr=125, Jun=135)
    await worked.commit(preview, notes=SPITEFUL)
    yield (await log(worked))["data"][0]


async def downloaded(office: Editor, url: str, *, role: str = "REPORTING", tenant: str = "demo") -> Any:
    headers = {"Authorization": f"Bearer {token(role, tenant=tenant)}"}
    return await office.http.get(url, headers=headers)


async def test_the_changes_sheet_is_as_described(worked: Editor, entry: dict[str, Any]) -> None:
    response = await downloaded(worked, entry["downloadUrl"])
    name = response.headers["content-disposition"]
    assert name.startswith(f'attachment; filename="History_Log_{entry["historyLogId"]}_20')
    assert faults(response.content) == []
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Changes", "Summary", "Data"]
    sheet = book["Changes"]
    keys = ["Main LOB", "State", "Case Type", "Case ID", "Target CPH"]
    assert [cell.value for cell in sheet[1]] == [*keys, *(v for label in LABELS for v in (label, None, None, None))]
    figures = ["Client Forecast", "FTE Required", "FTE Available", "Capacity"]
    assert [cell.value for cell in sheet[2]] == [*[None] * 5, *figures * 6]
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert merged == {
        "A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:I1", "J1:M1", "N1:Q1", "R1:U1", "V1:Y1", "Z1:AC1",
    }  # fmt: skip
    assert [cell.value for cell in sheet[3]][:9] == [
        LOB, "MO", "Appeals", "CL-1", "105.00 (100.00)", 12500, "119 (125)", "125 (120)", "13,125 (12,000)",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]][11:13] == [125, "13,125 (12,500)"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("F3", "$1:$2")
    upper, lower, data = sheet["F1"], sheet["F2"], sheet["F3"]
    assert (upper.fill.fgColor.rgb[2:], lower.fill.fgColor.rgb[2:]) == ("366092", "5B9BD5")
    assert all((one.font.b, one.font.color.rgb[2:], one.alignment.horizontal) == (True, "FFFFFF", "center")
               for one in (upper, lower))  # fmt: skip
    assert data.border.left.style == data.border.bottom.style == "thin"
    assert data.fill.fill_type is None


async def test_the_summary_sheet_says_who_what_and_why(worked: Editor, entry: dict[str, Any]) -> None:
    content = (await downloaded(worked, entry["downloadUrl"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Summary").to_python()
    said = {row[0]: row[1:] for row in rows}
    assert said["History Log ID"][0] == entry["historyLogId"]
    assert (said["Change Type"][0], said["User"][0]) == ("Forecast Reallocation", "tester")
    assert (said["Report Month and Year"][0], said["Records Modified"][0]) == ("April 2025", 1)
    assert said["Notes"][0] == SPITEFUL
    assert said["Description"][0].startswith("Forecast Reallocation")
    assert said["Source File"][0] == ""
    assert said["Total FTE Required Apr-25"][1:] == [125, 119]
    assert said["Total FTE Available Apr-25"][1:] == [120, 125]
    assert said["Total Capacity Apr-25"][1:] == [12000, 13125]
    assert said["Total Forecast Sep-25"][1:] == [15000, 15000]


async def test_the_data_sheet_has_a_row_for_each_record_month_and_field(worked: Editor, entry: dict[str, Any]) -> None:
    content = (await downloaded(worked, entry["downloadUrl"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()
    assert rows[0] == ["main_lob", "state", "case_type", "case_id", "month", "field", "old", "new", "change"]
    assert len(rows) == 1 + 1 + 6 * 4
    assert rows[1][4:] == ["", "Target CPH", 100, 105, 5]
    assert [LOB, "MO", "Appeals", "CL-1", "Jun-25", "Capacity", 13000, 14175, 1175] in rows


async def test_another_case_id_is_shown_with_the_one_before(worked: Editor) -> None:
    preview = (await upload(worked, [*LINES[1][:3], "CL-22", *LINES[1][4:]]))["preview"]
    await worked.done("commitImport", "updated", previewId=preview["id"])
    content = (await downloaded(worked, (await log(worked))["data"][0]["downloadUrl"])).content
    assert faults(content) == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_name("Changes").to_python()[2][3:5] == ["CL-22 (CL-2)", 100]
    rows = book.get_sheet_by_name("Data").to_python()
    assert rows[1] == [LOB, "KS", "Appeals", "CL-22", "", "Case ID", "CL-2", "CL-22", ""]


async def test_other_programs_open_it(
    worked: Editor, entry: dict[str, Any], tmp_path: Path, open_elsewhere: OpenElsewhere
) -> None:
    (tmp_path / "entry.xlsx").write_bytes((await downloaded(worked, entry["downloadUrl"])).content)
    (shown,) = open_elsewhere(tmp_path / "entry.xlsx")
    assert not shown or "105.00 (100.00)" in shown


@pytest.mark.parametrize("id_", ["00000000-0000-4000-8000-000000000000", "nothing", "0"])
async def test_an_unknown_entry_is_not_found(worked: Editor, id_: str) -> None:
    response = await downloaded(worked, f"/api/history-log/{id_}/download")
    assert (response.status_code, response.json()) == (404, {"detail": "History log entry not found"})


async def test_another_tenants_entry_is_an_unknown_one(worked: Editor, entry: dict[str, Any]) -> None:
    theirs = await downloaded(worked, entry["downloadUrl"], tenant="other")
    unknown = await downloaded(worked, f"/api/history-log/{uuid4()}/download", tenant="other")
    assert (theirs.status_code, theirs.content) == (unknown.status_code, unknown.content)


async def test_it_asks_for_sign_in_and_permission(worked: Editor, entry: dict[str, Any]) -> None:
    assert (await worked.http.get(entry["downloadUrl"])).status_code == 401
    refused = await downloaded(worked, entry["downloadUrl"], role="PPIC_MANAGER")
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")


async def test_head_says_what_get_would(worked: Editor, entry: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {token('VIEWER')}"}
    response = await worked.http.head(entry["downloadUrl"], headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert APRIL["month"] == entry["month"]


NOBODY = UUID(int=0)
SEVERAL = "/api/history-log/download"


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


async def test_several_entries_are_one_workbook(
    worked: Editor, entry: dict[str, Any], tmp_path: Path, open_elsewhere: OpenElsewhere
) -> None:
    ids = [one["historyLogId"] for one in (await log(worked))["data"]]
    assert len(ids) == 3
    for query, expected in (
        ("?report=2025-04", ids),
        (f"?id={ids[0]}&id={ids[2]}", [ids[0], ids[2]]),
        ("?change_type=FORECAST_REALLOCATION", ids[:1]),
        ("", ids),
    ):
        response = await downloaded(worked, SEVERAL + query)
        assert response.status_code == 200, response.text
        assert faults(response.content) == []
        sheets = sheets_of(response.content)
        assert [row[-1] for row in sheets["Entries"][1:]] == expected, query
        numbers = [row[0] for row in sheets["Entries"][1:]]
        assert numbers == sorted(numbers, reverse=True)
        assert {row[0] for row in sheets["Data"][1:]} == {*numbers}
        assert {row[0] for row in sheets["Changes 2025-04"][2:]} == {*numbers}
    (tmp_path / "entries.xlsx").write_bytes(response.content)
    open_elsewhere(tmp_path / "entries.xlsx")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?id=nothing", "id is no id of an entry"),
        ("?report=April", "report is 'April'; accepted"),
        ("?change_type=Manual", "change_type is 'Manual'; accepted: BENCH_ALLOCATION"),
        (f"?report=2025-04&id={NOBODY}", "id stands beside a filter"),
        ("?entry=1", "there is no argument entry"),
        ("?" + "&".join(f"id={UUID(int=place)}" for place in range(101)), "that are 101 entries; accepted"),
    ],
)
async def test_what_no_entries_are_asked_by_is_refused(worked: Editor, query: str, said: str) -> None:
    response = await downloaded(worked, SEVERAL + query)
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")
    assert said in response.json()["message"]


async def test_entries_of_which_one_is_not_there_are_not_found(worked: Editor, entry: dict[str, Any]) -> None:
    known = entry["historyLogId"]
    for query in (f"?id={known}&id={uuid4()}", f"?id={uuid4()}", "?report=2025-05"):
        response = await downloaded(worked, SEVERAL + query)
        assert (response.status_code, response.json()) == (404, {"detail": "History log entry not found"})
    theirs = await downloaded(worked, f"{SEVERAL}?id={known}", tenant="other")
    assert theirs.status_code == 404


async def test_a_month_is_printed_on_pages_of_its_own_with_its_keys(worked: Editor, entry: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO((await downloaded(worked, entry["downloadUrl"])).content))
    sheet = book["Changes"]
    assert [one.id for one in sheet.col_breaks.brk] == [9, 13, 17, 21, 25]
    assert (sheet.print_title_cols, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("$A:$E", None)
    assert sheet.oddHeader.left.text.startswith("History log, report of April 2025")
    summary = {row[0].value: row[1] for row in book["Summary"].iter_rows(min_row=2)}
    assert summary["Timestamp"].number_format == 'yyyy-mm-dd hh:mm:ss" UTC"'
    assert summary["Notes"].alignment.wrap_text
    figures = {cell.number_format for row in book["Data"].iter_rows(min_row=2, min_col=7) for cell in row}
    assert figures == {"#,##0"}, "nothing ends with a point"


async def test_the_table_has_what_the_data_sheets_have(worked: Editor, entry: dict[str, Any]) -> None:
    preview = (await upload(worked, [*LINES[1][:3], "CL-22", *LINES[1][4:]]))["preview"]
    await worked.done("commitImport", "updated", previewId=preview["id"])
    expected = []
    for one in reversed((await log(worked))["data"]):
        content = (await downloaded(worked, one["downloadUrl"])).content
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Data").to_python()
        expected += [[one["historyLogId"], *row] for row in sheet[1:]]
    rows = await history(worked)
    assert [told(row) for row in rows] == expected
    assert {row["report"] for row in rows} == {"2025-04"}
    assert len({(row["entry"], row["record"], row["line"]) for row in rows}) == len(rows)
    assert rows == await history(worked, report="2025-04")
    labels = ["Jun-25", "Jul-25"]
    months = await history(worked, month_from="2025-06", month_to="2025-07")
    assert months == [row for row in rows if row["month"] in labels]
    since = rows[-1]["created_at"]
    assert await history(worked, updated_since=since) == [row for row in rows if row["created_at"] >= since]
    assert await history(worked, updated_until=since) == [row for row in rows if row["created_at"] < since]
    assert [row for page in await history_pages(worked, limit=11) for row in page] == rows


async def history(world: Editor, **arguments: Any) -> list[dict[str, Any]]:
    """The table's rows."""
    (page,) = await history_pages(world, **arguments)
    return page


async def history_pages(world: Editor, **arguments: Any) -> list[list[dict[str, Any]]]:
    """Every page of the table."""
    headers, pages = {"Authorization": f"Bearer {token('REPORTING')}"}, []
    url, params = "/api/v2/reports/powerbi/history-log", {**arguments, "format": "records"}
    while True:
        answer = await world.http.get(url, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        pages.append(list(answer.json()))
        if "next" not in answer.links:
            return pages
        url, params = answer.links["next"]["url"], None  # type: ignore[assignment]


def told(row: dict[str, Any]) -> list[Any]:
    """A row as the sheet has it: text and numbers in the same columns, nothing as an empty text."""
    pair = [row["old"], row["new"]] if row["old_text"] is None else [row["old_text"], row["new_text"]]
    words = [row[name] for name in ("entry", "main_lob", "state", "case_type", "case_id", "month", "field")]
    return ["" if cell is None else cell for cell in (*words, *pair, row["change"])]
