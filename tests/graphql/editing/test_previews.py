"""Previews of changes: what follows from an edit, to the last number, and what is refused, at its borders."""

import base64
from typing import Any
from uuid import uuid4

import pytest

from tests.graphql.editing.conftest import APRIL, LABELS, LOB, OTHER, Editor


def column(preview: dict[str, Any], field: str, record: int = 0) -> list[int]:
    return [month[field] for month in preview["modifiedRecords"][record]["months"]]


async def test_the_worked_example_comes_out_to_the_last_number(worked: Editor) -> None:
    preview = await worked.edit("MO", kind="previewForecastReallocation", cph=105, Apr=125, Jun=135)
    assert column(preview, "forecast") == [12500, 13000, 13500, 14000, 14500, 15000]
    assert column(preview, "fteReq") == [119, 124, 129, 133, 138, 143]
    assert column(preview, "fteReqChange") == [-6, -6, -6, -7, -7, -7]
    assert column(preview, "fteAvail") == [125, 125, 135, 135, 140, 145]
    assert column(preview, "capacity") == [13125, 13125, 14175, 14175, 14700, 15225]
    assert column(preview, "capacityChange") == [1125, 625, 1175, 675, 700, 725]
    (record,) = preview["modifiedRecords"]
    assert (record["targetCph"], record["targetCphChange"]) == (105, 5)
    names = ("forecast", "fte_req", "fte_avail", "capacity")
    assert record["modifiedFields"] == ["target_cph", *(f"{label}.{name}" for label in LABELS for name in names)]
    assert preview["totalModified"] == 1
    assert preview["summary"] == {"totalFteChange": 10, "totalCapacityChange": 5025}
    assert [(month["key"], month["label"]) for month in preview["months"]] == [
        (f"month{place}", label) for place, label in enumerate(LABELS, start=1)
    ]
    assert (preview["month"], preview["year"], preview["changeType"]) == ("April", 2025, "FORECAST_REALLOCATION")
    assert await worked.figures("MO Appeals", "capacity") == [12000, 12500, 13000, 13500, 14000, 14500]


@pytest.mark.shares
async def test_only_months_that_change_are_modified_and_all_six_are_there(office: Editor) -> None:
    preview = await office.edit("KS", May=3)
    (record,) = preview["modifiedRecords"]
    assert record["modifiedFields"] == ["May-25.forecast", "May-25.fte_req", "May-25.fte_avail", "May-25.capacity"]
    assert [month["label"] for month in record["months"]] == LABELS
    assert column(preview, "capacity") == [0, 300, 0, 0, 0, 0]
    assert preview["message"] == "Preview shows changes of 1 forecast record"


@pytest.mark.shares
async def test_a_manual_update_may_set_the_forecast(office: Editor) -> None:
    edit = office.edit_of("KS", "Appeals")
    edit["months"] = [{"label": "Sep-25", "forecast": 2050}]
    preview = await office.preview("previewManualUpdate", **APRIL, edits=[edit])
    assert column(preview, "fteReq") == [10, 10, 10, 10, 10, 21]  # 20.5 rounds up
    assert column(preview, "forecastChange") == [0, 0, 0, 0, 0, 1050]


async def grid(office: Editor, by: str = "id", **new: float) -> list[dict[str, Any]]:
    """The rows of the grid by their ids or keys, with new values by case type of the Amisys LOB."""
    rows = (await office.ask(f'query Grid {{ report(value: "2025-04") {{ targetCph {{ id: {by} lob caseType targetCph '
                             "modifiedTargetCph } } }"))["report"]["targetCph"]  # fmt: skip
    for row in rows:
        if row["lob"] == LOB:
            row["modifiedTargetCph"] = new.get(row["caseType"], row["modifiedTargetCph"])
    return list(rows)


@pytest.mark.shares
async def test_a_cph_update_reaches_every_state_and_sums_people_required(office: Editor) -> None:
    preview = await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Appeals=125, Claims=40))
    assert preview["message"] == "Preview shows forecast impact of 2 CPH changes"
    changed = {(one["state"], one["caseType"]): one for one in preview["modifiedRecords"]}
    assert set(changed) == {("MO", "Appeals"), ("KS", "Appeals"), ("MO", "Claims")}
    assert [month["fteReq"] for month in changed["KS", "Appeals"]["months"]] == [8] * 6
    assert preview["summary"]["totalFteChange"] == 6 * (8 - 10) + 6 * (125 - 100) + (100 - 125) + (104 - 130) + (
        108 - 135
    ) + (112 - 140) + (116 - 145) + (120 - 150)


@pytest.mark.shares
async def test_a_row_is_named_by_its_key_as_well(office: Editor) -> None:
    by_id, by_key = [await grid(office, by, Appeals=125, Claims=40) for by in ("id", "key")]
    assert {row["id"] for row in by_key} == {"cph_1", "cph_2", "cph_3"}
    assert not {row["id"] for row in by_id} & {row["id"] for row in by_key}
    previews = [await office.preview("previewCphUpdate", **APRIL, rows=rows) for rows in (by_id, by_key)]
    assert previews[0]["modifiedRecords"] == previews[1]["modifiedRecords"] != []
    (problem,) = await office.refused("previewCphUpdate", **APRIL, rows=[by_id[0], {**by_key[0]}])
    assert (problem["path"], problem["message"]) == (["rows", "1", "id"], f"{by_key[0]['id']} is there twice")


