"""People: created, changed and taken out, with what depends on them."""

from datetime import UTC, datetime
from typing import Any

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner

PERSON: dict[str, Any] = {
    "cn": " cn 700 ", "firstName": "Katherine", "lastName": "Johnson", "platform": "AMISYS", "location": "DOMESTIC",
    "states": ["fl", "FL", "n/a"], "skills": ["CLAIMS", "Trajectories"], "opid": "op7", "hireDate": "2025-05-05",
}  # fmt: skip


async def test_a_person_is_created_with_tidy_words(world: Planner) -> None:
    selection = "resource { cn displayName platform states skills opid hireDate isActive resourceType }"
    answer = await world.done("createResource", selection, input=PERSON)
    assert answer["resource"] == {
        "cn": "cn 700", "displayName": "Katherine Johnson", "platform": "Amisys", "states": ["FL", "N/A"],
        "skills": ["Claims", "Trajectories"], "opid": "op7", "hireDate": "2025-05-05", "isActive": True,
        "resourceType": "ACTUAL",
    }  # fmt: skip
    (again,) = await world.refused("createResource", input={**PERSON, "cn": "CN 700"})
    assert again["code"] == "ALREADY_EXISTS"
    node = await world.ask("query N($id: ID!) { node(id: $id) { ... on Resource { cn } } }", id=again["existingId"])
    assert node["node"] == {"cn": "cn 700"}


async def test_every_bad_value_is_named(world: Planner) -> None:
    bad = {**PERSON, "cn": "TBH-9", "firstName": "", "lastName": "x" * 201, "states": ["Florida"], "skills": ["  "]}
    problems = await world.refused("createResource", input=bad)
    assert [problem["path"] for problem in problems] == [
        ["input", "cn"], ["input", "firstName"], ["input", "lastName"],
        ["input", "states", "0"], ["input", "skills", "0"],
    ]  # fmt: skip


async def test_a_patch_changes_what_it_names(world: Planner) -> None:
    selection = "resource { firstName lastName opid skills isActive }"
    patch = {"lastName": "Byron", "opid": "o1", "skills": ["appeals"]}
    answer = await world.done("updateResource", selection, cn="cn1", patch=patch)
    assert answer["resource"] == {
        "firstName": "Ada", "lastName": "Byron", "opid": "o1", "skills": ["Appeals"], "isActive": True,
    }  # fmt: skip
    cleared = await world.done("updateResource", selection, cn="cn1", patch={"opid": None})
    assert cleared["resource"]["opid"] is None
    (same,) = await world.refused("updateResource", cn="CN1", patch={"lastName": " Byron "})
    assert same["code"] == "NO_CHANGES"
    (empty,) = await world.refused("updateResource", cn="CN1", patch={"firstName": None})
    assert empty["path"] == ["patch", "firstName"]
    (unknown,) = await world.refused("updateResource", cn="CN0", patch={"firstName": "A"})
    assert unknown["code"] == "NOT_FOUND"


async def test_capacities_follow_somebody_who_moves(world: Planner) -> None:
    week = {
        "year": 2025,
        "week": 23,
        "workType": "GLOBAL",
        "workingDays": 4,
        "workHours": 9,
        "occupancy": 0.9,
        "shrinkage": 0.1,
    }
    await world.done("setWeekConfiguration", "recalculatedAssignments", input=week)
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 23))
    await world.done("updateResource", "__typename", cn="CN1", patch={"location": "GLOBAL"})
    assert (await world.june())["metrics"]["capacity"] == 405.0


async def test_somebody_taken_out_keeps_the_past_and_loses_the_future(world: Planner) -> None:
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 23))
    selection = "deallocatedAssignments resource { isActive }"
    answer = await world.done("deactivateResource", selection, cn="CN1")
    assert datetime.now(UTC).year > 2025  # June 2025 is the past
    assert answer == {"deallocatedAssignments": 0, "resource": {"isActive": False}}
    (again,) = await world.refused("deactivateResource", cn="CN1")
    assert (again["code"], again["state"]) == ("NOT_ALLOWED_IN_STATE", "INACTIVE")
    (idle,) = await world.refused("createAssignment", input=world.week("CN1", APPEALS, 24))
    assert idle["state"] == "INACTIVE"
    assert (await world.june())["metrics"]["headcount"] == 1
    await world.done("updateResource", "__typename", cn="CN1", patch={"isActive": True})
    await world.done("createAssignment", "__typename", input=world.week("CN1", APPEALS, 24))
