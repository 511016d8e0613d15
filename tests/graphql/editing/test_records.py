"""Records that come back whole: applied as the preview would be, and refused wherever they say anything else."""

import copy
from typing import Any

import pytest

from tests.graphql.editing.conftest import APRIL, COMMIT, LABELS, Editor
from tests.graphql.editing.test_previews import grid


async def send(office: Editor, preview: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a preview's records answer when they come back."""
    asked = {
        "changeType": preview["changeType"],
        **APRIL,
        "months": preview["months"],
        "modifiedRecords": preview["modifiedRecords"],
        "userNotes": "From the script.",
    }
    return dict(await office.do("commitRecords", COMMIT, **{**asked, **changed}))


async def previews(office: Editor) -> dict[str, dict[str, Any]]:
    edits = [office.edit_of("KS", "Appeals", cph=95, Apr=5), office.edit_of("MO", "Claims", May=6)]
    return {
        "FORECAST_REALLOCATION": await office.preview("previewForecastReallocation", **APRIL, edits=edits),
        "MANUAL_UPDATE": await office.preview("previewManualUpdate", **APRIL, edits=edits),
        "CPH_UPDATE": await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Appeals=80)),
    }


@pytest.mark.parametrize("kind", ["FORECAST_REALLOCATION", "MANUAL_UPDATE", "CPH_UPDATE"])
async def test_the_records_of_a_preview_are_applied_as_the_preview_would_be(office: Editor, kind: str) -> None:
    preview = (await previews(office))[kind]
    answer = await send(office, preview)
    assert answer["problems"] == []
    assert answer["recordsUpdated"] == preview["totalModified"]
    stored = await office.records()
    for record in preview["modifiedRecords"]:
        months = stored[f"{record['state']} {record['caseType']}"]["months"]
        for shown, month in zip(record["months"], months, strict=True):
            assert {name: shown[name] for name in ("forecast", "fteReq", "fteAvail", "capacity")} == {
                name: month[name] for name in ("forecast", "fteReq", "fteAvail", "capacity")
            }


async def test_a_forecast_update_may_come_back_too(office: Editor) -> None:
    edit = office.edit_of("KS", "Appeals")
    edit["months"] = [{"label": "Apr-25", "forecast": 4000}]
    preview = await office.preview("previewManualUpdate", **APRIL, edits=[edit])
    answer = await send(office, preview, changeType="FORECAST_UPDATE")
    assert (answer["problems"], answer["message"]) == ([], "Forecast Update: 1 record updated")


NUMBERS = ["forecast", "fteReq", "fteAvail", "capacity"]


@pytest.mark.shares
@pytest.mark.parametrize("kind", ["FORECAST_REALLOCATION", "MANUAL_UPDATE", "CPH_UPDATE"])
@pytest.mark.parametrize("field", [*NUMBERS, *(f"{name}Change" for name in NUMBERS), "targetCph", "targetCphChange"])
async def test_no_single_number_can_be_tampered_with(office: Editor, kind: str, field: str) -> None:
    before = await office.records()
    preview = (await previews(office))[kind]
    records = copy.deepcopy(preview["modifiedRecords"])
    place = records[0] if field.startswith("target") else records[0]["months"][2]
    place[field] += 1
    problems = (await send(office, preview, modifiedRecords=records))["problems"]
    assert problems
    assert {problem["code"] for problem in problems} <= {"INVALID_INPUT", "CONFLICT"}
    assert all(problem["path"][0] == "modifiedRecords" for problem in problems)
    assert await office.records() == before


@pytest.mark.shares
@pytest.mark.parametrize("field", NUMBERS)
async def test_a_value_tampered_with_together_with_its_change_must_follow_from_an_edit(
    office: Editor, field: str
) -> None:
    preview = (await previews(office))["CPH_UPDATE"]
    records = copy.deepcopy(preview["modifiedRecords"])
    month = records[0]["months"][2]
    month[field] += 10
    month[f"{field}Change"] += 10
    problems = (await send(office, preview, modifiedRecords=records))["problems"]
    path = ["modifiedRecords", "0", "months", "2", field]
    assert [problem["path"] for problem in problems] == [path]
    assert problems[0]["accepted"] == str(month[field] - 10)


