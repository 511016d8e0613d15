"""Tiers and working time: capacities and summaries follow in the same transaction."""

from typing import Any

from tests.graphql.planning.conftest import CLAIMS, Planner

WEEK: dict[str, Any] = {
    "year": 2025, "week": 23, "workType": "DOMESTIC",
    "workingDays": 4, "workHours": 9, "occupancy": 0.95, "shrinkage": 0.1,
}  # fmt: skip


async def test_a_shorter_week_lowers_capacities(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks(f"CN{n}", CLAIMS, 23, 24) for n in (1, 2, 3)])
    answer = await world.done(
        "setWeekConfiguration",
        "recalculatedAssignments weekConfiguration { productiveHours month { label } }",
        input=WEEK,
    )
    assert answer == {
        "recalculatedAssignments": 3, "weekConfiguration": {"productiveHours": 32.4, "month": {"label": "Jun-25"}},
    }  # fmt: skip
    assert (await world.june())["metrics"]["capacity"] == 3 * (405.0 + 506.25)
    again = await world.done("setWeekConfiguration", "recalculatedAssignments", input=WEEK)
    assert again["recalculatedAssignments"] == 0


async def test_every_bad_value_of_a_week_is_named(world: Planner) -> None:
    bad = {**WEEK, "week": 53, "workingDays": 8, "workHours": 0, "occupancy": 1.1, "shrinkage": 1}
    problems = await world.refused("setWeekConfiguration", input=bad)
    assert [problem["path"][1] for problem in problems] == [
        "week",
        "workingDays",
        "workHours",
        "occupancy",
        "shrinkage",
    ]


async def test_a_month_is_set(world: Planner) -> None:
    month = {**{name: value for name, value in WEEK.items() if name != "week"}, "month": 2, "workingDays": 20}
    answer = await world.done(
        "setMonthConfiguration", "monthConfiguration { month { label } productiveHours }", input=month
    )
    assert answer["monthConfiguration"] == {"month": {"label": "Feb-25"}, "productiveHours": 153.9}


async def test_weeks_are_generated_with_the_holidays_of_a_country(world: Planner) -> None:
    asked = {"year": 2025, "workType": "DOMESTIC"}
    kept = await world.done("generateWeekConfigurations", "created updated kept", input=asked)
    assert (kept["created"], kept["updated"]) == (0, 0)
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 27))
    made = await world.done(
        "generateWeekConfigurations", "created updated kept warnings", input={**asked, "overwrite": True}
    )
    assert made["updated"] > 0  # the fourth of July and others
    july = await world.ask("query Q { assignments { nodes { weeklyCapacity } } }")
    assert july["assignments"]["nodes"] == [{"weeklyCapacity": 405.0}]
    (problem,) = await world.refused("generateWeekConfigurations", input={**asked, "holidayCalendar": "Atlantis"})
    assert problem["path"][-1] == "holidayCalendar"


async def test_a_tier_is_created_listed_and_retired(world: Planner) -> None:
    tier = {"name": "Mentor", "percentage": 0.8}
    made = await world.done("createCapacityTier", "tier { id label displayOrder isActive }", input=tier)
    assert made["tier"]["label"] == "80%"
    assert made["tier"]["displayOrder"] == 5
    (again,) = await world.refused("createCapacityTier", input={**tier, "name": " mentor "})
    assert again["existingId"] == made["tier"]["id"]
    labels = [tier["label"] for tier in (await world.june())["tierBreakdown"]["tiers"]]
    assert labels == ["100%", "75%", "50%", "25%", "80%"]
    await world.done("updateCapacityTier", "tier { id }", id=made["tier"]["id"], patch={"displayOrder": 0})
    gone = await world.done("deactivateCapacityTier", "tier { isActive }", id=made["tier"]["id"])
    assert gone["tier"] == {"isActive": False}
    world.tiers[80] = made["tier"]["id"]
    (unused,) = await world.refused("createAssignment", input=world.week("CN1", CLAIMS, 23, 80))
    assert unused["path"] == ["input", "tierId"]


async def test_assignments_follow_their_tier_unless_they_have_a_percentage_of_their_own(world: Planner) -> None:
    items = [
        world.weeks("CN1", CLAIMS, 23, 23, 50),
        world.weeks("CN2", CLAIMS, 23, 23, 50, productionPercentage=0.55),
    ]
    await world.done("bulkAssign", "created", items=items)
    selection = "recalculatedAssignments tier { label }"
    answer = await world.done("updateCapacityTier", selection, id=world.tiers[50], patch={"percentage": 0.6})
    assert answer == {"recalculatedAssignments": 1, "tier": {"label": "60%"}}
    assert (await world.june())["metrics"]["fteEquivalent"] == (0.6 + 0.55) / 4
    for patch, path in (({"percentage": 0}, "percentage"), ({"name": ""}, "name"), ({"isActive": None}, "isActive")):
        (problem,) = await world.refused("updateCapacityTier", id=world.tiers[50], patch=patch)
        assert problem["path"] == ["patch", path]
    (taken,) = await world.refused("updateCapacityTier", id=world.tiers[50], patch={"name": "Full Production"})
    assert taken["code"] == "ALREADY_EXISTS"
