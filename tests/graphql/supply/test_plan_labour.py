"""The hours that a plan asks for, against those of people who are free: over HTTP, with people, weeks and work."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from tests.graphql.planning.conftest import APPEALS, CLAIMS, PEOPLE, Planner
from tests.support.api import token
from tests.support.planned import add_plan

ASKED = """query Labour($id: ID!) { productionPlanLabour(planId: $id) {
    year week startDate requiredHours freePeople freeHours gap } }"""
HOURS = 5 * 9 * 0.9  # of a week of the world
SEWN = {"sku": "BEAR", "name": "Bear", "unit": "pcs", "kind": "FINISHED_GOOD", "labourHoursPerUnit": "0.5"}
TIMES = {"workingDays": 4, "workHours": 8.0, "occupancy": 0.9, "shrinkage": 0.1}
Plan = Callable[..., Awaitable[str]]


@pytest.fixture
def plan(world: Planner) -> Plan:
    """Makes a product, and a plan of it; returns the plan's id."""

    async def make(skill: str | None, start: date, until: date, *, number: str = "PP-1", **more: Any) -> str:
        await world.done("createProduct", "product { id }", input={**SEWN, "labourSkill": skill, **more})
        async with world.app.state.database.write(tenant_id("demo"), subject="tester") as session:
            product = int(await session.scalar(text("SELECT max(id) FROM product")))
            made = await add_plan(session, product, number=number, start=start, until=until)
        return str(global_id("ProductionPlan", made))

    return make


async def labour(world: Planner, plan: str) -> list[Any]:
    return list((await world.ask(ASKED, id=plan))["productionPlanLabour"])


def free(people: int, required: float, hours: float | None = None) -> dict[str, Any]:
    has = people * HOURS if hours is None else hours
    return {"requiredHours": required, "freePeople": people, "freeHours": has, "gap": has - required}


@pytest.mark.quick
async def test_the_hours_of_a_plan_against_those_of_who_is_free(world: Planner, plan: Plan) -> None:
    await world.done("createAssignment", "assignment { id }", input=world.week("CN1", CLAIMS, 24))
    await world.done("createAssignment", "assignment { id }", input=world.week("CN2", APPEALS, 24))
    asked = await plan("appeals", date(2025, 6, 4), date(2025, 6, 17))
    assert await labour(world, asked) == [
        {"year": 2025, "week": 23, "startDate": "2025-06-02", **free(PEOPLE, 15)},
        {"year": 2025, "week": 24, "startDate": "2025-06-09", **free(PEOPLE - 2, 25)},
        {"year": 2025, "week": 25, "startDate": "2025-06-16", **free(PEOPLE, 10)},
    ]


async def test_only_who_has_the_skill_counts_wherever_they_work(world: Planner, plan: Plan) -> None:
    (week,) = await labour(world, await plan("Claims", date(2025, 6, 2), date(2025, 6, 2)))
    assert (week["freePeople"], week["freeHours"]) == (PEOPLE + 1, (PEOPLE + 1) * HOURS), "CN99 works elsewhere"


@pytest.mark.parametrize("skill", [None, "Sewing"])
async def test_a_skill_that_nobody_has_finds_nobody(world: Planner, plan: Plan, skill: str | None) -> None:
    (week,) = await labour(world, await plan(skill, date(2025, 6, 2), date(2025, 6, 6)))
    assert (week["freePeople"], week["freeHours"], week["gap"]) == (0, 0, -50)


async def test_a_product_without_hours_asks_for_none(world: Planner, plan: Plan) -> None:
    (week,) = await labour(world, await plan("Claims", date(2025, 6, 2), date(2025, 6, 6), labourHoursPerUnit=None))
    assert (week["requiredHours"], week["gap"]) == (0, (PEOPLE + 1) * HOURS)


async def test_weeks_that_are_not_configured_have_no_hours(world: Planner, plan: Plan) -> None:
    weeks = await labour(world, await plan("Appeals", date(2026, 12, 28), date(2027, 1, 4)))
    assert [(week["year"], week["week"], week["startDate"]) for week in weeks] == [
        (2026, 53, "2026-12-28"), (2027, 1, "2027-01-04"),
    ]  # fmt: skip
    assert [(week["freePeople"], week["freeHours"], week["gap"]) for week in weeks] == [(PEOPLE, None, None)] * 2


