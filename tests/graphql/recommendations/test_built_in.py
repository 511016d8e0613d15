"""What the service itself recommends, from what is stored: against the printed rule, and against HiGHS."""

import random
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from tests.graphql.recommendations.conftest import RECOMMENDATION, Chooser, monday
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.levelling import Case, goals, optimum

_HISTORY = text("""
    WITH series AS (
        INSERT INTO demand_series (tenant_id, product_id, location, bucket)
        SELECT :tenant, id, 'MAIN', :bucket FROM product WHERE sku = 'BEAR'
    )
    INSERT INTO demand_point (tenant_id, product_id, location, day, quantity, is_no_data)
    SELECT :tenant, p.id, 'MAIN', given.day, coalesce(given.quantity, 0), given.quantity IS NULL
    FROM unnest(CAST(:days AS date[]), CAST(:quantities AS numeric[])) AS given (day, quantity), product p
    WHERE p.sku = 'BEAR'""")
LEVELS = ("0.5", "0.8", "0.95", "0.99")


async def remember(chooser: Chooser, figures: dict[date, int | None], bucket: str = "DAY") -> None:
    """A history of demand; None is a day without data."""
    async with chooser.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        given = {"tenant": session.tenant_id, "bucket": bucket, "days": list(figures)}
        await session.run(_HISTORY, {**given, "quantities": list(figures.values())})


async def recommended(chooser: Chooser, **more: Any) -> Any:
    answer = await chooser.done("recommendSafetyStock", RECOMMENDATION, **{"sku": "BEAR", **more})
    return answer["recommendation"]


def drawn_days(seed: int, count: int) -> dict[date, int | None]:
    """Daily demand with idle days that have no row, and days that nobody knows of."""
    draw = random.Random(seed)
    first = today() - timedelta(days=count)
    figures: dict[date, int | None] = {}
    for day in range(count):
        if draw.random() < 0.8 or day in (0, count - 1):
            figures[first + timedelta(days=day)] = None if draw.random() < 0.02 else draw.choice((0, 5, 12, 40))
    return figures


@pytest.mark.parametrize("seed", range(3))
async def test_a_safety_stock_covers_its_share_of_what_was_asked_for(chooser: Chooser, seed: int) -> None:
    figures = drawn_days(seed, 200)
    await remember(chooser, figures)
    first, last = min(figures), max(figures)
    daily = [figures.get(first + timedelta(days=day), 0) for day in range((last - first).days + 1)]
    windows = [daily[at : at + 7] for at in range(len(daily) - 6)]
    sums = [sum(window) for window in windows if None not in window]  # type: ignore[arg-type]
    known = [quantity for quantity in daily if quantity is not None]
    mean = Decimal(sum(known)) / len(known)
    for level in LEVELS:
        needed = ceil(Decimal(level) * len(sums))
        point = next(value for value in sorted(sums) if sum(one <= value for one in sums) >= needed)
        found = await recommended(chooser, serviceLevel=float(level))
        content = found["content"]
        assert Decimal(content["reorderPoint"]) == point
        stock = max(point - mean * 7, Decimal(0))
        assert Decimal(content["recommendedQuantity"]) == pytest.approx(stock, abs=Decimal("0.0001"))
        assert Decimal(content["meanDailyDemand"]) == pytest.approx(mean, abs=Decimal("0.0001"))
        assert (content["leadTimeDays"], found["kind"], found["source"]) == ("7", "SAFETY_STOCK", "BUILT_IN")
        assert (found["modelName"], found["modelVersion"]) == ("EMPIRICAL_LEAD_TIME_DEMAND", "1")
        cut = len(sums) * 7 // 10
        fitted = sorted(sums[:cut])[ceil(Decimal(level) * cut) - 1]
        later = sums[cut:]
        assert found["confidence"] == pytest.approx(sum(one <= fitted for one in later) / len(later))


LARGEST = 99_999_999_999_999


@pytest.mark.parametrize("figures", [(LARGEST, LARGEST), (0, LARGEST), (LARGEST, 1)])
async def test_what_could_not_be_accepted_is_not_recommended(chooser: Chooser, figures: tuple[int, int]) -> None:
    days = {today() - timedelta(days=day): figures[day % 2] for day in range(1, 101)}
    await remember(chooser, dict(sorted(days.items())))
    (problem,) = await chooser.refused("recommendSafetyStock", sku="BEAR")
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["sku"])
    assert "would recommend what cannot be accepted: reorderPoint is " in problem["message"]


async def test_a_plan_of_more_than_a_plan_may_make_is_not_recommended(chooser: Chooser) -> None:
    patch = {"dailyCapacity": str(LARGEST)}
    await chooser.done("updateProduct", "__typename", sku="BEAR", patch=patch)
    forecast = await expect(chooser, [str(LARGEST)] * 4, monday())
    plan = await chooser.plans(forecastId=forecast)
    (problem,) = await chooser.refused("recommendProductionPlan", planId=plan["id"])
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["planId"])
    assert "would recommend what cannot be accepted: quantity is " in problem["message"]


