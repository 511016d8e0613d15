"""Commits of previews: whole, once, only on what they were computed from, and everything dependent follows."""

import asyncio
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.graphql.editing.conftest import APRIL, COMMIT, PREVIEW, Editor, as_owner
from tests.graphql.editing.test_previews import grid
from tests.graphql.planning.conftest import Planner

CONFLICT = "problems { code message path ... on Conflict { expected actual } ... on PreviewExpired { expiredAt } }"
MANUAL = "query Log { historyLog(changeTypes: [MANUAL_UPDATE]) { total } }"
ASKED = f"""mutation Commit($id: UUID!, $notes: String, $again: Boolean! = false) {{
    commitPreview(previewId: $id, userNotes: $notes, previewAgain: $again) {{
        {COMMIT} freshPreview {{ id totalModified modifiedRecords {{ state months {{ fteAvail fteAvailChange }} }} }}
        {CONFLICT} }} }}"""


async def commit(office: Editor, preview_id: str, **variables: Any) -> dict[str, Any]:
    answer = await office.ask(ASKED, id=preview_id, **{"notes": "Agreed.", **variables})
    return dict(answer["commitPreview"])


@pytest.mark.quick
async def test_a_commit_writes_what_the_preview_showed_and_answers_with_its_entry(worked: Editor) -> None:
    preview = await worked.edit("MO", kind="previewForecastReallocation", cph=105, Apr=125, Jun=135)
    answer = await worked.commit(preview)
    assert (answer["recordsUpdated"], answer["cphChangesApplied"]) == (1, None)
    assert answer["message"] == "Forecast Reallocation: 1 record updated"
    assert await worked.figures("MO Appeals", "capacity") == [13125, 13125, 14175, 14175, 14700, 15225]
    assert await worked.figures("MO Appeals", "fteReq") == [119, 124, 129, 133, 138, 143]
    assert (await worked.records())["MO Appeals"]["targetCph"] == 105


async def test_the_gap_in_people_follows_a_target_cph_that_leaves_every_cell_as_it_is(office: Editor) -> None:
    asked = """query Gap { report(value: "2025-04") { tree(filter: {state: ["KS"]}) {
        total { months { metrics { gap fteGap fteRequired } } } } } }"""

    async def months() -> list[dict[str, float]]:
        total = (await office.ask(asked))["report"]["tree"]["total"]
        return [month["metrics"] for month in total["months"]]

    before = await months()
    await office.commit(await office.edit("KS", cph=100.4))
    for was, now in zip(before, await months(), strict=True):
        assert (now["gap"], now["fteRequired"]) == (was["gap"], was["fteRequired"]) == (-1000, 10)
        assert now["fteGap"] == pytest.approx(was["fteGap"] * 100 / 100.4)


