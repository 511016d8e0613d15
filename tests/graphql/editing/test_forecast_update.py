"""A forecast file over a report that is there: previewed with its records, committed once, in the history."""

import json
from typing import Any

from tests.graphql.editing.conftest import LABELS, LINES, LOB, RECORD, Editor
from tests.graphql.editing.test_history import log

HEADINGS = ",".join(["Main LOB", "State", "Case Type", "Case ID", "Target CPH", *LABELS])
CHANGED = [*LINES[1][:4], 80, 2000, *[1000] * 5]
NEW = [LOB, "TX", "Appeals", "CL-5", 10, *[300] * 6]
PREVIEW = f"""preview {{ id created updated unchanged rejected {{ row }} modifiedRecords {{ {RECORD} }}
    summary {{ totalFteChange totalCapacityChange }} }} problems {{ code message path }}"""
UPLOAD = f"""mutation Send($file: Upload!) {{
    previewForecastImport(file: $file, month: "April", year: 2025) {{ {PREVIEW} }} }}"""


async def upload(office: Editor, *lines: list[Any], headings: str = HEADINGS) -> dict[str, Any]:
    rows = [headings, *(",".join(map(str, line)) for line in lines)]
    form = {
        "operations": json.dumps({"query": UPLOAD, "variables": {"file": None}}),
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


async def test_long_notes_are_refused(office: Editor) -> None:
    preview = (await upload(office, CHANGED))["preview"]
    (problem,) = await office.refused("commitImport", previewId=preview["id"], userNotes="x" * 501)
    assert problem["path"] == ["userNotes"]
