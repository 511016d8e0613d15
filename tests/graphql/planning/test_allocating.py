"""Allocating a report: preview, execute, rebalance; what is held stays, and what was previewed is what happens."""

import asyncio
from typing import Any

import pytest

from tests.graphql.planning.conftest import APPEALS, CLAIMS, PEOPLE, Planner

PREVIEW = """preview { id totalMoves uncoveredBefore uncoveredAfter provenBound gap isOptimal
    moves { year week resource { cn } from { caseType } to { caseType } }
    modifiedRecords { caseType modifiedFields months { label fteAvail fteAvailChange capacity } }
    shortfalls { demand { caseType } month { label } uncovered cause reason } }"""
DONE = "message recordsUpdated forecastRowsAffected executionId"


async def previewed(world: Planner, mutation: str = "previewAllocation") -> Any:
    return (await world.done(mutation, PREVIEW, report="2025-04"))["preview"]


async def executed(world: Planner, preview: Any) -> Any:
    return await world.done("executeAllocation", DONE, previewId=preview["id"])


async def cells(world: Planner, demand: dict[str, str]) -> list[dict[str, int]]:
    found = await world.ask(
        'query C($f: DemandFilter) { report(value: "2025-04") { records(filter: $f) {'
        " months { fteAvail capacity fteReq } } } }",
        f={"caseType": [demand["caseType"]], "state": [demand["state"]]},
    )
    return list(found["report"]["records"][0]["months"])


@pytest.mark.quick
async def test_free_people_cover_the_workload_and_cells_follow(world: Planner) -> None:
    # 10,000 cases at 12.5 an hour and 161.595 hours a month take 4.95 people, and 5,000 at 10 take 3.09.
    preview = await previewed(world)
    assert preview["isOptimal"] is True
    assert preview["uncoveredAfter"] == pytest.approx(preview["provenBound"])
    assert preview["gap"] == preview["uncoveredAfter"] - preview["provenBound"]
    week = {(move["resource"]["cn"], move["to"]["caseType"]) for move in preview["moves"] if move["week"] == 23}
    assert len(week) == 10  # five, four, and one for the demand that the person far away can do
    done = await executed(world, preview)
    assert done["recordsUpdated"] == 3
    assert [month["fteAvail"] for month in await cells(world, CLAIMS)] == [5] * 6
    assert [month["fteAvail"] for month in await cells(world, APPEALS)] == [4] * 6
    assert (await cells(world, CLAIMS))[0]["capacity"] == 10_100
    assert (await world.june())["metrics"]["headcount"] == 10
    executions = await world.ask(
        'query E { report(value: "2025-04") { executions { executionId kind isCurrent completedBy } } }'
    )
    assert executions["report"]["executions"] == [
        {"executionId": done["executionId"], "kind": "PRIMARY", "isCurrent": True, "completedBy": "tester"}
    ]


async def test_it_applies_once_and_answers_the_same_again(world: Planner) -> None:
    preview = await previewed(world)
    first, second = await executed(world, preview), await executed(world, preview)
    assert first == second
    again = await previewed(world)
    assert (again["totalMoves"], again["modifiedRecords"]) == (0, [])


async def test_many_who_execute_at_once_apply_it_once(world: Planner) -> None:
    preview = await previewed(world)
    answers = await asyncio.gather(*(executed(world, preview) for _ in range(6)))
    assert len({answer["executionId"] for answer in answers}) == 1
    assert (await world.june())["metrics"]["headcount"] == 10


async def test_a_plan_that_changed_since_supersedes_the_preview(world: Planner) -> None:
    preview = await previewed(world)
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 23))
    (problem,) = await world.refused("executeAllocation", previewId=preview["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"
    assert (await world.june())["metrics"]["headcount"] == 1


async def test_manual_assignments_and_placeholders_are_never_moved(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks(f"CN{n}", APPEALS, 23, 26) for n in range(1, 9)])
    span = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 26}}
    asked = {"demand": CLAIMS, "weeks": span, "tierId": world.tiers[100], "count": 2}
    await world.done("bulkAssignPlaceholders", "created", input=asked)
    for kind in ("previewAllocation", "previewRebalance"):
        preview = await previewed(world, kind)
        assert all(move["from"] is None for move in preview["moves"])
        june = {move["resource"]["cn"] for move in preview["moves"] if move["week"] <= 26}
        assert not june & {f"CN{n}" for n in range(1, 9)}
        assert sum(move["to"]["caseType"] == "Claims" and move["week"] == 23 for move in preview["moves"]) == 4


