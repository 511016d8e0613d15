"""A forecast file over a report that is there: previewed with its records, committed once, in the history."""

import json
from typing import Any

import pytest

from tests.graphql.editing.conftest import APRIL, LABELS, LINES, LOB, RECORD, Editor
from tests.graphql.editing.test_history import log

HEADINGS = ",".join(["Main LOB", "State", "Case Type", "Case ID", "Target CPH", *LABELS])
CHANGED = [*LINES[1][:4], 80, 2000, *[1000] * 5]
NEW = [LOB, "TX", "Appeals", "CL-5", 10, *[300] * 6]
PREVIEW = f"""preview {{ id created updated unchanged rejected {{ row }} warnings modifiedRecords {{ {RECORD} }}
    summary {{ totalFteChange totalCapacityChange }} }} problems {{ code message path }}"""
UPLOAD = f"""mutation Send($file: Upload!, $month: String!) {{
    previewForecastImport(file: $file, month: $month, year: 2025) {{ {PREVIEW} }} }}"""


async def upload(office: Editor, *lines: list[Any], headings: str = HEADINGS, month: str = "April") -> dict[str, Any]:
    rows = [headings, *(",".join(map(str, line)) for line in lines)]
    form = {
        "operations": json.dumps({"query": UPLOAD, "variables": {"file": None, "month": month}}),
        "map": '{"0": ["variables.file"]}',
    }
    files = {"0": ("forecast.csv", "\n".join(rows).encode())}
    headers = {**office.headers, "GraphQL-Preflight": "1"}
    response = await office.http.post("/graphql", data=form, files=files, headers=headers)
    return dict(response.json()["data"]["previewForecastImport"])


async def test_changed_and_new_demands_are_a_change_with_history(office: Editor) -> None:
    await office.commit(await office.edit("KS", Apr=4))
    preview = (await upload(office, LINES[0], CHANGED, NEW))["preview"]
    assert (preview["created"], preview["updated"], preview["unchanged"]) == (1, 1, 1)
    changed, added = preview["modifiedRecords"]
    assert (changed["targetCph"], changed["targetCphChange"]) == (80, -20)
    assert [month["fteReq"] for month in changed["months"]] == [25, 13, 13, 13, 13, 13]
    assert [month["capacity"] for month in changed["months"]] == [320, 0, 0, 0, 0, 0]
    assert (added["state"], added["targetCphChange"], added["months"][0]["forecastChange"]) == ("TX", 10, 300)
    assert preview["summary"] == {"totalFteChange": 0, "totalCapacityChange": -80}

    commit = {"previewId": preview["id"], "userNotes": "The March figures came late."}
    answer = await office.done("commitImport", "created updated unchanged historyLogId", **commit)
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (1, 1, 1)
    assert await office.done("commitImport", "created updated unchanged historyLogId", **commit) == answer
    entry = (await log(office))["data"][0]
    assert entry["historyLogId"] == answer["historyLogId"]
    assert (entry["changeTypeLabel"], entry["userNotes"]) == ("Forecast Update", "The March figures came late.")
    by_state = {one["state"]: one for one in entry["changes"]}
    assert (by_state["KS"], by_state["TX"]) == (changed, added)
    records = await office.records()
    assert await office.figures("KS Appeals", "fteReq") == [25, 13, 13, 13, 13, 13]
    assert (records["TX Appeals"]["targetCph"], set(records)) == (
        10, {"MO Appeals", "KS Appeals", "TX Appeals", "MO Claims", "N/A Claims"},
    )  # fmt: skip


async def test_the_same_file_again_changes_nothing_and_leaves_no_entry(office: Editor) -> None:
    preview = (await upload(office, *LINES))["preview"]
    assert (preview["unchanged"], preview["modifiedRecords"]) == (4, [])
    answer = await office.done("commitImport", "unchanged historyLogId", previewId=preview["id"])
    assert answer == {"unchanged": 4, "historyLogId": None}
    assert [one["createsReport"] for one in (await log(office))["data"]] == [True]


