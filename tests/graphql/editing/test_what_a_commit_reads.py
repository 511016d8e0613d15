"""A commit looks at the records that it can change, not at their report, and still knows what the whole adds up to."""

from typing import Any

import pytest

from db.forecast.reports import report_by_month
from db.shared.tenants import tenant_id
from services.forecast.editing.changes import total_of
from services.forecast.editing.snapshot import Snapshot
from tests.graphql.editing.conftest import APRIL, LABELS, Editor
from tests.graphql.editing.test_previews import grid
from tests.graphql.editing.test_records import send
from tests.support.both import on_first_answer
from tests.support.cluster import SAMPLE_TENANT

MOST = 99_999_999  # cases of a month
RECORDS = [("MO", "Appeals"), ("KS", "Appeals"), ("MO", "Claims"), ("N/A", "Claims")]


async def previewed(office: Editor, kind: str) -> dict[str, Any]:
    """A preview of some records, by each way of naming them."""
    if kind == "previewCphUpdate":
        return await office.preview(kind, **APRIL, rows=await grid(office, Appeals=125))
    preview = await office.edit("MO", kind="previewManualUpdate", cph=105, Apr=125)
    if kind != "previewRevert":
        return preview
    done = await office.commit(preview)
    return await office.preview(kind, historyLogId=done["historyLogId"])


async def reads_of_all(office: Editor) -> set[str]:
    """The statements that read all lines of a report, and all its cells."""
    sent: list[str] = []
    on_first_answer(office.database, sent.append)
    async with office.database.read(tenant_id(SAMPLE_TENANT)) as session:
        report = await report_by_month(session, year=2025, month=4)
        assert report is not None
        await Snapshot.load(session, report)
    of_all = {statement for statement in sent if "FROM forecast_cell" in statement or "FROM report_demand" in statement}
    assert len(of_all) == 2
    return of_all


@pytest.mark.parametrize("kind", ["previewCphUpdate", "previewManualUpdate", "previewRevert"])
async def test_the_whole_report_is_not_read(office: Editor, kind: str) -> None:
    preview, sent = await previewed(office, kind), list[str]()
    on_first_answer(office.database, sent.append)
    await office.commit(preview)
    committing = set(sent)
    assert not await reads_of_all(office) & committing


@pytest.mark.parametrize("kind", ["previewCphUpdate", "previewManualUpdate", "previewForecastReallocation"])
async def test_records_that_come_back_are_read_with_those_that_they_reach_alone(office: Editor, kind: str) -> None:
    edits = [office.edit_of("MO", "Appeals", cph=105, Apr=125)]
    asked = {"rows": await grid(office, Appeals=125)} if kind == "previewCphUpdate" else {"edits": edits}
    preview, sent = await office.preview(kind, **APRIL, **asked), list[str]()
    on_first_answer(office.database, sent.append)
    answer = await send(office, preview)
    committing = set(sent)
    assert (answer["problems"], answer["recordsUpdated"]) == ([], preview["totalModified"])
    assert any("forecast_cell" in one for one in committing)
    assert not await reads_of_all(office) & committing


async def test_a_preview_of_target_cphs_reads_the_cells_of_their_demands_alone(office: Editor) -> None:
    rows, sent = await grid(office, Appeals=125), list[str]()
    on_first_answer(office.database, sent.append)
    await office.preview("previewCphUpdate", **APRIL, rows=rows)
    previewing = set(sent)
    assert {"cells": [one for one in await reads_of_all(office) & previewing if "forecast_cell" in one]} == {
        "cells": []
    }
    assert any("forecast_cell" in one for one in previewing)


@pytest.mark.parametrize("kind", ["previewManualUpdate", "previewForecastReallocation", "previewRevert"])
async def test_a_preview_of_some_records_reads_those_alone(office: Editor, kind: str) -> None:
    edits = [office.edit_of("MO", "Appeals", cph=105, Apr=125)]
    edits[0] |= {"mainLob": f" {edits[0]['mainLob'].upper()}", "state": "mo", "caseType": "APPEALS"}
    done = await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=edits))
    edits[0]["targetCph"] = 106
    of_log = {"historyLogId": done["historyLogId"]}
    sent: list[str] = []
    on_first_answer(office.database, sent.append)
    preview = await office.preview(kind, **(of_log if kind == "previewRevert" else {**APRIL, "edits": edits}))
    previewing = set(sent)
    assert preview["totalModified"] == 1
    assert any("forecast_cell" in one for one in previewing)
    assert not await reads_of_all(office) & previewing


async def test_a_preview_after_a_refused_commit_reads_what_it_shows_alone(office: Editor) -> None:
    first, second = [await office.edit("MO", cph=cph) for cph in (105, 106)]
    await office.commit(first)
    sent: list[str] = []
    on_first_answer(office.database, sent.append)
    asked = "problems { code } freshPreview { totalModified }"
    answer = await office.do("commitPreview", asked, previewId=second["id"], userNotes="Agreed.", previewAgain=True)
    committing = set(sent)
    assert (answer["problems"][0]["code"], answer["freshPreview"]) == ("CONFLICT", {"totalModified": 1})
    assert not await reads_of_all(office) & committing


async def test_who_names_no_record_is_told_all_there_are(office: Editor) -> None:
    edits = [office.edit_of("MO", "Appeals", Apr=3), {**office.edit_of("KS", "Appeals", Apr=3), "state": "TX"}]
    (problem,) = await office.refused("previewManualUpdate", **APRIL, edits=edits)
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["edits", "1"])
    assert all(f"{state} / {case_type}" in problem["accepted"] for state, case_type in RECORDS[:3])


async def test_previewed_target_cphs_must_fit_what_lies_elsewhere(office: Editor) -> None:
    """A preview of some lines knows what the others add up to."""
    for state, case_type in RECORDS[2:]:
        edit = office.edit_of(state, case_type)
        edit["months"] = [{"label": label, "forecast": MOST} for label in LABELS]
        await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=[edit]))
    await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Appeals=125))
    rows = await grid(office, Claims=0.01)
    (problem,) = await office.refused("previewCphUpdate", **APRIL, rows=rows)
    assert problem["code"] == "INVALID_INPUT"
    assert "adds up to" in problem["message"]


async def test_a_part_and_what_is_elsewhere_are_the_whole(office: Editor) -> None:
    async with office.database.read(tenant_id(SAMPLE_TENANT)) as session:
        report = await report_by_month(session, year=2025, month=4)
        assert report is not None
        whole = await Snapshot.load(session, report)
        for count in range(len(whole.lines) + 1):
            some = whole.lines[:count]
            part = await Snapshot.load_part(session, report, {line.demand_id for line in some})
            assert part.lines == some
            assert total_of(part.lines, part.elsewhere) == total_of(whole.lines)
            assert (part.months, part.labels) == (whole.months, whole.labels)


async def test_figures_that_no_answer_can_say_are_refused_though_each_change_is_small(office: Editor) -> None:
    previews = []
    for state, case_type in RECORDS:
        edit = office.edit_of(state, case_type)
        edit["months"] = [{"label": label, "forecast": MOST} for label in LABELS]
        previews.append(await office.preview("previewManualUpdate", **APRIL, edits=[edit]))
    for preview in previews[:3]:
        await office.commit(preview)
    before = await office.records()
    (problem,) = await office.refused("commitPreview", previewId=previews[3]["id"], userNotes="Agreed.")
    assert problem["code"] == "INVALID_INPUT"
    assert problem["message"].startswith("forecast adds up to ")
    assert await office.records() == before