async def test_a_week_that_is_configured_for_some_of_the_free_alone_has_no_hours(world: Planner, plan: Plan) -> None:
    week = {"year": 2027, "week": 1, "workType": "DOMESTIC", **TIMES}
    await world.done("setWeekConfiguration", "weekConfiguration { id }", input=week)
    (asked,) = await labour(world, await plan("Claims", date(2027, 1, 4), date(2027, 1, 4)))
    assert (asked["freePeople"], asked["freeHours"]) == (PEOPLE + 1, None)
    (asked,) = await labour(world, await plan("Appeals", date(2027, 1, 4), date(2027, 1, 4), sku="B", number="PP-2"))
    assert (asked["freePeople"], asked["freeHours"]) == (PEOPLE, PEOPLE * 4 * 8 * 0.9), "all of them work at home"


async def test_who_is_inactive_planned_or_not_there_is_not_free(world: Planner, plan: Plan) -> None:
    asked = await plan("Appeals", date(2025, 6, 2), date(2025, 6, 15))
    placeholders = {"count": 3, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Appeals"],
                    "displayNamePrefix": "TBH"}  # fmt: skip
    await world.done("createPlaceholders", "created", input=placeholders)
    await world.done("deactivateResource", "resource { cn }", cn="CN1")
    for cn, patch in {
        "CN2": {"hireDate": "2025-06-16"}, "CN3": {"lastDay": "2025-06-01"},
        "CN4": {"lastDay": "2025-06-03"}, "CN5": {"hireDate": "2025-06-08"},
    }.items():  # fmt: skip
        await world.done("updateResource", "resource { cn }", cn=cn, patch=patch)
    for cn in ("CN5", "CN6"):
        await world.done("createAssignment", "assignment { id }", input=world.week(cn, CLAIMS, 24))
    first, second = await labour(world, asked)
    assert first["freePeople"] == PEOPLE - 4, "CN5 begins on a Sunday, on which nobody works"
    assert first["freeHours"] == pytest.approx((PEOPLE - 5 + 2 / 5) * HOURS)
    assert (second["freePeople"], second["freeHours"]) == (PEOPLE - 6, (PEOPLE - 6) * HOURS)


@pytest.mark.parametrize("id_", [global_id("ProductionPlan", 1), global_id("Product", 1), "nothing"])
async def test_a_plan_that_there_is_not_asks_for_nothing(world: Planner, id_: str) -> None:
    assert await labour(world, id_) == []


@pytest.mark.parametrize(
    ("role", "missing"), [("PRODUCTION_MANAGER", "WORKFORCE.VIEW"), ("PRODUCTION_STAFF", "SUPPLY.VIEW")]
)
async def test_both_permissions_are_needed(world: Planner, role: str, missing: str) -> None:
    world.headers = {"Authorization": f"Bearer {token(role)}"}
    (error,) = await world.errors(ASKED, id=global_id("ProductionPlan", 1))
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": missing}


async def test_a_change_of_people_or_of_the_plan_is_answered_at_once(world: Planner, plan: Plan) -> None:
    asked = await plan("Appeals", date(2025, 6, 2), date(2025, 6, 2))
    assert (await labour(world, asked))[0]["freePeople"] == PEOPLE
    await world.done("createAssignment", "assignment { id }", input=world.week("CN7", CLAIMS, 23))
    assert (await labour(world, asked))[0]["freePeople"] == PEOPLE - 1
    async with world.app.state.database.write(tenant_id("demo"), subject="tester") as session:
        await session.run(text("UPDATE production_plan SET quantity = 10"))
    assert (await labour(world, asked))[0]["requiredHours"] == 5
    week = {"year": 2025, "week": 23, "workType": "DOMESTIC", **TIMES}
    await world.done("setWeekConfiguration", "weekConfiguration { id }", input=week)
    assert (await labour(world, asked))[0]["freeHours"] == pytest.approx((PEOPLE - 1) * 28.8)