def id_of_row(report: object, key: str) -> str:
    return base64.urlsafe_b64encode(f"TargetCphRow:{report}:{key}".encode()).decode().rstrip("=")


@pytest.mark.shares
@pytest.mark.parametrize(
    "id_",
    [
        *("", "cph_0", "CPH_1", "1", "é", "x" * 5000),
        *(id_of_row(report, "cph_1") for report in ("999999", "", "x", "-1", "١", "9" * 40)),
        *(id_of_row("1", key) for key in ("", "cph_99", "1:cph_1")),
        base64.urlsafe_b64encode(b"RollupNode:1:cph_1").decode().rstrip("="),
    ],
    ids=lambda text: repr(text)[:30],
)
async def test_what_names_no_row_of_the_report_is_refused(office: Editor, id_: str) -> None:
    rows = await grid(office, Appeals=125)
    (problem,) = await office.refused("previewCphUpdate", **APRIL, rows=[{**rows[0], "id": id_}])
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["rows", "0", "id"])
    assert problem["accepted"] == "cph_1 to cph_3, or the ids of these rows"
    assert len(problem["message"]) < 100


@pytest.mark.shares
async def test_a_row_that_changes_nothing_is_dropped(office: Editor) -> None:
    preview = await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Claims=40))
    assert preview["message"] == "Preview shows forecast impact of 1 CPH change"
    (problem,) = await office.refused("previewCphUpdate", **APRIL, rows=await grid(office))
    assert (problem["code"], problem["message"]) == (
        "NO_CHANGES",
        "No actual CPH changes detected. All modified_target_cph values match target_cph.",
    )


async def test_a_mixed_row_shows_the_most_frequent_value_and_a_change_makes_it_one(office: Editor) -> None:
    await office.commit(await office.edit("KS", cph=90))
    rows = (await office.ask('query G { report(value: "2025-04") { targetCph { lob caseType targetCph mixed } } }'))[
        "report"
    ]["targetCph"]
    assert [(row["targetCph"], row["mixed"]) for row in rows if row["caseType"] == "Appeals"] == [(90, True)]
    await office.commit(await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Appeals=80)))
    records = await office.records()
    assert {records["KS Appeals"]["targetCph"], records["MO Appeals"]["targetCph"]} == {80}


@pytest.mark.shares
@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"id": "cph_99"}, ["rows", "0", "id"], "INVALID_INPUT"),
        ({"lob": "Another"}, ["rows", "0", "lob"], "INVALID_INPUT"),
        ({"modifiedTargetCph": 0}, ["rows", "0", "modifiedTargetCph"], "INVALID_INPUT"),
        ({"modifiedTargetCph": 200.01}, ["rows", "0", "modifiedTargetCph"], "INVALID_INPUT"),
        ({"modifiedTargetCph": 10.123}, ["rows", "0", "modifiedTargetCph"], "INVALID_INPUT"),
        ({"targetCph": 33, "modifiedTargetCph": 34}, ["rows", "0", "targetCph"], "CONFLICT"),
    ],
)
async def test_a_bad_row_is_named(office: Editor, change: dict[str, Any], path: list[str], code: str) -> None:
    rows = await grid(office)
    (problem,) = await office.refused("previewCphUpdate", **APRIL, rows=[{**rows[0], **change}])
    assert (problem["path"], problem["code"]) == (path, code)


@pytest.mark.shares
async def test_all_bad_rows_are_named_together(office: Editor) -> None:
    rows = [{**row, "modifiedTargetCph": 0} for row in await grid(office)]
    problems = await office.refused("previewCphUpdate", **APRIL, rows=[*rows, rows[0]])
    assert [problem["path"][1] for problem in problems] == ["0", "1", "2", "3", "3"]


@pytest.mark.shares
@pytest.mark.parametrize(
    ("values", "accepted"),
    [
        ({"cph": 0.0}, False), ({"cph": 0.01}, True), ({"cph": 200.0}, True), ({"cph": 200.01}, False),
        ({"cph": -1.0}, False), ({"cph": 99.999}, False), ({"cph": 99.99}, True),
        ({"Apr": -1}, False), ({"Apr": 999}, True), ({"Apr": 1000}, False), ({"Apr": 1}, True),
    ],
)  # fmt: skip
async def test_values_are_accepted_up_to_their_borders(office: Editor, values: Any, accepted: bool) -> None:
    for kind in ("previewManualUpdate", "previewForecastReallocation"):
        answer = await office.do(kind, "preview { id }", **APRIL, edits=[office.edit_of("KS", "Appeals", **values)])
        assert (answer["preview"] is not None) is accepted
        assert [problem["code"] for problem in answer["problems"]] == ([] if accepted else ["INVALID_INPUT"])