async def test_what_it_recommends_can_be_accepted(chooser: Chooser) -> None:
    await remember(chooser, drawn_days(7, 120))
    found = await recommended(chooser)
    accepted = await chooser.accepts(found["id"])
    asked = """query N($id: ID!) { node(id: $id) { ... on SafetyStock { policy safetyStockQuantity reorderPoint
        meanDailyDemand demandDeviation leadTimeDays modelName confidence } } }"""
    stock, content = (await chooser.ask(asked, id=accepted["resultId"]))["node"], found["content"]
    assert stock == {
        "policy": "AI_OPTIMIZED", "safetyStockQuantity": content["recommendedQuantity"],
        "reorderPoint": content["reorderPoint"], "meanDailyDemand": content["meanDailyDemand"],
        "demandDeviation": content["demandDeviation"], "leadTimeDays": "7",
        "modelName": "EMPIRICAL_LEAD_TIME_DEMAND", "confidence": found["confidence"],
    }  # fmt: skip


async def insufficient(chooser: Chooser, **given: Any) -> dict[str, Any]:
    """Needed and found of the one problem there is."""
    asked = """mutation R($sku: String!, $location: String!) { recommendSafetyStock(sku: $sku, location: $location) {
        problems { code path ... on InsufficientHistory { needed found } } } }"""
    data = await chooser.ask(asked, **{"sku": "BEAR", "location": "MAIN", **given})
    (problem,) = data["recommendSafetyStock"]["problems"]
    assert (problem.pop("code"), problem.pop("path")) == ("INSUFFICIENT_HISTORY", ["sku"])
    return dict(problem)


async def test_a_history_must_be_long_enough(chooser: Chooser) -> None:
    assert await insufficient(chooser) == {"needed": 60, "found": 0}
    days = [today() - timedelta(days=day) for day in range(59)]
    await remember(chooser, dict.fromkeys(days, 3))
    assert await insufficient(chooser) == {"needed": 60, "found": 59}
    async with chooser.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        await session.run(text("UPDATE demand_point SET day = day - 1 WHERE day = (SELECT min(day) FROM demand_point)"))
    await chooser.done("updateProduct", "product { sku }", sku="BEAR", patch={"leadTimeDays": "31"})
    assert await recommended(chooser), "the day between is zero: thirty windows"
    await chooser.done("updateProduct", "product { sku }", sku="BEAR", patch={"leadTimeDays": "31.5"})
    assert await insufficient(chooser) == {"needed": 30, "found": 29}


async def test_a_history_by_week_is_not_daily(chooser: Chooser) -> None:
    start = today() - timedelta(days=today().weekday() + 7 * 100)
    await remember(chooser, {start + timedelta(days=7 * week): 9 for week in range(100)}, "WEEK")
    assert await insufficient(chooser) == {"needed": 60, "found": 0}


async def test_a_safety_stock_needs_a_level_a_product_and_a_lead_time(chooser: Chooser) -> None:
    for level in (95, 0.49, 1.0, 0.99995):
        (problem,) = await chooser.refused("recommendSafetyStock", sku="BEAR", serviceLevel=level)
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["serviceLevel"])
        assert "0.95" in problem["accepted"]
    (problem,) = await chooser.refused("recommendSafetyStock", sku="BEAR", location=" ")
    assert problem["path"] == ["location"]
    (problem,) = await chooser.refused("recommendSafetyStock", sku="FELT")
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["FELT has no lead time"])
    for sku, code in (("NOTHING", "NOT_FOUND"), ("OLD", "NOT_ALLOWED_IN_STATE")):
        (problem,) = await chooser.refused("recommendSafetyStock", sku=sku)
        assert (problem["code"], problem["path"]) == (code, ["sku"])


async def expect(chooser: Chooser, demand: list[str], start: date, bucket: str = "WEEK") -> str:
    """A forecast of a plan's product; returns its id."""
    days = 7 if bucket == "WEEK" else 1
    given = {
        "sku": "BEAR", "name": "F", "bucket": bucket, "horizonStart": str(start),
        "horizonEnd": str(start + timedelta(days=days * len(demand) - 1)),
        "values": [
            {"start": str(start + timedelta(days=days * place)), "quantity": quantity}
            for place, quantity in enumerate(demand)
        ],
    }  # fmt: skip
    made = await chooser.done("createSupplyForecast", "forecast { id }", input=given)
    return str(made["forecast"]["id"])


async def stock_up(chooser: Chooser, on_hand: int, safety: int | None) -> None:
    if on_hand:
        given = {"sku": "BEAR", "kind": "RECEIPT", "quantity": on_hand, "occurredOn": str(today())}
        await chooser.done("recordInventoryMovement", "movements { id }", input=given)
    if safety is not None:
        fixed = {"sku": "BEAR", "policy": "FIXED_QUANTITY", "fixedQuantity": safety, "meanDailyDemand": "1"}
        await chooser.done("createSafetyStock", "safetyStock { id }", input=fixed)