async def test_committing_twice_applies_once_and_answers_the_same(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    first, second = await office.commit(preview), await office.commit(preview, notes=None)
    assert first == second
    assert (await office.ask(MANUAL))["historyLog"]["total"] == 1


async def test_sixteen_commits_of_one_preview_apply_it_once(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    answers = await asyncio.gather(*(office.commit(preview) for _ in range(16)))
    assert len({answer["historyLogId"] for answer in answers}) == 1
    assert (await office.ask(MANUAL))["historyLog"]["total"] == 1


async def test_of_sixteen_commits_of_one_base_exactly_one_wins(office: Editor) -> None:
    previews = [await office.edit("KS", Apr=count) for count in range(1, 17)]
    answers = await asyncio.gather(*(commit(office, preview["id"]) for preview in previews))
    won = [place for place, answer in enumerate(answers) if not answer["problems"]]
    assert len(won) == 1
    codes = [problem["code"] for answer in answers for problem in answer["problems"]]
    assert codes == ["CONFLICT"] * 15
    assert (await office.figures("KS Appeals", "fteAvail"))[0] == won[0] + 1


async def test_a_conflict_names_each_stale_record_with_expected_and_actual_values(office: Editor) -> None:
    edits = [office.edit_of("KS", "Appeals", Apr=5), office.edit_of("MO", "Claims", May=7, Jun=8)]
    stale = await office.preview("previewManualUpdate", **APRIL, edits=edits)
    await office.commit(await office.edit("MO", "Claims", cph=45, Jun=9))
    (problem,) = (await commit(office, stale["id"]))["problems"]
    assert (problem["code"], problem["path"]) == ("CONFLICT", ["previewId"])
    named = {"main_lob": "Amisys Medicaid DOMESTIC", "state": "MO", "case_type": "Claims"}
    assert problem["expected"].items() >= {**named, "target_cph": 50, "Jun-25.fte_avail": 0}.items()
    assert problem["actual"].items() >= {**named, "target_cph": 45, "Jun-25.fte_avail": 9}.items()
    assert "May-25.fte_avail" not in problem["actual"]
    assert await office.figures("KS Appeals", "fteAvail") == [0] * 6, "nothing is half applied"


async def test_a_stale_preview_comes_back_fresh_where_that_is_asked(office: Editor) -> None:
    stale = await office.edit("KS", Apr=5)
    await office.commit(await office.edit("KS", May=3))
    answer = await commit(office, stale["id"], again=True)
    assert [problem["code"] for problem in answer["problems"]] == ["CONFLICT"]
    fresh = answer["freshPreview"]
    (record,) = fresh["modifiedRecords"]
    assert [month["fteAvail"] for month in record["months"]] == [5, 3, 0, 0, 0, 0]
    assert [month["fteAvailChange"] for month in record["months"]] == [5, 0, 0, 0, 0, 0]
    assert (await commit(office, fresh["id"]))["recordsUpdated"] == 1
    assert await office.figures("KS Appeals", "fteAvail") == [5, 3, 0, 0, 0, 0]


async def test_a_request_that_somebody_else_fulfilled_has_no_fresh_preview(office: Editor) -> None:
    first, second = await office.edit("KS", Apr=5), await office.edit("KS", Apr=5)
    await office.commit(first)
    answer = await commit(office, second["id"], again=True)
    assert (answer["freshPreview"], answer["problems"][0]["code"]) == (None, "CONFLICT")


async def test_changes_of_other_records_do_not_disturb(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    await office.commit(await office.edit("MO", Apr=7))
    assert (await office.commit(preview))["recordsUpdated"] == 1


async def test_unknown_foreign_and_imported_previews_are_alike(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    other = Editor(office.http, None)
    other.headers = {**office.headers, **(await _headers_of_another_tenant())}
    theirs = await other.post(ASKED, {"id": preview["id"]})
    unknown = await other.post(ASKED, {"id": str(uuid4())})
    assert theirs.content == unknown.content
    assert theirs.json()["data"]["commitPreview"]["problems"][0]["code"] == "PREVIEW_UNKNOWN"
    assert (await office.commit(preview))["recordsUpdated"] == 1


async def _headers_of_another_tenant() -> dict[str, str]:
    from tests.support.api import token

    return {"Authorization": f"Bearer {token('PLANNER', tenant='other')}"}


async def test_an_expired_preview_has_a_code_of_its_own_and_says_when(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    await as_owner(
        office.addresses,
        "ALTER TABLE change_preview NO FORCE ROW LEVEL SECURITY",
        "UPDATE change_preview SET expires_at = now() - interval '1 second'",
        "ALTER TABLE change_preview FORCE ROW LEVEL SECURITY",
    )
    (problem,) = (await commit(office, preview["id"]))["problems"]
    assert problem["code"] == "PREVIEW_EXPIRED"
    assert problem["expiredAt"]


async def test_a_preview_lives_for_three_hundred_seconds(office: Editor) -> None:
    before = datetime.now(UTC)
    ends = datetime.fromisoformat((await office.edit("KS", Apr=5))["expiresAt"])
    assert before <= ends - timedelta(seconds=300) <= datetime.now(UTC)


async def test_other_working_time_supersedes_a_preview(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    month = {"year": 2025, "month": 4, "workType": "DOMESTIC", "workingDays": 2, "workHours": 1.0}
    await office.done("setMonthConfiguration", "__typename", input={**month, "occupancy": 1.0, "shrinkage": 0.0})
    answer = await commit(office, preview["id"], again=True)
    assert [problem["code"] for problem in answer["problems"]] == ["PREVIEW_SUPERSEDED"]
    assert (await commit(office, answer["freshPreview"]["id"]))["recordsUpdated"] == 1
    assert (await office.figures("KS Appeals", "capacity"))[0] == 1000


@pytest.mark.parametrize(
    ("kind", "notes", "accepted"),
    [
        ("previewForecastReallocation", None, False), ("previewForecastReallocation", "  \n ", False),
        ("previewForecastReallocation", "x" * 500, True), ("previewForecastReallocation", "x" * 501, False),
        ("previewManualUpdate", None, False), ("previewManualUpdate", "x" * 501, False),
        ("previewManualUpdate", "because", True),
    ],
)  # fmt: skip
async def test_edits_of_records_need_notes_of_a_bounded_length(
    office: Editor, kind: str, notes: str | None, accepted: bool
) -> None:
    preview = await office.edit("KS", kind=kind, Apr=5)
    problems = (await commit(office, preview["id"], notes=notes))["problems"]
    assert [(one["code"], one["path"]) for one in problems] == ([] if accepted else [("INVALID_INPUT", ["userNotes"])])


@pytest.mark.parametrize(("notes", "accepted"), [(None, True), ("x" * 1000, True), ("x" * 1001, False)])
async def test_notes_of_a_cph_update_may_be_longer_and_may_be_missing(
    office: Editor, notes: str | None, accepted: bool
) -> None:
    preview = await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Claims=40))
    answer = await commit(office, preview["id"], notes=notes)
    assert bool(answer["historyLogId"]) is accepted


async def test_weekly_capacities_and_summaries_follow_a_cph_update(office: Editor) -> None:
    claims = {"mainLob": "Amisys Medicaid DOMESTIC", "state": "MO", "caseType": "Claims"}
    await office.done("createAssignment", "assignment { weeklyCapacity }", input=office.week("CN1", claims, 16))
    capacity = "query A { assignments { nodes { weeklyCapacity } } }"
    before = (await office.ask(capacity))["assignments"]["nodes"][0]["weeklyCapacity"]
    preview = await office.preview("previewCphUpdate", **APRIL, rows=await grid(office, Claims=25, Appeals=50))
    answer = await office.commit(preview)
    assert (answer["cphChangesApplied"], answer["forecastRowsAffected"], answer["recordsUpdated"]) == (2, 3, 3)
    assert (await office.ask(capacity))["assignments"]["nodes"][0]["weeklyCapacity"] == before / 2


async def test_summaries_follow_a_changed_forecast(office: Editor) -> None:
    edit = office.edit_of("KS", "Appeals")
    edit["months"] = [{"label": "Apr-25", "forecast": 4000}]
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=[edit]))
    asked = """query T { report(value: "2025-04") { tree(by: [STATE], filter: {state: ["KS"]}) {
        total { months { metrics { forecast fteRequired gap } } } } } }"""
    first = (await office.ask(asked))["report"]["tree"]["total"]["months"][0]["metrics"]
    assert first == {"forecast": 4000, "fteRequired": 40, "gap": -4000}


async def test_a_commit_takes_a_fixed_number_of_statements(office: Editor, count_statements: Any) -> None:
    counts = []
    for states in (["KS"], ["KS", "MO"]):
        edits = [office.edit_of(state, "Appeals", Apr=len(states) * 3) for state in states]
        preview = await office.preview("previewManualUpdate", **APRIL, edits=edits)
        counts.append(await count_statements(office, office.commit(preview)))
    assert counts[0] == counts[1] <= 20


async def test_previews_change_nothing(office: Editor) -> None:
    before = await office.records()
    await office.edit("KS", Apr=5)
    await office.done("previewCphUpdate", PREVIEW, **APRIL, rows=await grid(office, Claims=40))
    assert await office.records() == before


async def test_only_who_may_edit_the_forecast_previews_and_commits(office: Editor) -> None:
    from tests.support.api import token

    viewer = Planner(office.http, None)
    viewer.headers = {"Authorization": f"Bearer {token('MANAGER')}"}
    preview = await office.edit("KS", Apr=5)
    for asked in (
        f'mutation {{ commitPreview(previewId: "{preview["id"]}") {{ message }} }}',
        'mutation { previewBenchAllocation(month: "April", year: 2025) { problems { code } } }',
    ):
        (error,) = (await viewer.post(asked)).json()["errors"]
        assert error["extensions"] == {"code": "FORBIDDEN", "permission": "FORECAST.EDIT"}


async def test_a_preview_that_an_older_release_kept_is_superseded(office: Editor) -> None:
    preview = await office.edit("KS", Apr=5)
    kept = zlib.compress(orjson.dumps({"report": 1, "changes": [[1, 1, "100", [], "100", []]]})).hex()
    await as_owner(
        office.addresses,
        "ALTER TABLE change_preview NO FORCE ROW LEVEL SECURITY",
        f"UPDATE change_preview SET content = decode('{kept}', 'hex')",
        "ALTER TABLE change_preview FORCE ROW LEVEL SECURITY",
    )
    (problem,) = (await commit(office, preview["id"]))["problems"]
    assert problem["code"] == "PREVIEW_SUPERSEDED"
