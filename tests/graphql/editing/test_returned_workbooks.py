"""The workbook of a report's records, edited and sent back: a manual update, and what of it is refused."""

import io
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from server.commands.postgres import Addresses
from services.forecast.record_keys import record_key
from services.shared.returned_workbooks import DIGEST
from tests.graphql.editing.conftest import LOB, RECORD, Editor, office, office_database, worked
from tests.graphql.editing.test_history import log
from tests.integration.commands.conftest import environment
from tests.rest.conftest import OpenElsewhere, office_home, open_elsewhere, validator
from tests.support import prepared
from tests.support.clocks import PATIENCE
from tests.support.returned import Edit, column_of, edited
from tests.support.returned import put as put_into
from tests.support.returned import workbook as workbook_of
from tests.support.workbook_lint import faults

__all__ = ["office", "office_database", "office_home", "open_elsewhere", "validator", "worked"]
PATH = "/api/v2/reports/records.xlsx"
PREVIEW = f"""mutation ($file: Upload!) {{ previewRecordsImport(file: $file) {{
    preview {{ id updated unchanged warnings rejected {{ row column value reason }} modifiedRecords {{ {RECORD} }} }}
    problems {{ code message path }} }} }}"""
TOP = 2  # the note and the headings stand above the records
MO = 4  # records stand by main LOB, state and case type: the row of MO, Appeals


async def workbook(office: Editor, **arguments: str) -> bytes:
    return await workbook_of(office, PATH, **arguments)


def put(heading: str, value: object, row: int = MO) -> Edit:
    """Puts a value below a heading."""
    return put_into(heading, value, row)


async def previewed(office: Editor, content: bytes, name: str = "records.xlsx") -> dict[str, Any]:
    """What the server says of a workbook that is sent back."""
    form = {
        "operations": json.dumps({"query": PREVIEW, "variables": {"file": None}}),
        "map": '{"0": ["variables.file"]}',
    }
    headers = {**office.headers, "GraphQL-Preflight": "1"}
    sent = await office.http.post("/graphql", data=form, files={"0": (name, content)}, headers=headers)
    return dict(sent.json()["data"]["previewRecordsImport"])


async def accepted(office: Editor, content: bytes) -> dict[str, Any]:
    answer = await previewed(office, content)
    assert answer["problems"] == []
    return dict(answer["preview"])


async def reasons(office: Editor, content: bytes) -> dict[int, tuple[str | None, str]]:
    """Why rows are rejected: by their numbers the column and the reason."""
    rejected = (await accepted(office, content))["rejected"]
    return {bad["row"]: (bad["column"], bad["reason"]) for bad in rejected}


async def test_the_workbook_holds_every_record_and_needs_no_repair(
    worked: Editor, tmp_path: Path, open_elsewhere: OpenElsewhere
) -> None:
    content = await workbook(worked)
    assert faults(content) == []
    (tmp_path / "records.xlsx").write_bytes(content)
    open_elsewhere(tmp_path / "records.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Records"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP + 1)]
    assert [row[:4] for row in rows] == [
        [LOB, "KS", "Appeals", "CL-2"], [LOB, "MO", "Appeals", "CL-1"], [LOB, "MO", "Claims", "CL-3"],
        ["Facets Medicare OFFSHORE", "N/A", "Claims", "CL-4"],
    ]  # fmt: skip
    records = await worked.records()
    for row in rows:
        cells = [[month[name] for name in ("forecast", "fteReq", "fteAvail", "capacity")]
                 for month in records[f"{row[1]} {row[2]}"]["months"]]  # fmt: skip
        assert row[5:29] == [value for cell in cells for value in cell]
    key = sheet.cell(TOP, sheet.max_column)
    assert (key.value, sheet.column_dimensions[key.column_letter].hidden) == ("Record Key", True)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("E3", "$2:$2")
    assert str(sheet["A1"].value).startswith("Records of the report of April 2025. Target CPH, Forecast and FTE")
    assert "{" not in str(sheet["A1"].value)


async def test_one_that_nobody_edited_is_an_empty_preview_that_says_so(worked: Editor) -> None:
    preview = await accepted(worked, edited(await workbook(worked)))
    assert (preview["updated"], preview["unchanged"], preview["rejected"]) == (0, 4, [])
    assert preview["modifiedRecords"] == []
    assert preview["warnings"] == ["nothing was changed: every record is as it was when the workbook was made"]
    answer = await worked.done("commitImport", "updated unchanged historyLogId", previewId=preview["id"])
    assert answer == {"updated": 0, "unchanged": 4, "historyLogId": None}


