"""What lies ahead of plans, over HTTP: against another way of computing it, and as it changes."""

import random
from collections.abc import Awaitable, Callable
from datetime import date
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from resolvers.supply import mapping
from schema.shared.node import global_id
from services.supply.plans import materials, problems_ahead, weeks
from tests.graphql.plans.conftest import Maker
from tests.support.ahead_cases import drawn, store
from tests.support.ahead_model import Case, expected_materials, expected_problems, expected_weeks
from tests.support.api import Api
from tests.support.clocks import ahead, today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.elsewhere import calls_elsewhere
from tests.support.planned import let_alerts_follow

AHEAD = """number
    capacity { start end demand capacity scheduled produced projectedStock short belowSafetyStock utilisation
               isOverloaded }
    problemsAhead { kind on product { sku } required available short message }
    materials { component { sku } gross available allocatedHere inTransit openDebt short }"""
LISTED = f"query Ahead($first: Int!) {{ productionPlans(first: $first, orderBy: NUMBER) {{ nodes {{ {AHEAD} }} }} }}"
Count = Callable[[Api, Awaitable[object]], Awaitable[int]]


def numbers(one: dict[str, Any]) -> dict[str, Any]:
    """An object of an answer with its quantities as fractions."""
    kept = ("start", "end", "component", "utilisation", "isOverloaded")
    return {name: value if name in kept else Fraction(value) for name, value in one.items()}


def reasons(problems: list[Any]) -> list[tuple[Any, ...]]:
    """Kind, day, sku and numbers of reasons, sorted."""
    amounts = ("required", "available", "short")
    return sorted(
        (one["kind"], one["on"], one["product"]["sku"], *(Fraction(one[name]) for name in amounts)) for one in problems
    )


async def stored(maker: Maker, cases: list[Case]) -> None:
    async with maker.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        await store(session, cases)
        await let_alerts_follow(session)


@pytest.mark.parametrize(
    ("asked", "module", "made"),
    [
        ("capacity { start }", weeks, "plan_weeks"),
        ("capacity { start }", mapping, "plan_bucket"),
        ("problemsAhead { on }", problems_ahead, "problems_ahead"),
        ("problemsAhead { on }", mapping, "plan_constraint"),
        ("materials { gross }", materials, "requirement"),
        ("materials { gross }", mapping, "material_requirement"),
    ],
)
async def test_nobody_waits_for_what_lies_ahead_of_many_plans(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, asked: str, module: ModuleType, made: str
) -> None:
    """A page may be of a hundred plans of ten years, each of which takes milliseconds."""
    draw = random.Random(3)
    await stored(maker, [drawn(draw, number, today()) for number in range(1, 31)])
    with calls_elsewhere(monkeypatch, module, made) as calls:
        await maker.ask(f"{{ productionPlans(first: 100) {{ nodes {{ {asked} }} }} }}")
    assert calls[True] > 10
    assert not calls[False]


@pytest.mark.parametrize("seed", [1, 2])
async def test_plans_at_random_are_what_another_way_of_computing_says(maker: Maker, seed: int) -> None:
    draw, day = random.Random(seed), today()
    cases = [drawn(draw, number, day) for number in range(1, 41)]
    await stored(maker, cases)
    nodes = (await maker.ask(LISTED, first=100))["productionPlans"]["nodes"]
    for case, node in zip(cases, nodes, strict=True):
        assert [numbers(week) for week in node["capacity"]] == expected_weeks(case, day), case
        assert [numbers(one) for one in node["materials"]] == expected_materials(case), case
        assert reasons(node["problemsAhead"]) == expected_problems(case, day), case
        on = [problem["on"] for problem in node["problemsAhead"]]
        assert on == sorted(on)
    found = {problem["kind"] for node in nodes for problem in node["problemsAhead"]}
    assert found == {"CAPACITY", "MATERIAL", "LATE_START", "NO_FORECAST"}


async def test_a_page_of_fifty_takes_the_statements_of_one(maker: Maker, count_statements: Count) -> None:
    draw = random.Random(3)
    cases = [drawn(draw, number, today()) for number in range(1, 51)]
    cases.sort(key=lambda case: not (case.parts and expected_problems(case, today())))  # the first has everything
    await stored(maker, cases)
    one, few, many = [
        await count_statements(maker, maker.ask(LISTED, first=first)) for first in (1, 10, 50)
    ]  # fmt: skip
    # the page; plans and demand, of which weeks and problems are made; materials; products of problems; components
    assert one == few == many == 6


