"""The workbook of a report's records as people send it: twice, with formulas and merged cells, without rows."""

from tests.graphql.editing.conftest import Editor, office, office_database
from tests.graphql.editing.test_returned_workbooks import accepted, previewed, put, workbook
from tests.support.returned import edited

__all__ = ["office", "office_database"]


async def test_what_is_there_already_is_no_conflict_but_nothing_new(office: Editor) -> None:
    content = await workbook(office)
    edit = put("Apr-25 Forecast", 7)
    preview = await accepted(office, edited(content, edit))
    await office.done("commitImport", "updated", previewId=preview["id"], userNotes="Fewer of them")
    again = await accepted(office, edited(content, edit))
    assert (again["updated"], again["unchanged"], again["rejected"]) == (0, 4, [])
    (bad,) = (await accepted(office, edited(content, edit, put("May-25 Forecast", 8))))["rejected"]
    assert "Apr-25 Forecast in F4 was 12500 and is 7" in bad["reason"]


async def test_a_cell_that_is_wrong_is_told_once(office: Editor) -> None:
    for heading in ("Main LOB", "Case ID", "Target CPH", "Apr-25 Forecast", "Apr-25 Capacity", "Record Key"):
        preview = await accepted(office, edited(await workbook(office), put(heading, "=1+1")))
        (bad,) = preview["rejected"]
        assert bad["reason"].startswith("is a formula; a typed value is accepted in ")
        assert ";" not in bad["reason"].removeprefix("is a formula;")
        assert [warning for warning in preview["warnings"] if "calculated" in warning] == []


async def test_merged_cells_are_refused_by_name(office: Editor) -> None:
    content = edited(await workbook(office), lambda sheet: sheet.merge_cells("F4:H4"))
    (problem,) = (await previewed(office, content))["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["file"])
    assert problem["message"] == "cells are merged, the first are F4:H4"


async def test_one_of_no_records_comes_back_as_an_empty_preview(office: Editor) -> None:
    preview = await accepted(office, edited(await workbook(office, state="ZZ")))
    assert (preview["updated"], preview["unchanged"], preview["rejected"]) == (0, 0, [])
    assert preview["modifiedRecords"] == []
    assert "there are no rows below the headings in row 2 of the sheet Records" in preview["warnings"]
    answer = await office.done("commitImport", "updated unchanged historyLogId", previewId=preview["id"])
    assert answer == {"updated": 0, "unchanged": 0, "historyLogId": None}