async def test_edits_are_the_manual_update_that_they_would_be_by_hand(worked: Editor) -> None:
    content = await workbook(worked)
    edits = [put("Target CPH", 105), put("Apr-25 FTE Available", 125), put("Jun-25 FTE Available", 135)]
    preview = await accepted(worked, edited(content, *edits))
    by_hand = await worked.edit("MO", cph=105, Apr=125, Jun=135)
    assert preview["modifiedRecords"] == by_hand["modifiedRecords"]
    assert (preview["updated"], preview["unchanged"], preview["warnings"]) == (1, 3, [])
    refused = await worked.refused("commitImport", previewId=preview["id"])
    assert refused[0]["message"] == "a Manual Update needs notes"
    done = await worked.done("commitImport", "updated historyLogId", previewId=preview["id"], userNotes="As agreed.")
    assert done["updated"] == 1
    entry = (await log(worked))["data"][0]
    assert (entry["historyLogId"], entry["changeType"]) == (done["historyLogId"], "MANUAL_UPDATE")
    assert await worked.figures("MO Appeals", "capacity") == [13125, 13125, 14175, 14175, 14700, 15225]
    file = await worked.ask('{ historyLog(month: "April", year: 2025) { data { sourceFile userNotes } } }')
    assert file["historyLog"]["data"][0] == {"sourceFile": "records.xlsx", "userNotes": "As agreed."}


TYPED = [("7,000", 7000), ("7 000", 7000), ("7000.0", 7000), (" 7000 ", 7000), (7000.0, 7000), ("1,234,567", 1_234_567)]


@pytest.mark.shares
@pytest.mark.parametrize(("typed", "forecast"), TYPED)
async def test_figures_that_are_texts_are_read_in_the_notation_of_the_file(
    office: Editor, typed: object, forecast: int
) -> None:
    preview = await accepted(office, edited(await workbook(office), put("May-25 Forecast", typed)))
    (record,) = preview["modifiedRecords"]
    assert [month["forecast"] for month in record["months"]][1] == forecast


@pytest.mark.shares
async def test_what_another_cell_tells_of_decimal_marks_is_true_of_figures(office: Editor) -> None:
    content = await workbook(office)
    edits = [put("May-25 Forecast", "1.000"), put("Target CPH", "8,5", row=3)]
    preview = await accepted(office, edited(content, *edits))
    assert {one["state"]: one["months"][1]["forecast"] for one in preview["modifiedRecords"]}["MO"] == 1000


@pytest.mark.shares
async def test_workbooks_made_before_keys_told_their_rows_are_taken(office: Editor) -> None:
    def older(sheet: Worksheet) -> None:
        for (cell,) in sheet.iter_rows(min_row=TOP + 1, min_col=sheet.max_column):
            told = re.sub(r",\d+\]$", "]", str(cell.value)[DIGEST:])
            cell.value = sha256(told.encode()).hexdigest()[:DIGEST] + told

    content = await workbook(office)
    assert (await accepted(office, edited(content, older)))["unchanged"] == 4
    preview = await accepted(office, edited(content, older, lambda sheet: sheet.delete_rows(MO)))
    assert preview["warnings"][0].startswith("1 row of the workbook is not there any more, and what stood there")


async def test_rows_may_be_sorted_and_a_part_may_be_asked_for(worked: Editor) -> None:
    def turned(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP + 1)]
        for place, row in enumerate(reversed(rows), start=TOP + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column).value = value

    content = await workbook(worked, state="MO")
    preview = await accepted(worked, edited(content, put("Apr-25 Forecast", 9, row=3), turned))
    assert (preview["updated"], preview["unchanged"], preview["rejected"]) == (1, 1, [])
    assert [(one["state"], one["caseType"]) for one in preview["modifiedRecords"]] == [("MO", "Appeals")]


WRONG: dict[str, tuple[Edit, str | None, str]] = {
    "a formula": (put("Apr-25 Forecast", "=1+1"), "Apr-25 Forecast", "is a formula; a typed value is accepted in F4"),
    "a text": (put("Apr-25 FTE Available", "many"), "Apr-25 FTE Available", "is not such a number"),
    "nothing": (put("Apr-25 Forecast", None), "Apr-25 Forecast", "is missing in F4; 12500 is what it was"),
    "too many": (put("Apr-25 FTE Available", 1000), "Apr-25 FTE Available", "is out of range"),
    "a fraction": (put("May-25 Forecast", 1.5), "May-25 Forecast", "is not such a number"),
    "either a thousand or one": (put("May-25 Forecast", "1.000"), "May-25 Forecast", "can be read as 1 or as 1000"),
    "an amount": (put("May-25 Forecast", "$1,000"), "May-25 Forecast", "is an amount of money"),
    "what follows": (put("Apr-25 Capacity", 1), "Apr-25 Capacity", "in I4 follows from target CPH, forecast and"),
    "a CPH": (put("Target CPH", 0), "Target CPH", "at most 200 with at most 2 decimals is accepted in E4"),
    "no CPH": (put("Target CPH", None), "Target CPH", "in E4"),
    "an error": (put("Target CPH", "#N/A"), "Target CPH", "is the spreadsheet error #N/A; a value is accepted in E4"),
    "another LOB": (put("Main LOB", "=1+1"), "Main LOB", "is a formula; a typed value is accepted in A4"),
    "another name": (put("State", "TX"), "State", "is not the record's, which stays as it is: MO is accepted in B4"),
    "another case": (put("Case ID", "CL-9"), "Case ID", "which stays as it is: CL-1 is accepted in D4"),
    "no key": (put("Record Key", None), "Record Key", "in AD4"),
    "a key of its own": (put("Record Key", "x"), "Record Key", "unchanged, is accepted in AD4"),
}  # fmt: skip


