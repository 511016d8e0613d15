"""Bench allocation: in its turn, never past the people required, with assignments, execution and history."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest

from server.commands.postgres import Addresses
from tests.conftest import copies_of
from tests.graphql.editing.conftest import APRIL, COMMIT, LABELS, LOB, OFFICE, PREVIEW, Editor
from tests.graphql.editing.test_cells_follow import set_hours
from tests.graphql.editing.test_commits import commit
from tests.graphql.editing.test_records import send
from tests.graphql.planning.conftest import at_work, planners
from tests.support.cluster import Cluster, Template

STATES = """query S { report(value: "2025-04") { executions { executionId kind isCurrent }
    records { state caseType months { fteReq fteAvail capacity } } }
    assignments(first: 500) { totalCount nodes { week assignmentType resource { cn } demand { state caseType } } } }"""
EXECUTE = "mutation E($id: UUID!) { executeAllocation(previewId: $id) { executionId problems { message } } }"


async def allocated(office: Editor) -> None:
    """A primary allocation, carried out."""
    preview = (await office.done("previewAllocation", "preview { id totalMoves }", report="2025-04"))["preview"]
    answer = (await office.ask(EXECUTE, id=preview["id"]))["executeAllocation"]
    assert answer["problems"] == []


async def made_free(office: Editor) -> None:
    """Less work than there are people: whoever is left over after the primary allocation is the bench."""
    volumes = {("MO", "Appeals"): 200, ("KS", "Appeals"): 0, ("MO", "Claims"): 100}
    edits = [office.edit_of(*names) for names in volumes]
    for edit, volume in zip(edits, volumes.values(), strict=True):
        edit["months"] = [{"label": label, "forecast": volume} for label in LABELS]
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=edits))


async def made_short(office: Editor) -> None:
    """Work that came after the allocation."""
    edit = office.edit_of("KS", "Appeals")
    edit["months"] = [{"label": "May-25", "forecast": 300}, {"label": "Jun-25", "forecast": 5000}]
    await office.commit(await office.preview("previewManualUpdate", **APRIL, edits=[edit]))


async def _short(addresses: Addresses) -> None:
    async for office in at_work(Editor, addresses):
        await made_free(office)
        await allocated(office)
        await made_short(office)


SHORT = Template("short", _short, like=OFFICE)


@pytest.fixture
def short_database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Addresses]:
    """A copy of an office that is short of people."""
    yield from copies_of(SHORT, cluster, request)


@pytest.fixture
async def short(short_database: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Editor]:
    """A report whose primary allocation left people over, and which needs more people by now."""
    async for editor in planners(Editor, short_database, request):
        yield editor


async def test_without_a_primary_allocation_there_is_nothing_valid(office: Editor) -> None:
    (problem,) = await office.refused("previewBenchAllocation", **APRIL)
    assert problem["code"] == "NO_VALID_ALLOCATION"
    assert problem["message"].startswith("No valid allocation exists for April 2025; execute a primary allocation")


async def test_with_nobody_left_over_it_succeeds_with_nothing(office: Editor) -> None:
    await allocated(office)
    preview = await office.preview("previewBenchAllocation", **APRIL)
    assert (preview["totalModified"], preview["modifiedRecords"]) == (0, [])
    assert preview["message"] == "No bench capacity available for allocation"
    answer = await office.commit(preview)
    assert (answer["recordsUpdated"], answer["historyLogId"]) == (0, None)
    assert answer["message"] == "No bench capacity available for allocation"


async def test_people_left_over_fill_what_is_short_and_never_more(short: Editor) -> None:
    preview = await short.preview("previewBenchAllocation", **APRIL)
    (record,) = preview["modifiedRecords"]
    assert (record["state"], record["caseType"], preview["changeType"]) == ("KS", "Appeals", "BENCH_ALLOCATION")
    months = record["months"]
    assert [month["fteReq"] for month in months[1:3]] == [3, 50]
    assert [month["fteAvail"] for month in months] == [0, 3, 6, 0, 0, 0], "in June all six that are free"
    assert all(month["fteReqChange"] == month["forecastChange"] == record["targetCphChange"] == 0 for month in months)
    assert preview["summary"] == {"totalFteChange": 9, "totalCapacityChange": 900}


async def test_the_bench_has_nobody_outside_their_days_and_parts_of_weeks_count(short: Editor) -> None:
    found = await short.ask("query P { resources(first: 50) { nodes { cn } } }")
    leave = """mutation D($cn: String!) { updateResource(cn: $cn, patch: { lastDay: "2025-06-11" }) {
        problems { code } } }"""
    for node in found["resources"]["nodes"]:
        await short.ask(leave, cn=node["cn"])
    preview = await short.preview("previewBenchAllocation", **APRIL)
    (record,) = preview["modifiedRecords"]
    # Six people of June's four weeks for one week and three days of the next.
    assert [month["fteAvail"] for month in record["months"]] == [0, 3, 2, 0, 0, 0]
    await short.commit(preview)
    rows = [one for one in (await short.ask(STATES))["assignments"]["nodes"] if one["assignmentType"] == "BENCH"]
    assert {one["week"] for one in rows} <= set(range(18, 25))


async def test_its_commit_writes_assignments_execution_and_history(short: Editor) -> None:
    before = (await short.ask(STATES))["assignments"]["totalCount"]
    preview = await short.preview("previewBenchAllocation", **APRIL)
    answer = await short.done("commitPreview", f"{COMMIT} executionId", previewId=preview["id"], userNotes="Spring.")
    after = await short.ask(STATES)
    bench = [one for one in after["assignments"]["nodes"] if one["assignmentType"] == "BENCH"]
    assert after["assignments"]["totalCount"] == before + len(bench)
    assert {(one["demand"]["state"], one["demand"]["caseType"]) for one in bench} == {("KS", "Appeals")}
    current = {one["kind"]: one["executionId"] for one in after["report"]["executions"] if one["isCurrent"]}
    assert set(current) == {"PRIMARY", "BENCH"}
    assert UUID(answer["executionId"]) == UUID(current["BENCH"])
    log = await short.ask("query L { historyLog(changeTypes: [BENCH_ALLOCATION]) { data { historyLogId userNotes } } }")
    assert log["historyLog"]["data"] == [{"historyLogId": answer["historyLogId"], "userNotes": "Spring."}]
    again = await short.done("commitPreview", f"{COMMIT} executionId", previewId=preview["id"])
    assert again == answer


async def test_a_second_one_waits_for_a_new_primary_allocation(short: Editor) -> None:
    await short.commit(await short.preview("previewBenchAllocation", **APRIL))
    asked = """mutation B { previewBenchAllocation(month: "April", year: 2025) { preview { id } problems {
        code ... on AlreadyCompleted { completedAt executionId recommendation } } } }"""
    answer = (await short.ask(asked))["previewBenchAllocation"]
    (problem,) = answer["problems"]
    bench = next(one for one in (await short.ask(STATES))["report"]["executions"] if one["kind"] == "BENCH")
    assert (answer["preview"], problem["code"]) == (None, "ALREADY_COMPLETED")
    assert (problem["executionId"], bool(problem["completedAt"])) == (bench["executionId"], True)
    assert problem["recommendation"].startswith("Re-run the primary allocation first")
    await allocated(short)
    executions = (await short.ask(STATES))["report"]["executions"]
    assert [one["kind"] for one in executions if one["isCurrent"]] == ["PRIMARY"]
    await short.preview("previewBenchAllocation", **APRIL)


async def test_a_preview_is_superseded_when_people_have_changed(short: Editor) -> None:
    preview = await short.preview("previewBenchAllocation", **APRIL)
    await short.done("updateResource", "__typename", cn="CN10", patch={"skills": ["Claims"]})
    (problem,) = (await commit(short, preview["id"]))["problems"]
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_a_preview_conflicts_when_a_record_has_changed(short: Editor) -> None:
    preview = await short.preview("previewBenchAllocation", **APRIL)
    await short.commit(await short.edit("KS", Jun=1))
    (problem,) = (await commit(short, preview["id"]))["problems"]
    assert (problem["code"], problem["expected"]["Jun-25.fte_avail"]) == ("CONFLICT", 0)


async def test_its_records_may_come_back_whole_and_nothing_else(short: Editor) -> None:
    preview = await short.preview("previewBenchAllocation", **APRIL)
    tampered: list[dict[str, Any]] = [
        {**one, "months": [{**month, "capacity": month["capacity"] + 1, "capacityChange": month["capacityChange"] + 1}
                           for month in one["months"]]}
        for one in preview["modifiedRecords"]
    ]  # fmt: skip
    problems = (await send(short, preview, modifiedRecords=tampered))["problems"]
    assert {problem["path"][-1] for problem in problems} == {"capacity"}
    answer = await send(short, preview)
    assert (answer["problems"], answer["recordsUpdated"]) == ([], 1)


async def test_people_at_less_than_full_production_do_not_fill_past_what_is_required(short: Editor) -> None:
    claims = {"mainLob": LOB, "state": "MO", "caseType": "Claims"}
    for number in range(1, 11):  # everybody's tier is 75 %, as of their last assignment
        item = short.weeks(f"CN{number}", claims, 40, 40, tier=75)
        await short.do("bulkAssign", "created", items=[item])
    preview = (await short.done("previewBenchAllocation", PREVIEW, **APRIL))["preview"]
    assert all(month["fteAvail"] <= month["fteReq"] for one in preview["modifiedRecords"] for month in one["months"])


@pytest.mark.parametrize("state", ["KS", "MO"])
async def test_records_that_became_too_large_to_answer_are_refused_in_words(short: Editor, state: str) -> None:
    edit = short.edit_of(state, "Appeals", cph=0.01)
    edit["months"] = [{"label": "Jun-25", "forecast": 10_000_000}]
    await short.commit(await short.preview("previewManualUpdate", **APRIL, edits=[edit]))
    before = await short.ask(STATES)
    await set_hours(short, 6, days=1, hours=0.1)
    (problem,) = await short.refused("previewBenchAllocation", **APRIL)
    assert problem["code"] == "INVALID_INPUT"
    assert "fte_req adds up to" in problem["message"]
    assert await short.ask(STATES) == before, "nothing is written"
