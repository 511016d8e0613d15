"""Many callers at once, each in a transaction of its own: one winner, typed refusals, no gap and no double."""

import asyncio
from typing import Any

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner

CALLERS = 32


async def all_at_once(calls: list[Any]) -> list[Any]:
    """Everything at the same time; the pool of ten makes callers wait, not fail."""
    return list(await asyncio.gather(*calls))


async def test_one_of_many_gets_a_week(world: Planner) -> None:
    demands = [CLAIMS, APPEALS] * (CALLERS // 2)
    answers = await all_at_once(
        [world.do("createAssignment", "assignment { id }", input=world.week("CN1", demand, 23)) for demand in demands]
    )
    won = [answer for answer in answers if not answer["problems"]]
    assert len(won) == 1
    codes = {problem["code"] for answer in answers for problem in answer["problems"]}
    assert codes == {"ALREADY_EXISTS"}


async def test_numbers_have_no_gap_and_no_double(world: Planner) -> None:
    batch = {
        "count": 3, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
        "displayNamePrefix": "Hire",
    }  # fmt: skip
    answers = await all_at_once([world.done("createPlaceholders", "created", input=batch) for _ in range(CALLERS)])
    numbers = sorted(cn for answer in answers for cn in answer["created"])
    assert numbers == [f"TBH-{number:03d}" for number in range(1, 3 * CALLERS + 1)]


async def test_nobody_ends_above_a_target(world: Planner) -> None:
    counts = [5 + number % 4 for number in range(CALLERS)]
    asked = [
        {"year": 2025, "week": 23, "demand": CLAIMS, "targets": [{"tierId": world.tiers[100], "targetCount": count}]}
        for count in counts
    ]
    answers = await all_at_once(
        [world.done("setWeekTargets", "results { finalTotal target }", input=one) for one in asked]
    )
    assert all(answer["results"][0]["finalTotal"] == answer["results"][0]["target"] for answer in answers)
    assert (await world.june())["metrics"]["headcount"] <= 8


async def test_a_placeholder_is_converted_once(world: Planner) -> None:
    span = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 24}}
    asked = {"demand": CLAIMS, "weeks": span, "tierId": world.tiers[100], "count": 1}
    await world.done("bulkAssignPlaceholders", "created", input=asked)
    hires = [{"actualCn": f"CN{500 + number}", "firstName": "A", "lastName": "B"} for number in range(8)]
    answers = await all_at_once(
        [
            world.do("convertPlaceholder", "transferredAssignments", placeholderCn="TBH-001", input=hire)
            for hire in hires
        ]
    )
    assert sorted(len(answer["problems"]) for answer in answers) == [0, *[1] * 7]


async def test_figures_stay_true_while_everything_changes_at_once(world: Planner) -> None:
    week = {"year": 2025, "week": 23, "workType": "DOMESTIC", "workHours": 9, "occupancy": 0.95, "shrinkage": 0.1}
    calls = []
    for number in range(1, 11):
        calls.append(world.do("createAssignment", "__typename", input=world.week(f"CN{number}", CLAIMS, 23)))
        calls.append(world.do("setWeekConfiguration", "__typename", input={**week, "workingDays": 1 + number % 5}))
        calls.append(
            world.do("updateCapacityTier", "__typename", id=world.tiers[100], patch={"percentage": 1 - number / 100})
        )
        calls.append(world.do("deactivateResource", "__typename", cn=f"CN{number}"))
    answers = await all_at_once(calls)
    codes = {problem["code"] for answer in answers for problem in answer["problems"]}
    assert codes <= {"NOT_ALLOWED_IN_STATE", "NO_CHANGES"}