async def test_what_lies_ahead_follows_every_change_at_once(maker: Maker) -> None:
    plan = await maker.creates(quantity="105", plannedStart=ahead(7), plannedEnd=ahead(7))
    (before,) = (await seen(maker, plan))["capacity"]
    assert (before["projectedStock"], before["belowSafetyStock"]) == ("105", "0")
    lines = [{"componentSku": "FELT", "quantityPerUnit": "0.35", "scrap": 0.04}]
    await maker.sends("setBillOfMaterials", "product { sku }", sku="BEAR", lines=lines)
    (felt,) = (await seen(maker, plan))["materials"]
    assert (felt["gross"], felt["available"], felt["short"]) == ("38.22", "0", "38.22")
    await maker.sends("recordInventoryMovement", "level { id }", input=receipt("FELT", "30.5"))
    expected = {**receipt("FELT", "50"), "kind": "EXPECTED"}
    await maker.sends("recordInventoryMovement", "level { id }", input=expected)
    (felt,) = (await seen(maker, plan))["materials"]
    assert (felt["available"], felt["inTransit"], felt["short"]) == ("30.5", "50", "7.72")
    aside = {**receipt("FELT", "0.5"), "kind": "ALLOCATION"}
    await maker.sends("recordInventoryMovement", "level { id }", input=aside)
    assert (await seen(maker, plan))["materials"][0]["available"] == "30"
    await maker.sends("recordInventoryMovement", "level { id }", input=receipt("BEAR", "20"))
    stock = {"sku": "BEAR", "policy": "FIXED_QUANTITY", "fixedQuantity": "130", **NOTHING_DAILY}
    await maker.sends("createSafetyStock", "safetyStock { id }", input=stock)
    (week,) = (await seen(maker, plan))["capacity"]
    assert (week["projectedStock"], week["belowSafetyStock"]) == ("125", "5")
    await maker.updates(plan["id"], quantity="110")
    (week,) = (await seen(maker, plan))["capacity"]
    assert (week["scheduled"], week["belowSafetyStock"]) == ("110", "0")
    await maker.sends("updateProduct", "product { sku }", sku="BEAR", patch={"dailyCapacity": "1"})
    found = await seen(maker, plan)
    assert found["capacity"][0]["isOverloaded"]
    assert "CAPACITY" in {problem["kind"] for problem in found["problemsAhead"]}


async def test_another_location_has_stock_and_demand_of_its_own(maker: Maker) -> None:
    plan = await maker.creates(quantity="105", location="SHOP", plannedStart=ahead(7), plannedEnd=ahead(7))
    await maker.sends("recordInventoryMovement", "level { id }", input=receipt("BEAR", "20"))
    assert (await seen(maker, plan))["capacity"][0]["projectedStock"] == "105"
    await maker.sends("recordInventoryMovement", "level { id }", input={**receipt("BEAR", "7"), "location": "shop"})
    assert (await seen(maker, plan))["capacity"][0]["projectedStock"] == "112"


async def test_of_a_plan_that_there_is_not_nothing_lies_ahead(maker: Maker) -> None:
    assert await maker.plan(global_id("ProductionPlan", 0), AHEAD) is None


NOTHING_DAILY = {"leadTimeDays": "0", "meanDailyDemand": "0", "demandDeviation": "0"}


def receipt(sku: str, quantity: str) -> dict[str, Any]:
    return {"sku": sku, "kind": "RECEIPT", "quantity": quantity}


async def seen(maker: Maker, plan: dict[str, Any]) -> Any:
    return await maker.plan(plan["id"], AHEAD)


@pytest.mark.parametrize(("start", "end"), [("0001-01-01", "0001-01-09"), ("9999-12-22", "9999-12-31")])
async def test_the_first_and_the_last_days_there_are_have_weeks_too(maker: Maker, start: str, end: str) -> None:
    plan = await maker.creates(plannedStart=start, plannedEnd=end)
    weeks = (await seen(maker, plan))["capacity"]
    assert (weeks[0]["start"], weeks[-1]["end"]) == (start, end)
    asked = "query L($id: ID!) { productionPlanLabour(planId: $id) { year week startDate freePeople } }"
    labour = (await maker.ask(asked, id=plan["id"]))["productionPlanLabour"]
    days = [date.fromisoformat(week["start"]) for week in weeks]
    assert [(one["year"], one["week"]) for one in labour] == [day.isocalendar()[:2] for day in days]
