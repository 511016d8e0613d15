"""Whoever is assigned already: each verb that meets it says in which week, and on what, with report and tier."""

import asyncio
from typing import Any

import pytest

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner

ON = {25: "25% Ramp", 50: "50% Ramp", 75: "75% Ramp", 100: "Full Production"}


def place(demand: dict[str, str], tier: int) -> str:
    """How a refusal names where somebody stands."""
    return f"{' / '.join(demand.values())} (report 2025-04, {ON[tier]})"


async def refused_on(world: Planner, verb: str, on: str, weeks: list[int], **variables: Any) -> None:
    (problem,) = await world.refused(verb, **variables)
    assert problem["code"] == "ALREADY_EXISTS"
    assert problem["existingId"]
    assert on in problem["message"]
    assert all(f"2025-W{week}" in problem["message"] for week in weeks)


@pytest.mark.parametrize(("demand", "tier", "week"), [(CLAIMS, 75, 24), (APPEALS, 100, 26), (CLAIMS, 25, 23)])
async def test_every_verb_says_on_what(world: Planner, demand: dict[str, str], tier: int, week: int) -> None:
    await world.done("createAssignment", "assignment { id }", input=world.week("CN7", demand, week, tier))
    on, one = place(demand, tier), world.week("CN7", APPEALS, week)
    await refused_on(world, "createAssignment", on, [week], input=one)
    await refused_on(world, "bulkAssign", on, [week], items=[world.weeks("cn7", CLAIMS, 23, 26)])
    ramp = {
        "resourceCns": ["CN7"], "demand": CLAIMS, "start": {"year": 2025, "week": 23},
        "until": {"year": 2025, "week": 27}, "steps": [{"tierId": world.tiers[50], "weeks": 9}],
    }  # fmt: skip
    await refused_on(world, "planRamp", on, [week], input=ramp)
    span = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 26}}
    planned = {"demand": CLAIMS, "weeks": span, "tierId": world.tiers[50], "count": 1}
    await world.done("bulkAssignPlaceholders", "created", input=planned)
    hire = {"actualCn": "CN7", "firstName": "Ada", "lastName": "Person 7"}
    await refused_on(world, "convertPlaceholder", on, [week], placeholderCn="TBH-001", input=hire)


async def test_several_places_are_told_apart(world: Planner) -> None:
    items = [world.weeks("CN1", CLAIMS, 23, 24, 50), world.weeks("CN1", APPEALS, 25, 25)]
    await world.done("bulkAssign", "created", items=items)
    (problem,) = await world.refused("bulkAssign", items=[world.weeks("CN1", CLAIMS, 23, 30)])
    assert f"in 2025-W23, 2025-W24 on {place(CLAIMS, 50)}; in 2025-W25 on {place(APPEALS, 100)}" in problem["message"]


async def test_an_item_that_wants_what_another_one_wants_says_what_for(world: Planner) -> None:
    items = [world.weeks("CN1", APPEALS, 23, 24), world.weeks("cn1", CLAIMS, 24, 26)]
    (problem,) = await world.refused("bulkAssign", items=items)
    assert "item 0 asks CN1 for 2025-W24 too, on Amisys Medicaid DOMESTIC / TX / Appeals" in problem["message"]


@pytest.mark.races
async def test_who_loses_a_race_is_told_what_the_winner_chose(world: Planner) -> None:
    wanted = [world.week("CN3", demand, 28, tier) for demand in (CLAIMS, APPEALS) for tier in (25, 50, 75, 100)]
    answers = await asyncio.gather(
        *(world.do("createAssignment", "assignment { tier { name } demand { state } }", input=one) for one in wanted)
    )
    (won,) = [answer["assignment"] for answer in answers if not answer["problems"]]
    lost = [answer["problems"][0]["message"] for answer in answers if answer["problems"]]
    demand = CLAIMS if won["demand"]["state"] == "FL" else APPEALS
    assert len(lost) == len(wanted) - 1
    assert all(f"on {' / '.join(demand.values())} (report 2025-04, {won['tier']['name']})" in one for one in lost)
