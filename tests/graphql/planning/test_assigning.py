"""Assigning by hand: every check of the rules, all bad items named, nothing half done."""

import pytest

from tests.graphql.planning.conftest import ANYWHERE, APPEALS, CLAIMS, Planner

ROW = "assignment { id weeklyCapacity productionPercentage forecastMonthIndex isActive isForced assignmentType }"


@pytest.mark.quick
async def test_a_week_at_full_production_gives_five_hundred_and_six_cases(world: Planner) -> None:
    answer = await world.done("createAssignment", ROW, input=world.week("cn1", CLAIMS, 23))
    row = answer["assignment"]
    assert (row["weeklyCapacity"], row["productionPercentage"], row["forecastMonthIndex"]) == (506.25, 1.0, 1)
    assert (row["assignmentType"], row["isForced"]) == ("MANUAL", False)
    assert (await world.june())["metrics"]["capacity"] == 506.25


async def test_a_tier_below_gives_its_share(world: Planner) -> None:
    answer = await world.done("createAssignment", ROW, input=world.week("CN1", CLAIMS, 23, 75))
    assert answer["assignment"]["weeklyCapacity"] == 379.6875


async def test_a_percentage_of_its_own_overrules_the_tier(world: Planner) -> None:
    asked = world.week("CN1", CLAIMS, 23, 75, productionPercentage=0.6)
    answer = await world.done("createAssignment", ROW, input=asked)
    assert answer["assignment"]["weeklyCapacity"] == 303.75


async def test_a_week_is_taken_once(world: Planner) -> None:
    first = await world.done("createAssignment", ROW, input=world.week("CN1", CLAIMS, 23))
    (problem,) = await world.refused("createAssignment", input=world.week("CN1", APPEALS, 23))
    assert problem["code"] == "ALREADY_EXISTS"
    assert problem["existingId"] == first["assignment"]["id"]
    assert problem["path"] == ["input", "week"]
    assert "2025-W23" in problem["message"]


async def test_somebody_who_cannot_do_it_is_refused_with_reasons_unless_forced(world: Planner) -> None:
    (problem,) = await world.refused("createAssignment", input=world.week("CN1", ANYWHERE, 23))
    assert problem["code"] == "INCOMPATIBLE"
    assert len(problem["reasons"]) == 2  # platform and location; N/A fits any state
    forced = await world.done("createAssignment", ROW, input=world.week("CN1", ANYWHERE, 23, force=True))
    assert forced["assignment"]["isForced"] is True


async def test_everything_wrong_with_a_bulk_is_named_at_once_and_nothing_is_written(world: Planner) -> None:
    await world.done("createAssignment", ROW, input=world.week("CN1", CLAIMS, 25))
    items = [
        world.weeks("CN1", CLAIMS, 24, 26),
        world.weeks("nobody", CLAIMS, 24, 26),
        world.weeks("CN2", {**CLAIMS, "state": "ZZ"}, 24, 26),
        world.weeks("CN3", CLAIMS, 10, 11),
        world.weeks("CN4", CLAIMS, 24, 24),
        world.weeks("CN4", APPEALS, 23, 26),
        {**world.weeks("CN5", CLAIMS, 24, 24), "tierId": "nonsense"},
        world.weeks("CN6", CLAIMS, 24, 24, productionPercentage=1.5),
        world.weeks("CN7", CLAIMS, 24, 24),
    ]
    problems = await world.refused("bulkAssign", items=items)
    found = {(problem["path"][1], problem["code"]) for problem in problems}
    assert found == {
        ("0", "ALREADY_EXISTS"), ("1", "NOT_FOUND"), ("2", "NOT_FOUND"), ("3", "INVALID_INPUT"), ("5", "INVALID_INPUT"),
        ("6", "NOT_FOUND"), ("7", "INVALID_INPUT"),
    }  # fmt: skip
    assert (await world.june())["metrics"]["headcount"] == 1


async def test_a_bulk_writes_every_week(world: Planner) -> None:
    items = [world.weeks(f"CN{number}", CLAIMS, 23, 26) for number in range(1, 11)]
    answer = await world.done("bulkAssign", "created assignments { week resource { cn } }", items=items)
    assert answer["created"] == len(answer["assignments"]) == 40
    june = (await world.june())["metrics"]
    assert (june["headcount"], june["capacity"], june["fteEquivalent"]) == (10, 20_250.0, 10.0)


async def test_weeks_that_do_not_exist_are_refused(world: Planner) -> None:
    for first, last in ((53, 53), (0, 1), (26, 25)):
        (problem,) = await world.refused("bulkAssign", items=[world.weeks("CN1", CLAIMS, first, last)])
        assert problem["path"] == ["items", "0", "weeks"]
        assert problem["accepted"]


async def test_an_assignment_changes_its_tier_and_figures_follow(world: Planner) -> None:
    made = await world.done("createAssignment", ROW, input=world.week("CN1", CLAIMS, 23))
    id = made["assignment"]["id"]
    changed = await world.done("updateAssignment", ROW, id=id, tierId=world.tiers[75])
    assert changed["assignment"]["weeklyCapacity"] == 379.6875
    june = await world.june()
    assert june["metrics"]["capacity"] == 379.6875
    assert [tier["actual"] for tier in june["tierBreakdown"]["tiers"]] == [0, 1, 0, 0]
    (same,) = await world.refused("updateAssignment", id=id, tierId=world.tiers[75])
    assert same["code"] == "NO_CHANGES"
    (bad,) = await world.refused("updateAssignment", id=id, productionPercentage=0.0)
    assert bad["path"] == ["productionPercentage"]


async def test_an_ended_assignment_counts_no_more_and_cannot_be_changed(world: Planner) -> None:
    made = await world.done("createAssignment", ROW, input=world.week("CN1", CLAIMS, 23))
    id = made["assignment"]["id"]
    ended = await world.done("deallocateAssignment", "assignment { isActive deallocatedBy }", id=id)
    assert ended["assignment"] == {"isActive": False, "deallocatedBy": "tester"}
    assert (await world.june())["metrics"]["capacity"] == 0
    for name in ("deallocateAssignment", "updateAssignment"):
        (problem,) = await world.refused(name, id=id)
        assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "DEALLOCATED")
    await world.done("createAssignment", ROW, input=world.week("CN1", APPEALS, 23))


async def test_an_id_of_something_else_is_not_found(world: Planner) -> None:
    for id in ("x", world.tiers[100]):
        (problem,) = await world.refused("deallocateAssignment", id=id)
        assert problem["code"] == "NOT_FOUND"