@pytest.mark.shares
@pytest.mark.parametrize("name", WRONG)
async def test_a_cell_that_cannot_be_is_named_and_its_row_is_left(office: Editor, name: str) -> None:
    edit, column, reason = WRONG[name]
    content = edited(await workbook(office), edit, put("Apr-25 Forecast", 77, row=3))
    preview = await accepted(office, content)
    (bad,) = preview["rejected"]
    assert (bad["row"], bad["column"]) == (MO, column)
    assert reason in bad["reason"]
    assert [one["state"] for one in preview["modifiedRecords"]] == ["KS"]


@pytest.mark.shares
async def test_a_doubled_row_and_a_deleted_one_are_named(office: Editor) -> None:
    def doubled(sheet: Worksheet) -> None:
        sheet.append([cell.value for cell in sheet[MO]])

    content = await workbook(office)
    found = await reasons(office, edited(content, doubled))
    assert [*found] == [MO, 7]
    assert "stands in row 7 too; only one row may have it" in found[MO][1]
    preview = await accepted(office, edited(content, lambda sheet: sheet.delete_rows(MO)))
    assert (preview["updated"], preview["unchanged"]) == (0, 3)
    assert preview["warnings"][0] == (
        f"1 row of the workbook is not there any more (row {MO} as it was made), and what stood there stays as it is: "
        f"{LOB} / MO / Appeals"
    )  # fmt: skip


async def test_a_record_that_changed_meanwhile_is_a_conflict_where_it_was_edited(office: Editor) -> None:
    content = await workbook(office)
    await office.commit(await office.edit("MO", Apr=7))
    await office.commit(await office.edit("KS", Apr=4))
    preview = await accepted(office, edited(content, put("May-25 FTE Available", 9)))
    (bad,) = preview["rejected"]
    assert bad["row"] == MO
    assert "has changed since the workbook was made" in bad["reason"]
    assert "Apr-25 FTE Available in H4 was 0 and is 7" in bad["reason"]
    assert (preview["updated"], preview["unchanged"]) == (0, 3), "nobody edited KS in the workbook"


async def test_a_preview_is_superseded_by_what_is_committed_meanwhile(office: Editor) -> None:
    preview = await accepted(office, edited(await workbook(office), put("May-25 FTE Available", 9)))
    await office.commit(await office.edit("MO", Apr=7))
    refused = await office.refused("commitImport", previewId=preview["id"], userNotes="Why")
    assert refused[0]["code"] == "PREVIEW_SUPERSEDED"


@pytest.mark.shares
async def test_a_workbook_without_keys_or_columns_is_refused(office: Editor) -> None:
    content = await workbook(office)
    answer = await previewed(office, edited(content, *(put("Record Key", "x", row=row) for row in range(3, 7))))
    assert answer["problems"][0]["message"].startswith("no row has the key of a record")
    answer = await previewed(
        office, edited(content, lambda sheet: sheet.delete_cols(column_of(sheet, "Jul-25 Capacity")))
    )
    assert answer["problems"][0]["message"].startswith("missing columns: Jul-25 Capacity; row 2 of the sheet Records")


CELLS = f"[{','.join(['[1,2,3,4]'] * 6)}]"
SIGNED = [
    "", "[]", "{}", "null", '["2025-04",1,2]', '["2025-04",1,1,1,"a","x",[]]', f'["2025-04",1,1,1,"a","sNaN",{CELLS}]',
    f'["2025-04",1,1,1,"a","1",{CELLS},"3"]', f'["2025-04",1,1,1,"a","1",{CELLS},3,4]',
    f'["2025-04",1,1,"1","a","1",{CELLS}]', f'["a long one",1,1,1,"a","1",{CELLS}]', '["2025-04",1,1,1,"a","1",[1]]',
]  # fmt: skip


@pytest.mark.parametrize("text", SIGNED)
def test_what_is_signed_and_no_key_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no key of a record"):
        record_key(sha256(text.encode()).hexdigest()[:DIGEST] + text)


async def test_the_command_line_takes_it_back(worked: Editor, office_database: Addresses, tmp_path: Path) -> None:
    content = edited(await workbook(worked), put("Apr-25 FTE Available", 125))
    (tmp_path / "back.xlsx").write_bytes(content)
    command = ["import", "records", "back.xlsx", "--tenant", "demo"]

    def run(*more: str) -> Any:
        settings = environment(tmp_path, office_database)
        return prepared.run([*command, *more], env=settings, cwd=tmp_path, timeout=5 * PATIENCE)

    dry = run("--notes", "As agreed.", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "records (dry run): 0 created, 1 updated, 3 unchanged, 0 rejected" in dry.stdout
    assert await worked.figures("MO Appeals", "fteAvail") == [120, 125, 130, 135, 140, 145]
    refused = run()
    assert (refused.returncode, refused.stderr.count("a Manual Update needs notes")) == (1, 1)
    assert run("--notes", "As agreed.").returncode == 0
    assert await worked.figures("MO Appeals", "fteAvail") == [125, 125, 130, 135, 140, 145]
