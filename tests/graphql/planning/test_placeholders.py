"""Placeholders: consecutive numbers, removal, and conversion with transfer."""

from typing import Any

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner

BATCH: dict[str, Any] = {
    "count": 2, "platform": "amisys", "location": "DOMESTIC", "states": ["fl", "TX"], "skills": ["claims"],
    "displayNamePrefix": "Summer hire",
}  # fmt: skip
HIRE: dict[str, Any] = {"actualCn": "CN500", "firstName": "Grace", "lastName": "Hopper", "hireDate": "2025-06-16"}
SPAN = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 26}}


async def planned(world: Planner, count: int = 1, demand: dict[str, str] = CLAIMS) -> Any:
    asked = {"demand": demand, "weeks": SPAN, "tierId": world.tiers[50], "count": count}
    return await world.done("bulkAssignPlaceholders", "created placeholdersCreated", input=asked)


async def test_numbers_are_consecutive_and_words_keep_their_spelling(world: Planner) -> None:
    first = await world.done(
        "createPlaceholders", "created placeholders { platform skills states displayName }", input=BATCH
    )
    assert first["created"] == ["TBH-001", "TBH-002"]
    assert first["placeholders"][0] == {
        "platform": "Amisys", "skills": ["Claims"], "states": ["FL", "TX"], "displayName": "Summer hire TBH-001",
    }  # fmt: skip
    await world.refused("createPlaceholders", input={**BATCH, "count": 0})
    second = await world.done("createPlaceholders", "created", input=BATCH)
    assert second["created"] == ["TBH-003", "TBH-004"]


async def test_every_bad_value_of_a_batch_is_named(world: Planner) -> None:
    bad = {**BATCH, "count": 501, "platform": " ", "states": ["Florida"], "skills": [], "displayNamePrefix": ""}
    problems = await world.refused("createPlaceholders", input=bad)
    assert [problem["path"][1] for problem in problems] == [
        "count",
        "states",
        "platform",
        "skills",
        "displayNamePrefix",
    ]
    assert all(problem["accepted"] for problem in problems)


async def test_free_ones_that_can_do_it_are_used_before_new_ones(world: Planner) -> None:
    await world.done("createPlaceholders", "created", input=BATCH)
    answer = await planned(world, count=3)
    assert (answer["created"], answer["placeholdersCreated"]) == (12, ["TBH-003"])
    june = (await world.june())["metrics"]
    assert (june["headcount"], june["placeholderCount"], june["fteEquivalent"]) == (3, 3, 1.5)


async def test_a_placeholder_with_work_is_removed_only_with_its_work(world: Planner) -> None:
    await planned(world)
    (problem,) = await world.refused("removePlaceholder", cn="TBH-001")
    assert problem["code"] == "NOT_ALLOWED_IN_STATE"
    removed = await world.done(
        "removePlaceholder", "deallocatedAssignments resource { isActive }", cn="tbh-001", deallocate=True
    )
    assert removed == {"deallocatedAssignments": 4, "resource": {"isActive": False}}
    (again,) = await world.refused("removePlaceholder", cn="TBH-001")
    assert again["state"] == "INACTIVE"
    (person,) = await world.refused("removePlaceholder", cn="CN1")
    assert person["code"] == "INVALID_INPUT"
    assert (await world.june())["metrics"]["capacity"] == 0


async def test_a_placeholder_that_loses_its_last_assignment_becomes_inactive(world: Planner) -> None:
    made = await world.done(
        "createAssignment", "assignment { id }", input=world.week((await planned_one(world)), APPEALS, 30)
    )
    await world.done("deallocateAssignment", "assignment { id }", id=made["assignment"]["id"])
    found = await world.ask('query Q { resource(cn: "TBH-001") { isActive } }')
    assert found["resource"]["isActive"] is False


async def planned_one(world: Planner) -> str:
    batch = {**BATCH, "count": 1, "skills": ["Appeals"]}
    (cn,) = (await world.done("createPlaceholders", "created", input=batch))["created"]
    return str(cn)


async def test_a_conversion_moves_the_weeks_from_one_on(world: Planner) -> None:
    await planned(world)
    answer = await world.done(
        "convertPlaceholder",
        "transferredAssignments"
        " resource { cn resourceType platform skills hireDate assignments { week productionPercentage } }"
        " placeholder { isActive replacedAt replacedBy { cn } assignments { week } }",
        placeholderCn="TBH-001",
        input={**HIRE, "fromWeek": {"year": 2025, "week": 25}},
    )
    assert answer["transferredAssignments"] == 2
    assert answer["resource"]["resourceType"] == "ACTUAL"
    assert answer["resource"]["assignments"] == [
        {"week": 25, "productionPercentage": 0.5}, {"week": 26, "productionPercentage": 0.5},
    ]  # fmt: skip
    placeholder = answer["placeholder"]
    assert placeholder["replacedBy"] == {"cn": "CN500"}
    assert placeholder["isActive"] is False
    assert placeholder["replacedAt"]
    assert [row["week"] for row in placeholder["assignments"]] == [23, 24]
    june = (await world.june())["metrics"]
    assert (june["actualCount"], june["placeholderCount"]) == (1, 1)
    (again,) = await world.refused("convertPlaceholder", placeholderCn="TBH-001", input=HIRE)
    assert (again["code"], again["state"]) == ("NOT_ALLOWED_IN_STATE", "CONVERTED")
    (back,) = await world.refused("updateResource", cn="TBH-001", patch={"isActive": True})
    assert back["state"] == "CONVERTED"


async def test_somebody_who_is_there_takes_over_unless_weeks_are_taken(world: Planner) -> None:
    await planned(world)
    await world.done("createAssignment", "assignment { id }", input=world.week("CN1", APPEALS, 24))
    (problem,) = await world.refused("convertPlaceholder", placeholderCn="TBH-001", input={**HIRE, "actualCn": "cn1"})
    assert problem["code"] == "ALREADY_EXISTS"
    assert "2025-W24" in problem["message"]
    answer = await world.done(
        "convertPlaceholder",
        "transferredAssignments resource { cn firstName }",
        placeholderCn="TBH-001",
        input={**HIRE, "actualCn": "cn2"},
    )
    assert answer == {"transferredAssignments": 4, "resource": {"cn": "CN2", "firstName": "Ada"}}


async def test_an_actual_person_cannot_have_a_placeholders_number(world: Planner) -> None:
    await planned(world)
    hire = {**HIRE, "actualCn": "tbh-7", "hireDate": None}
    (problem,) = await world.refused("convertPlaceholder", placeholderCn="TBH-001", input=hire)
    assert problem["path"] == ["input", "actualCn"]