async def test_an_update_whose_report_changed_meanwhile_is_superseded(office: Editor) -> None:
    preview = (await upload(office, CHANGED))["preview"]
    await office.commit(await office.edit("KS", Apr=4))
    (problem,) = await office.refused("commitImport", previewId=preview["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_other_months_are_refused_with_the_reports(office: Editor) -> None:
    later = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
    (problem,) = (await upload(office, LINES[0], headings=later))["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["file"])


async def test_an_update_can_be_taken_back_but_for_the_demand_it_added(office: Editor) -> None:
    before = await office.records()
    preview = (await upload(office, CHANGED, NEW))["preview"]
    answer = await office.done("commitImport", "historyLogId", previewId=preview["id"])
    inverse = await office.preview("previewRevert", historyLogId=answer["historyLogId"])
    await office.commit(inverse, notes=None)
    after = await office.records()
    added = after.pop("TX Appeals")
    assert after == before
    assert added["targetCph"] == 10
    assert {month[name] for month in added["months"] for name in ("forecast", "fteReq", "capacity")} == {0}


@pytest.mark.quick
async def test_another_case_id_is_a_change_like_any_other(office: Editor) -> None:
    renamed = [*LINES[1][:3], "CL-22", *LINES[1][4:]]
    preview = (await upload(office, LINES[0], renamed))["preview"]
    assert (preview["updated"], preview["unchanged"]) == (1, 1)
    assert preview["warnings"] == [
        f"1 demands get another case id, which every report shows: {LOB} / KS / Appeals (CL-2 → CL-22)"
    ]
    (record,) = preview["modifiedRecords"]
    assert (record["caseId"], record["caseIdBefore"], record["modifiedFields"]) == ("CL-22", "CL-2", ["case_id"])
    answer = await office.done("commitImport", "updated historyLogId", previewId=preview["id"])
    assert (await office.records())["KS Appeals"]["caseId"] == "CL-22"
    assert (await log(office))["data"][0]["changes"] == [record]

    inverse = await office.preview("previewRevert", historyLogId=answer["historyLogId"])
    (back,) = inverse["modifiedRecords"]
    assert (back["caseId"], back["caseIdBefore"], back["modifiedFields"]) == ("CL-2", "CL-22", ["case_id"])
    await office.commit(inverse, notes=None)
    assert (await office.records())["KS Appeals"]["caseId"] == "CL-2"


async def test_a_case_id_and_a_volume_change_together_and_are_taken_back_together(office: Editor) -> None:
    before = await office.records()
    preview = (await upload(office, [*CHANGED[:3], "CL-22", *CHANGED[4:]]))["preview"]
    (record,) = preview["modifiedRecords"]
    assert record["modifiedFields"][:3] == ["case_id", "target_cph", "Apr-25.forecast"]
    answer = await office.done("commitImport", "historyLogId", previewId=preview["id"])
    inverse = await office.preview("previewRevert", historyLogId=answer["historyLogId"])
    await office.commit(inverse, notes=None)
    assert await office.records() == before


async def test_a_case_id_that_changed_again_is_not_taken_back(office: Editor) -> None:
    entries = []
    for case_id in ("CL-22", "CL-222"):
        preview = (await upload(office, [*LINES[1][:3], case_id, *LINES[1][4:]]))["preview"]
        entries.append(await office.done("commitImport", "historyLogId", previewId=preview["id"]))
    (problem,) = await office.refused("previewRevert", historyLogId=entries[0]["historyLogId"])
    assert (problem["code"], problem["message"]) == ("CONFLICT", f"{LOB} / KS / Appeals has changed: case_id")


async def test_records_of_an_update_sent_back_change_the_case_id_too(office: Editor) -> None:
    preview = (await upload(office, [*CHANGED[:3], "CL-22", *CHANGED[4:]]))["preview"]
    records = preview["modifiedRecords"]
    months = [{"key": f"month{number}", "label": label} for number, label in enumerate(LABELS, start=1)]
    given = {"changeType": "FORECAST_UPDATE", "months": months, **APRIL}
    stale = [{**records[0], "caseIdBefore": "CL-9"}]
    (problem,) = await office.refused("commitRecords", **given, modifiedRecords=stale)
    assert problem["code"] == "CONFLICT"
    answer = await office.done("commitRecords", "recordsUpdated", **given, modifiedRecords=records)
    assert answer == {"recordsUpdated": 1}
    assert (await office.records())["KS Appeals"]["caseId"] == "CL-22"


async def test_a_new_report_says_which_case_ids_it_changes(office: Editor) -> None:
    headings = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
    preview = (await upload(office, [*LINES[1][:3], "CL-22", *LINES[1][4:]], headings=headings, month="May"))["preview"]
    assert (preview["created"], preview["modifiedRecords"]) == (1, [])
    assert "KS / Appeals (CL-2 → CL-22)" in preview["warnings"][0]
    await office.done("commitImport", "created", previewId=preview["id"])
    assert (await office.records())["KS Appeals"]["caseId"] == "CL-22"
    (change,) = (await log(office))["data"][0]["changes"]
    assert (change["caseId"], change["caseIdBefore"], change["modifiedFields"][0]) == ("CL-22", "CL-2", "case_id")


@pytest.mark.parametrize("kinds", [1, 10, 12])
async def test_a_preview_names_the_demands_whose_assignments_stay_with_the_older_report(
    office: Editor, kinds: int
) -> None:
    lines = [[LOB, "MO", f"Kind {number:02}", f"CL-{number}", 10, *[100] * 6] for number in range(kinds)]
    added = (await upload(office, *lines))["preview"]
    await office.done("commitImport", "created", previewId=added["id"])
    for number in range(kinds):
        demand = {"mainLob": LOB, "state": "MO", "caseType": f"Kind {number:02}"}
        for week in (23, 24):
            person = f"CN{number % 10 + 1}" if number < 10 else f"CN{number - 9}"
            shifted = week if number < 10 else week + 4
            given = office.week(person, demand, shifted, force=True)
            await office.done("createAssignment", "assignment { id }", input=given)
    headings = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
    for _ in ("a new report", "an update of it"):
        preview = (await upload(office, *LINES, headings=headings, month="May"))["preview"]
        (warning,) = preview["warnings"]
        assert warning.startswith(f"{2 * kinds} assignments on {kinds} demands stay with report 2025-04, because")
        assert warning.count(" / ") == 2 * min(kinds, 10)
        assert f"{LOB} / MO / Kind 00 (2)" in warning
        assert warning.endswith("and 2 more") is (kinds == 12)
        await office.done("commitImport", "created", previewId=preview["id"])


async def test_the_first_import_is_an_entry_from_nothing(office: Editor) -> None:
    (entry,) = (await log(office))["data"]
    assert (entry["changeTypeLabel"], entry["createsReport"], entry["recordsModified"]) == ("Forecast Update", True, 4)
    assert entry["description"] == "Forecast Update: the report was created, with 4 demands"
    change = next(one for one in entry["changes"] if one["state"] == "KS")
    assert (change["targetCph"], change["targetCphChange"]) == (100, 100)
    assert [month["forecastChange"] for month in change["months"]] == [1000] * 6
    assert [month["fteReqChange"] for month in change["months"]] == [10] * 6
    assert entry["totals"][0]["totalForecast"] == {"old": 0, "new": 12500 + 1000 + 5000 + 400}


async def test_a_first_import_over_graphql_answers_its_entry_which_keeps_the_notes(office: Editor) -> None:
    headings = HEADINGS.replace("Apr-25,", "") + ",Oct-25"
    preview = (await upload(office, *LINES, headings=headings, month="May"))["preview"]
    commit = {"previewId": preview["id"], "userNotes": "The May cycle."}
    answer = await office.done("commitImport", "created historyLogId", **commit)
    entry = (await log(office))["data"][0]
    assert (entry["historyLogId"], entry["userNotes"], entry["month"]) == (
        answer["historyLogId"], "The May cycle.", "May",
    )  # fmt: skip


async def test_the_entry_that_created_a_report_is_not_taken_back(office: Editor) -> None:
    (entry,) = (await log(office))["data"]
    (problem,) = await office.refused("previewRevert", historyLogId=entry["historyLogId"])
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CREATED_THE_REPORT")
    assert problem["message"].startswith("the entry created the report of April 2025, and a report is never taken away")


async def test_long_notes_are_refused(office: Editor) -> None:
    preview = (await upload(office, CHANGED))["preview"]
    (problem,) = await office.refused("commitImport", previewId=preview["id"], userNotes="x" * 501)
    assert problem["path"] == ["userNotes"]