async def test_a_rebalance_moves_whom_an_allocation_placed_where_they_are_needed(world: Planner) -> None:
    await executed(world, await previewed(world))
    # Everybody but nine loses the skill to do claims: those who do them now are worth more where only they can work.
    before = (await previewed(world, "previewRebalance"))["uncoveredAfter"]
    for number in range(1, PEOPLE + 1):
        patch = {"skills": ["Claims"] if number > PEOPLE - 2 else ["Appeals"]}
        await world.done("updateResource", "__typename", cn=f"CN{number}", patch=patch)
    preview = await previewed(world, "previewRebalance")
    assert preview["uncoveredAfter"] > before
    assert preview["isOptimal"] is True
    (short,) = {(one["demand"]["caseType"], one["cause"]) for one in preview["shortfalls"]}
    assert short == ("Claims", "ALL_ELIGIBLE_BUSY")
    done = await executed(world, preview)
    assert done["recordsUpdated"]
    assert [month["fteAvail"] for month in await cells(world, CLAIMS)] == [2] * 6


async def test_what_cannot_be_allocated_is_said(world: Planner) -> None:
    for value in ("2025-05", "nonsense"):
        (problem,) = await world.refused("previewAllocation", report=value)
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["report"])
    (unknown,) = await world.refused("executeAllocation", previewId="6f1d4b86-52f0-4ac7-9d5c-5f3a3b0f7a11")
    assert unknown["code"] == "PREVIEW_UNKNOWN"


async def test_the_first_moves_can_be_asked_alone(world: Planner) -> None:
    selection = "preview { totalMoves moves(first: 2) { week } }"
    preview = (await world.done("previewAllocation", selection, report="2025-04"))["preview"]
    assert len(preview["moves"]) == 2
    assert preview["totalMoves"] == 10 * len({*range(23, 49)})


@pytest.mark.parametrize("kind", ["previewAllocation", "previewRebalance"])
async def test_who_is_not_needed_any_more_stays_until_somebody_is_short(world: Planner, kind: str) -> None:
    await executed(world, await previewed(world))
    edit = {**CLAIMS, "caseId": "C1", "months": [{"label": "Jun-25", "forecast": 2_000}]}
    asked = {"month": "April", "year": 2025, "edits": [edit]}
    fewer = (await world.done("previewManualUpdate", "preview { id }", **asked))["preview"]
    await world.done("commitPreview", "message", previewId=fewer["id"], userNotes="Less work in June.")
    preview = await previewed(world, kind)
    assert (preview["totalMoves"], preview["isOptimal"]) == (0, True)
    # Appeals lack people once most of those who can do claims alone are free, and five do claims that one could do.
    for number in range(1, PEOPLE + 1):
        patch = {"skills": ["Claims"] if number > 10 else ["Appeals", "Claims"]}
        await world.done("updateResource", "__typename", cn=f"CN{number}", patch=patch)
    edit = {**APPEALS, "caseId": "C2", "months": [{"label": "Jun-25", "forecast": 16_000}]}
    more = (await world.done("previewManualUpdate", "preview { id }", **{**asked, "edits": [edit]}))["preview"]
    await world.done("commitPreview", "message", previewId=more["id"], userNotes="More work in June.")
    preview = await previewed(world, kind)
    assert preview["isOptimal"] is True
    assert all(move["to"] for move in preview["moves"]), "nobody is taken off"
    assert all(move["week"] <= 26 for move in preview["moves"])
    assert {move["to"]["caseType"] for move in preview["moves"] if move["from"]} <= {"Appeals"}