async def test_an_allowed_edit_may_be_changed_only_with_all_that_follows(office: Editor) -> None:
    preview = (await previews(office))["FORECAST_REALLOCATION"]
    records = copy.deepcopy(preview["modifiedRecords"])
    month = records[0]["months"][0]
    month["fteAvail"] += 1
    month["fteAvailChange"] += 1
    (problem,) = (await send(office, preview, modifiedRecords=records))["problems"]
    assert problem["path"] == ["modifiedRecords", "0", "months", "0", "capacity"]
    accepted = int(problem["accepted"])
    month["capacityChange"] += accepted - month["capacity"]
    month["capacity"] = accepted
    assert (await send(office, preview, modifiedRecords=records))["problems"] == []


async def test_stale_records_are_conflicts_that_name_the_record(office: Editor) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    await office.commit(await office.edit("KS", Sep=9))
    (problem,) = (await send(office, preview))["problems"]
    assert (problem["code"], problem["path"]) == ("CONFLICT", ["modifiedRecords", "0"])
    assert "KS / Appeals has changed: Sep-25.fte_avail, Sep-25.capacity" in problem["message"]


async def test_records_sent_twice_are_stale_the_second_time(office: Editor) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    assert (await send(office, preview))["problems"] == []
    assert {problem["code"] for problem in (await send(office, preview))["problems"]} == {"CONFLICT"}


@pytest.mark.shares
async def test_a_record_that_is_missing_is_named(office: Editor) -> None:
    preview = (await previews(office))["CPH_UPDATE"]
    (problem,) = (await send(office, preview, modifiedRecords=preview["modifiedRecords"][:1]))["problems"]
    assert problem["path"] == ["modifiedRecords"]
    assert problem["message"].endswith("changes too and is missing")


@pytest.mark.shares
@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"months": []}, ["months"]),
        ({"months": [{"key": f"month{n}", "label": label} for n, label in enumerate(LABELS, start=2)]}, ["months"]),
        ({"modifiedRecords": []}, ["modifiedRecords"]),
    ],
)
async def test_the_shape_of_the_request_is_checked(office: Editor, change: dict[str, Any], path: list[str]) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    problems = (await send(office, preview, **change))["problems"]
    assert [(problem["code"], problem["path"]) for problem in problems] == [("INVALID_INPUT", path)]
    if path == ["months"]:
        expected = ", ".join(f"month{number} = {label}" for number, label in enumerate(LABELS, start=1))
        assert problems[0]["message"].endswith(f", but those of April 2025 are {expected}")
        assert problems[0]["accepted"] == expected


@pytest.mark.shares
@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"state": "TX"}, [], "NOT_FOUND"),
        ({"caseId": "CL-7"}, ["caseId"], "INVALID_INPUT"),
        ({"modifiedFields": []}, ["modifiedFields"], "INVALID_INPUT"),
        ({"modifiedFields": ["target_cph"]}, ["modifiedFields"], "INVALID_INPUT"),
        ({"targetCph": 200.01, "targetCphChange": 100.01}, ["targetCph"], "INVALID_INPUT"),
    ],
)
async def test_the_shape_of_a_record_is_checked(
    office: Editor, change: dict[str, Any], path: list[str], code: str
) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    records = [{**preview["modifiedRecords"][0], **change}, *preview["modifiedRecords"][1:]]
    problems = (await send(office, preview, modifiedRecords=records))["problems"]
    assert (problems[0]["code"], problems[0]["path"]) == (code, ["modifiedRecords", "0", *path])


@pytest.mark.shares
async def test_a_record_without_all_six_months_is_refused(office: Editor) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    first = preview["modifiedRecords"][0]
    for months in (first["months"][:5], [*first["months"][:5], first["months"][0]], [*first["months"]] * 2):
        records = [{**first, "months": months}, *preview["modifiedRecords"][1:]]
        (problem,) = (await send(office, preview, modifiedRecords=records))["problems"]
        assert problem["path"] == ["modifiedRecords", "0", "months"]


@pytest.mark.shares
async def test_notes_are_checked_as_for_a_preview(office: Editor) -> None:
    preview = (await previews(office))["MANUAL_UPDATE"]
    for notes in (None, "x" * 501):
        (problem,) = (await send(office, preview, userNotes=notes))["problems"]
        assert problem["path"] == ["userNotes"]