async def plan_recommended(chooser: Chooser, plan: str) -> Any:
    answer = await chooser.done("recommendProductionPlan", RECOMMENDATION, planId=plan)
    return answer["recommendation"]


async def test_the_worked_example_of_a_stored_plan(chooser: Chooser) -> None:
    forecast = await expect(chooser, ["400", "300", "900", "200"], monday())
    await stock_up(chooser, 350, 100)
    plan = await chooser.plans(forecastId=forecast)
    found = await plan_recommended(chooser, plan["id"])
    days = [str(monday() + timedelta(days=7 * week)) for week in range(4)]
    quantities = ["350", "500", "500", "200"]
    schedule = [{"start": day, "quantity": quantity} for day, quantity in zip(days, quantities, strict=True)]
    assert found["content"] == {"quantity": "1550", "schedule": schedule}
    assert (found["modelName"], found["source"], found["confidence"]) == ("BACKWARD_LEVELLING", "BUILT_IN", None)
    assert (found["plan"], found["kind"]) == ({"id": plan["id"]}, "PRODUCTION_PLAN")
    await chooser.accepts(found["id"])
    asked = "query P($id: ID!) { productionPlan(id: $id) { quantity status } }"
    after = (await chooser.ask(asked, id=plan["id"]))["productionPlan"]
    assert after == {"quantity": "1550", "status": "DRAFT"}


@pytest.mark.parametrize("seed", range(6))
async def test_a_stored_plan_is_levelled_to_the_optimum(chooser: Chooser, seed: int) -> None:
    draw = random.Random(seed)
    start = monday() + timedelta(days=draw.choice((0, 0, 2, 5, 6)))
    until = start + timedelta(days=draw.randint(9, 40))
    first = start - timedelta(days=20)
    demand = {first + timedelta(days=day): draw.choice((0, 30, 60, 250)) for day in range((until - first).days + 1)}
    forecast = await expect(chooser, [str(quantity) for quantity in demand.values()], first, "DAY")
    before = sum(quantity for day, quantity in demand.items() if today() <= day < start)
    on_hand, safety = max(0, before + draw.choice((-400, 0, 300))), draw.choice((None, 40, 300))
    await stock_up(chooser, on_hand, safety)
    days = {"plannedStart": str(start), "plannedEnd": str(until)}
    plan = await chooser.plans(forecastId=forecast, **days)
    parts: dict[tuple[int, int], list[date]] = {}
    for number in range((until - start).days + 1):
        day = start + timedelta(days=number)
        parts.setdefault(day.isocalendar()[:2], []).append(day)
    case = Case(
        [Decimal(sum(demand[day] for day in part)) for part in parts.values()],
        [Decimal(100 * sum(day.weekday() < 5 for day in part)) for part in parts.values()],
        Decimal(on_hand - before),
        Decimal(safety or 0),
        0,
    )
    found = await plan_recommended(chooser, plan["id"])
    content = found["content"]
    made = {date.fromisoformat(day["start"]): Decimal(day["quantity"]) for day in content["schedule"]}
    assert Decimal(content["quantity"]) == sum(made.values())
    stock, left = [], case.opening
    for part, asked, most in zip(parts.values(), case.demand, case.capacity, strict=True):
        here = sum((made.pop(day, Decimal(0)) for day in part), Decimal(0))
        assert here <= most
        left += here - asked
        stock.append(float(left))
    assert made == {}, "every day lies in the plan"
    assert goals(stock, float(case.safety_stock)) == pytest.approx(optimum(case, whole=False), abs=1e-3)
    await chooser.accepts(found["id"])
    asked = "query P($id: ID!) { productionPlan(id: $id) { capacity { projectedStock isOverloaded } } }"
    weeks = (await chooser.ask(asked, id=plan["id"]))["productionPlan"]["capacity"]
    assert [float(week["projectedStock"]) for week in weeks] == stock
    assert not any(week["isOverloaded"] for week in weeks)


async def test_a_plan_needs_a_capacity_a_forecast_and_something_to_make(chooser: Chooser) -> None:
    for id in (global_id("ProductionPlan", 10**6), global_id("Product", 1), "x"):
        (problem,) = await chooser.refused("recommendProductionPlan", planId=id)
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["planId"])
    plan = await chooser.plans()
    (problem,) = await chooser.refused("recommendProductionPlan", planId=plan["id"])
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["planId"])
    assert plan["number"] in problem["reasons"][0]
    forecast = await expect(chooser, ["10"] * 4, monday())
    await stock_up(chooser, 40, None)
    covered = await chooser.plans(forecastId=forecast)
    (problem,) = await chooser.refused("recommendProductionPlan", planId=covered["id"])
    assert (problem["code"], covered["number"] in problem["reasons"][0]) == ("INCOMPATIBLE", True)
    felt = await chooser.plans(sku="FELT")
    (problem,) = await chooser.refused("recommendProductionPlan", planId=felt["id"])
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["FELT has no daily capacity"])
