"""A month in which nobody works: nobody is required, nothing is finished, and everything goes on all the same."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.graphql.editing.conftest import APRIL, LABELS, LINES, LOB, Editor
from tests.graphql.editing.test_allocations_and_hands import executed
from tests.graphql.editing.test_bench import made_free, made_short
from tests.graphql.editing.test_cells_follow import set_hours, stale, wrong
from tests.graphql.editing.test_forecast_update import upload
from tests.graphql.editing.test_previews import grid

JUNE = 2  # its place among the months
IDLE = "no hours are worked in Jun-25 Domestic: nobody is required there, and capacity is 0"
REPORTS = ("powerbi/monthly-summary", "powerbi/weekly-detail", "powerbi/resource-assignments", "capacity-by-tier",
           "comparison", "dashboard/hierarchy", "dashboard/charts-data", "monthly-summary.xlsx")  # fmt: skip
TREE = """query T { report(value: "2025-04") { tree(by: [MAIN_LOB, STATE, CASE_TYPE]) { total { months { month { label }
    metrics { forecast capacity gap fteGap coverage fteRequired plannedCapacity drift
        driftParts { people calendar occupancy rounding } } } } } } }"""


@pytest.fixture
async def idle(office: Editor) -> Editor:
    """The report once nobody works in June any more, neither by the month nor, in some of its weeks, by the week."""
    await set_hours(office, 6, days=0)
    for week in (23, 24):
        await week_of(office, week, days=0)
    return office


async def week_of(office: Editor, week: int, *, days: int, year: int = 2025) -> None:
    time = {"workingDays": days, "workHours": 8.0, "occupancy": 1.0, "shrinkage": 0.0}
    asked = {"year": year, "week": week, "workType": "DOMESTIC", **time}
    await office.done("setWeekConfiguration", "recalculatedAssignments", input=asked)


async def june(office: Editor, name: str) -> Mapping[str, int]:
    return dict((await office.records())[name]["months"][JUNE])


async def expect_idle(office: Editor, *names: str) -> None:
    """Records that were written require nobody in June, and finish nothing."""
    for name in names:
        cell = await june(office, name)
        assert (cell["fteReq"], cell["capacity"]) == (0, 0), name
    assert not [one for one in await wrong(office) if one.split(" Jun-25")[0] in names]


async def edited(office: Editor, kind: str) -> dict[str, Any]:
    """A preview of each kind of edit, of MO Appeals at least."""
    edit = office.edit_of("MO", "Appeals", cph=125, Jun=7)
    if kind == "previewCphUpdate":
        return await office.preview(kind, **APRIL, rows=await grid(office, Appeals=125))
    if kind == "previewManualUpdate":
        edit["months"] = [{"label": "Jun-25", "forecast": 99_999_999, "fteAvail": 999}]
    return await office.preview(kind, **APRIL, **({} if kind == "previewRecalculation" else {"edits": [edit]}))


@pytest.mark.parametrize(
    "kind", ["previewCphUpdate", "previewForecastReallocation", "previewManualUpdate", "previewRecalculation"]
)
async def test_every_kind_of_edit_is_computed_committed_and_reverted(idle: Editor, kind: str) -> None:
    before = await idle.records()
    done = await idle.commit(await edited(idle, kind), notes=None if kind == "previewRecalculation" else "Agreed.")
    await expect_idle(idle, "MO Appeals")
    if kind != "previewRecalculation":
        await idle.commit(await idle.preview("previewRevert", historyLogId=done["historyLogId"]), notes=None)
        await expect_idle(idle, "MO Appeals")
        was, now = before["MO Appeals"]["months"], (await idle.records())["MO Appeals"]["months"]
        assert [cell for place, cell in enumerate(was) if place != JUNE] == [
            cell for place, cell in enumerate(now) if place != JUNE
        ]


async def test_files_are_read_and_say_that_nobody_works(idle: Editor) -> None:
    changed = [*LINES[1][:4], 80, *[2000] * 6]
    new = [LOB, "TX", "Appeals", "CL-5", 0.01, 0, 0, 99_999_999, 0, 0, 0]
    preview = (await upload(idle, changed, new))["preview"]
    assert (preview["created"], preview["updated"], preview["rejected"]) == (1, 1, [])
    assert IDLE in preview["warnings"]
    await idle.done("commitImport", "historyLogId", previewId=preview["id"])
    await expect_idle(idle, "KS Appeals", "TX Appeals")


@pytest.mark.parametrize("kind", ["previewAllocation", "previewRebalance", "previewBenchAllocation"])
async def test_allocations_ask_nobody_for_such_a_month(office: Editor, kind: str) -> None:
    if kind == "previewBenchAllocation":
        await made_free(office)
        await executed(office, "previewAllocation")
        await made_short(office)
    await set_hours(office, 6, days=0)
    given = APRIL if kind == "previewBenchAllocation" else {"report": "2025-04"}
    assert IDLE in (await office.done(kind, "preview { warnings }", **given))["preview"]["warnings"]
    await executed(office, kind)
    cell = await june(office, "KS Appeals")
    assert (cell["fteReq"], cell["capacity"]) == (0, 0)
    if kind != "previewBenchAllocation":
        await expect_idle(office, "KS Appeals", "MO Appeals", "MO Claims")
        asked = "query S { assignments(first: 500) { nodes { week year } } }"
        weeks = {node["week"] for node in (await office.ask(asked))["assignments"]["nodes"]}
        assert weeks, "other months have work"
        assert not weeks & {23, 24, 25, 26}
        assert await stale(office) == []


async def test_reports_and_trees_show_it(idle: Editor) -> None:
    await idle.commit(await idle.preview("previewRecalculation", **APRIL), notes=None)
    for week in (25, 26):
        await week_of(idle, week, days=0)
    months = (await idle.ask(TREE))["report"]["tree"]["total"]["months"]
    assert [month["month"]["label"] for month in months] == LABELS
    metrics = months[JUNE]["metrics"]
    assert (metrics["capacity"], metrics["gap"]) == (0, -metrics["forecast"])
    for report in REPORTS:
        answer = await idle.http.get(f"/api/v2/reports/{report}?report=2025-04", headers=idle.headers)
        assert answer.status_code == 200, (report, answer.text)


async def test_weeks_without_days_are_such_a_month_where_it_has_no_configuration(office: Editor) -> None:
    time = {"workingDays": 1, "workHours": 1.0, "occupancy": 1.0, "shrinkage": 0.0}
    for month in range(1, 6):
        asked = {"year": 2027, "month": month, "workType": "DOMESTIC", **time}
        await office.done("setMonthConfiguration", "staleReports { records }", input=asked)
    headings = ",".join(["Main LOB", "State", "Case Type", "Case ID", "Target CPH",
                         *(f"{name}-27" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun"))])  # fmt: skip
    line = [LOB, "TX", "Appeals", "CL-5", 10, *[300] * 6]
    refused = await upload(office, line, headings=headings, month="June")
    assert "no working time is configured for Jun-27 Domestic" in refused["problems"][0]["message"]
    for week in range(22, 26):
        await week_of(office, week, days=0, year=2027)
    preview = (await upload(office, line, headings=headings, month="June"))["preview"]
    assert any("Jun-27 Domestic" in warning for warning in preview["warnings"])
    await office.done("commitImport", "created", previewId=preview["id"])
    asked = 'query R { report(value: "2025-06") { records { months { fteReq capacity } } } }'
    (record,) = (await office.ask(asked))["report"]["records"]
    assert [cell["fteReq"] for cell in record["months"]] == [30] * 5 + [0]


@pytest.mark.parametrize("tiny", [1e-12, 1e-9, 0.001])
async def test_hours_that_are_almost_none_refuse_what_no_answer_can_say(office: Editor, tiny: float) -> None:
    time = {"workingDays": 1, "workHours": tiny, "occupancy": tiny, "shrinkage": 1 - max(tiny, 1e-12)}
    asked = {"year": 2025, "month": 6, "workType": "DOMESTIC", **time}
    await office.done("setMonthConfiguration", "staleReports { records }", input=asked)
    for kind, given in (
        ("previewRecalculation", APRIL),
        ("previewAllocation", {"report": "2025-04"}),
        ("previewRebalance", {"report": "2025-04"}),
        ("previewManualUpdate", {**APRIL, "edits": [office.edit_of("MO", "Appeals", cph=125)]}),
    ):
        (problem,) = await office.refused(kind, **given)
        assert problem["code"] == "INVALID_INPUT", kind
        assert problem["message"].startswith("fte_req adds up to "), kind
    await week_of(office, 23, days=1)
    await office.ask(TREE)