APRIL_MEANT = "Invalid month name: {}. Must be full month name (e.g., 'April'); did you mean April?"


@pytest.mark.shares
@pytest.mark.parametrize(
    ("asked", "code", "message"),
    [
        ({"month": "Apr"}, "INVALID_INPUT", APRIL_MEANT.format("Apr")),
        ({"month": "april"}, "INVALID_INPUT", APRIL_MEANT.format("april")),
        ({"month": "Brumaire"}, "INVALID_INPUT", APRIL_MEANT.partition(";")[0].format("Brumaire")),
        ({"year": 2019}, "INVALID_INPUT", "year is 2019"),
        ({"year": 2051}, "INVALID_INPUT", "year is 2051"),
        ({"year": 2050}, "NOT_FOUND", "there is no report of April 2050; accepted: 2025-04"),
        ({"month": "March"}, "NOT_FOUND", "there is no report of March 2025; accepted: 2025-04"),
    ],
)
async def test_a_report_is_named_by_its_full_month_and_year(
    office: Editor, asked: dict[str, Any], code: str, message: str
) -> None:
    for kind, more in (
        ("previewManualUpdate", {"edits": [office.edit_of("KS", "Appeals", Apr=1)]}),
        ("previewForecastReallocation", {"edits": [office.edit_of("KS", "Appeals", Apr=1)]}),
        ("previewCphUpdate", {"rows": await grid(office)}),
        ("previewBenchAllocation", {}),
    ):
        (problem,) = await office.refused(kind, **{**APRIL, **asked}, **more)
        assert (problem["code"], problem["message"]) == (code, message)


@pytest.mark.shares
async def test_every_bad_edit_is_named_with_what_would_be_accepted(office: Editor) -> None:
    good = office.edit_of("KS", "Appeals", Apr=5)
    edits = [
        {**good, "state": "TX"},
        {**good, "caseId": "CL-9"},
        {**good, "months": [{"label": "Oct-25", "fteAvail": 1}, {"label": "May-25", "fteAvail": 1000}]},
        {**good, "months": [{"label": "May-25", "fteAvail": 1}] * 2},
    ]
    problems = await office.refused("previewManualUpdate", **APRIL, edits=edits)
    assert [(problem["code"], problem["path"]) for problem in problems] == [
        ("NOT_FOUND", ["edits", "0"]),
        ("INVALID_INPUT", ["edits", "1", "caseId"]),
        ("INVALID_INPUT", ["edits", "2"]),
        ("INVALID_INPUT", ["edits", "2", "months", "0", "label"]),
        ("INVALID_INPUT", ["edits", "2", "months", "1", "fteAvail"]),
        ("INVALID_INPUT", ["edits", "3"]),
        ("INVALID_INPUT", ["edits", "3", "months", "1", "label"]),
    ]
    assert problems[3]["accepted"] == ", ".join(LABELS)
    assert problems[0]["accepted"] == f"{LOB} / KS / Appeals, {LOB} / MO / Appeals, {LOB} / MO / Claims"
    assert all(problem["accepted"] for problem in problems)


@pytest.mark.shares
async def test_who_names_what_is_not_there_is_told_what_is(office: Editor) -> None:
    named = [office.edit_of("KS", "Appeals", Apr=5)]
    (problem,) = await office.refused("previewManualUpdate", **{**APRIL, "year": 2050}, edits=named)
    assert problem["accepted"] == "2025-04"
    (problem,) = await office.refused("previewAllocation", report="2050-04")
    assert problem["accepted"] == "2025-04"
    lob = [{**named[0], "mainLob": "Amisys Medicare DOMESTIC"}]
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=lob)
    assert problem["accepted"] == f"main LOB {LOB}, {OTHER}"
    (problem,) = await office.refused("previewRevert", historyLogId=str(uuid4()))
    assert problem["accepted"] == "a historyLogId that historyLog lists"


@pytest.mark.shares
async def test_edits_that_change_nothing_are_no_preview(office: Editor) -> None:
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=[office.edit_of("KS", "Appeals", Apr=0)])
    assert problem["code"] == "NO_CHANGES"
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=[])
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["edits"])


@pytest.mark.shares
async def test_names_are_matched_without_regard_to_case(office: Editor) -> None:
    edit = {**office.edit_of("N/A", "Claims", Apr=5), "mainLob": OTHER.upper(), "caseType": " claims "}
    preview = await office.preview("previewManualUpdate", **APRIL, edits=[edit])
    assert preview["modifiedRecords"][0]["mainLob"] == OTHER


@pytest.mark.shares
async def test_figures_too_large_to_answer_are_refused(office: Editor) -> None:
    edits = [
        {**office.edit_of(state, case), "targetCph": 0.01, "months": [{"label": "Apr-25", "forecast": 99_999_999}]}
        for state, case in (("KS", "Appeals"), ("MO", "Claims"))
    ]
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=edits)
    assert problem["code"] == "INVALID_INPUT"
    assert problem["message"].startswith("fte_req adds up to 2")
