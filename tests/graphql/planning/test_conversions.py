"""Converting a placeholder: the checks of an assignment hold, what is dropped is said, what nobody takes over ends."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from services.shared import clock
from services.shared.calendar import Week
from services.workforce.verify import verify
from tests.graphql.planning.conftest import ANYWHERE, APPEALS, CLAIMS, Planner
from tests.support.cluster import SAMPLE_TENANT

PLAN = range(23, 31)
HIRE: dict[str, Any] = {"actualCn": "CN500", "firstName": "Grace", "lastName": "Hopper"}
DONE = (
    "transferredAssignments deallocatedAssignments remainingAssignments warnings"
    " resource { cn firstName opid hireDate assignments { week isForced weeklyCapacity } }"
    " placeholder { isActive assignments { week } }"
)
FITS = {"platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"]}


async def person(world: Planner, **differs: Any) -> str:
    """Somebody who could do claims in Florida, but for what differs."""
    values = {"cn": "CN300", "firstName": "Kim", "lastName": "Ito", "opid": "K1", "hireDate": "2020-01-06", **FITS}
    await world.done("createResource", "resource { id }", input={**values, **differs})
    return "CN300"


async def planned(world: Planner, first: int = PLAN[0], last: int = PLAN[-1], demand: dict[str, str] = CLAIMS) -> str:
    span = {"from": {"year": 2025, "week": first}, "to": {"year": 2025, "week": last}}
    asked = {"demand": demand, "weeks": span, "tierId": world.tiers[50], "count": 1}
    made = await world.done("bulkAssignPlaceholders", "assignments { resource { cn } }", input=asked)
    return str(made["assignments"][0]["resource"]["cn"])


MISFITS = [
    ({"platform": "Facets"}, ["platform is Facets"]),
    ({"states": ["TX"]}, ["FL is not among the states TX"]),
    ({"skills": ["Appeals"]}, ["Claims is not among the skills Appeals"]),
    ({"location": "GLOBAL"}, ["location is Global"]),
    ({"platform": "Facets", "skills": ["Appeals"], "states": ["N/A"]}, ["platform", "states N/A", "skills Appeals"]),
]


@pytest.mark.parametrize(("differs", "reasons"), MISFITS)
async def test_somebody_who_cannot_do_the_work_is_refused_by_demand_and_week_unless_forced(
    world: Planner, differs: dict[str, Any], reasons: list[str]
) -> None:
    placeholder, cn = await planned(world, 24, 31), await person(world, **differs)
    (problem,) = await world.refused("convertPlaceholder", placeholderCn=placeholder, input={**HIRE, "actualCn": cn})
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "actualCn"])
    assert all(f"2025-W{week}" in problem["message"] for week in range(24, 32))
    assert "Amisys Medicaid DOMESTIC / FL / Claims" in problem["message"]
    assert len(problem["reasons"]) == len(reasons)
    assert all(one in " ".join(problem["reasons"]) for one in reasons)
    forced = {**HIRE, "actualCn": cn, "force": True}
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input=forced)
    assert [row["isForced"] for row in done["resource"]["assignments"]] == [True] * 8
    assert any("moved by force" in one and reasons[0] in one for one in done["warnings"])


async def test_only_the_demands_that_do_not_fit_are_named_and_recorded(world: Planner) -> None:
    placeholder = await planned(world, 23, 24)
    await world.done(
        "updateResource",
        "resource { id }",
        cn=placeholder,
        patch={"states": ["FL", "TX"], "skills": ["Claims", "Appeals"]},
    )
    await world.done("bulkAssign", "created", items=[world.weeks(placeholder, APPEALS, 25, 26)])
    cn = await person(world)
    (problem,) = await world.refused("convertPlaceholder", placeholderCn=placeholder, input={**HIRE, "actualCn": cn})
    assert "TX / Appeals in 2025-W25, 2025-W26" in problem["message"]
    assert "2025-W24" not in problem["message"]
    forced = {**HIRE, "actualCn": cn, "force": True}
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input=forced)
    assert [(row["week"], row["isForced"]) for row in done["resource"]["assignments"]] == [
        (23, False), (24, False), (25, True), (26, True),
    ]  # fmt: skip


async def test_a_new_person_inherits_what_the_placeholder_can_do_and_what_it_cannot(world: Planner) -> None:
    placeholder = await planned(world, 23, 24)
    await world.done("createAssignment", "assignment { id }", input=world.week(placeholder, ANYWHERE, 25, force=True))
    (problem,) = await world.refused("convertPlaceholder", placeholderCn=placeholder, input=HIRE)
    assert problem["code"] == "INCOMPATIBLE"
    assert "CN500 cannot do Facets Medicare OFFSHORE / N/A / Claims in 2025-W25" in problem["message"]
    assert (await world.ask('query Q { resource(cn: "CN500") { cn } }'))["resource"] is None
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input={**HIRE, "force": True})
    assert [row["isForced"] for row in done["resource"]["assignments"]] == [False, False, True]


async def test_everything_in_the_way_is_named_at_once(world: Planner) -> None:
    placeholder, cn = await planned(world, 23, 25), await person(world, skills=["Appeals"], states=["TX"])
    await world.done("createAssignment", "assignment { id }", input=world.week(cn, APPEALS, 24))
    await world.done("updateResource", "resource { id }", cn=cn, patch={"skills": ["Other"], "isActive": False})
    hire = {**HIRE, "actualCn": cn, "firstName": " "}
    problems = await world.refused("convertPlaceholder", placeholderCn=placeholder, input=hire)
    assert {(problem["code"], problem["path"][-1]) for problem in problems} == {
        ("INVALID_INPUT", "firstName"), ("NOT_ALLOWED_IN_STATE", "actualCn"), ("INCOMPATIBLE", "actualCn"),
        ("ALREADY_EXISTS", "actualCn"),
    }  # fmt: skip
    bad = {**HIRE, "lastName": "", "fromWeek": {"year": 2025, "week": 60}}
    problems = await world.refused("convertPlaceholder", placeholderCn="TBH-999", input=bad)
    assert {problem["path"][-1] for problem in problems} == {"lastName", "fromWeek", "placeholderCn"}


@pytest.mark.parametrize("is_new", [True, False])
async def test_demands_and_days_that_do_not_fit_are_named_at_once_and_both_are_recorded(
    world: Planner, is_new: bool
) -> None:
    placeholder, first_day = await planned(world, 23, 26), "2025-06-18"
    await world.done("createAssignment", "assignment { id }", input=world.week(placeholder, ANYWHERE, 27, force=True))
    hire = {**HIRE, "hireDate": first_day}
    if not is_new:
        hire = {"actualCn": await person(world, hireDate=first_day), "firstName": "Kim", "lastName": "Ito"}
    problems = await world.refused("convertPlaceholder", placeholderCn=placeholder, input=hire)
    assert {(problem["code"], problem["path"][-1]) for problem in problems} == {
        ("INCOMPATIBLE", "actualCn"), ("INCOMPATIBLE", "fromWeek"),
    }  # fmt: skip
    (absent,) = [problem for problem in problems if problem["path"][-1] == "fromWeek"]
    assert absent["reasons"] == ["the first day is 2025-06-18, after 2025-W23, 2025-W24"]
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input={**hire, "force": True})
    assert [(row["week"], row["isForced"]) for row in done["resource"]["assignments"]] == [
        (23, True), (24, True), (25, False), (26, False), (27, True),
    ]  # fmt: skip
    assert [one.startswith("moved by force") for one in done["warnings"]] == [True, True]
    async with world.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
        assert await verify(session) == []


@pytest.mark.shares
async def test_an_actual_person_is_not_converted(world: Planner) -> None:
    (problem,) = await world.refused("convertPlaceholder", placeholderCn="CN1", input=HIRE)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["placeholderCn"])


@pytest.mark.parametrize("cn", ["TBH-001", "tbh-002", "TBH-77"])
async def test_a_placeholder_does_not_become_a_placeholder(world: Planner, cn: str) -> None:
    await planned(world)
    await planned(world)
    (problem,) = await world.refused("convertPlaceholder", placeholderCn="TBH-001", input={**HIRE, "actualCn": cn})
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "actualCn"])


DROPPED = [
    ({"firstName": "Grace"}, ["firstName Grace"]),
    ({"lastName": "Hopper", "opid": "K2"}, ["lastName Hopper", "opid K2 was not taken over: CN300 has K1"]),
    ({"hireDate": "2025-06-16"}, ["hireDate 2025-06-16 was not taken over: CN300 has 2020-01-06"]),
    ({"opid": "K1", "hireDate": "2020-01-06"}, []),
    ({}, []),
]


@pytest.mark.parametrize(("given", "said"), DROPPED)
async def test_what_is_not_written_of_somebody_who_is_there_is_said(
    world: Planner, given: dict[str, str], said: list[str]
) -> None:
    placeholder, cn = await planned(world), await person(world)
    hire = {"actualCn": cn, "firstName": "Kim", "lastName": "Ito", **given}
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input=hire)
    assert len(done["warnings"]) == len(said)
    assert all(one in " ".join(done["warnings"]) for one in said)
    assert (done["resource"]["firstName"], done["resource"]["opid"]) == ("Kim", "K1")


@pytest.mark.parametrize("today", [date(2025, 5, 1), date(2025, 6, 18), date(2025, 7, 14), date(2026, 1, 7)])
@pytest.mark.parametrize("asked", [{"transferAssignments": False}, {"fromWeek": 27}, {"fromWeek": 24}, {}])
async def test_what_nobody_takes_over_ends_from_this_week_on_and_the_past_stays(
    world: Planner, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], today: date
) -> None:
    placeholder = await planned(world)
    monkeypatch.setattr(clock, "today", lambda: today)
    given = {**asked, "fromWeek": {"year": 2025, "week": asked["fromWeek"]}} if "fromWeek" in asked else asked
    done = await world.done("convertPlaceholder", DONE, placeholderCn=placeholder, input={**HIRE, **given})
    first = 99 if "transferAssignments" in asked else asked.get("fromWeek", 0)
    left = [week for week in PLAN if week < first]
    past = [week for week in left if Week(2025, week) < Week.of(today)]
    assert [row["week"] for row in done["placeholder"]["assignments"]] == past
    assert [row["week"] for row in done["resource"]["assignments"]] == [week for week in PLAN if week >= first]
    counts = [done[f"{name}Assignments"] for name in ("transferred", "deallocated", "remaining")]
    assert counts == [len(PLAN) - len(left), len(left) - len(past), len(past)]
    assert len(done["warnings"]) == (1 if len(left) > len(past) else 0)
    june = (await world.june(CLAIMS))["metrics"]
    in_june = [week for week in past if week < 27]
    assert june["placeholderCount"] == (1 if in_june else 0)


async def test_verify_names_weeks_to_come_of_whoever_is_inactive(world: Planner) -> None:
    placeholder = await planned(world)
    async with world.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester", dry_run=True) as session:
        await session.run(
            text("UPDATE resource SET is_active = false, replaced_at = '2025-07-01' WHERE cn = :cn"),
            {"cn": placeholder},
        )
        found = await verify(session)
        assert len(found) == len([week for week in PLAN if week >= 27])
        assert all("weeks to come" in line and placeholder in line for line in found)
        assert "2025-W27" in found[0]
