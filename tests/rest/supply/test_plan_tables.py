"""Plans, their weeks and forecasts as tables: the figures of GraphQL, and what has changed since a moment."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.plans.conftest import Maker
from tests.rest.supply.tables import Record, answer, table, walked
from tests.support.clocks import ahead, today

PLANS = """{ productionPlans(first: 500, orderBy: NUMBER, direction: ASC) { nodes { number name product { sku } location
    forecast { number } quantity plannedStart plannedEnd status version completionPercentage submittedBy submittedAt
    approvedBy approvedAt capacity { start end demand capacity scheduled produced projectedStock short belowSafetyStock
    utilisation isOverloaded } } } }"""
FORECASTS = """{ supplyForecasts(first: 500, orderBy: CREATED, direction: ASC) { nodes { number version product { sku }
    location status method bucket values { start end quantity lower upper actual } } } }"""
CREATE = """mutation C($input: SupplyForecastInput!) { createSupplyForecast(input: $input) {
    forecast { id } problems { message } } }"""
ACTIVATE = """mutation A($id: ID!) { activateSupplyForecast(id: $id) { problems { message } } }"""
EDIT = """mutation E($id: ID!, $patch: SupplyForecastPatch!) { updateSupplyForecast(id: $id, patch: $patch) {
    problems { message } } }"""
RECORD = """mutation R($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"""
KEYS = {
    "production-plans": ("number",),
    "plan-weeks": ("number", "start"),
    "supply-forecast-values": ("number", "version", "start"),
}


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def monday(weeks: int) -> date:
    """A Monday so many weeks from this week's."""
    return today() - timedelta(days=today().weekday()) + timedelta(weeks=weeks)


async def forecast(maker: Maker, *, first: int = -4, weeks: int = 12, name: str = "F", each: str = "70") -> str:
    """A draft of weeks, which begins so many weeks before or after this one; returns its id."""
    starts = [monday(first + week) for week in range(weeks)]
    given = {
        "sku": "BEAR", "name": name, "bucket": "WEEK", "horizonStart": str(starts[0]),
        "horizonEnd": str(starts[-1] + timedelta(days=6)),
        "values": [{"start": str(start), "quantity": each, "lower": "12", "upper": None} for start in starts],
    }  # fmt: skip
    made = (await maker.ask(CREATE, input=given))["createSupplyForecast"]
    assert made["problems"] == []
    return str(made["forecast"]["id"])


async def does(maker: Maker, mutation: str, **variables: Any) -> None:
    (done,) = (await maker.ask(mutation, **variables)).values()
    assert done["problems"] == []


async def moves(maker: Maker, kind: str, quantity: int, day: int) -> None:
    given = {"sku": "BEAR", "kind": kind, "quantity": str(quantity), "occurredOn": str(today() - timedelta(days=day))}
    await does(maker, RECORD, input=given)


async def planned(maker: Maker) -> None:
    """Plans in several states, of which some lie along an active forecast, with stock and demand that was."""
    await moves(maker, "RECEIPT", 1_000, 25)
    await moves(maker, "CONSUMPTION", 40, 20)
    await moves(maker, "CONSUMPTION", 9, 6)
    id = await forecast(maker)
    await does(maker, ACTIVATE, id=id)
    await forecast(maker, name="Another", first=2, weeks=3)
    for status in ("DRAFT", "PENDING_APPROVAL", "APPROVED", "CANCELLED"):
        await maker.in_state(status, name=status.title())
    await maker.creates(sku="FELT", quantity="1234.25", plannedStart=ahead(1), plannedEnd=ahead(1))
    await maker.creates(forecastId=id, quantity="9000")


@pytest.mark.quick
async def test_plans_are_those_of_graphql(maker: Maker) -> None:
    await planned(maker)
    rows = await table(maker, "production-plans")
    nodes = (await maker.ask(PLANS))["productionPlans"]["nodes"]
    assert [{name: row[name] for name in list(row)[:-3]} for row in rows] == [
        {
            "number": node["number"], "name": node["name"], "sku": node["product"]["sku"], "location": node["location"],
            "forecast_number": node["forecast"] and node["forecast"]["number"], "quantity": number(node["quantity"]),
            "planned_start": node["plannedStart"], "planned_end": node["plannedEnd"], "status": node["status"],
            "version": node["version"], "completion_percentage": number(node["completionPercentage"]),
            "submitted_by": node["submittedBy"], "submitted_at": node["submittedAt"],
            "approved_by": node["approvedBy"], "approved_at": node["approvedAt"],
        }
        for node in nodes
    ]  # fmt: skip
    assert len(rows) == 6
    assert [row["status"] for row in await table(maker, "production-plans", status=["draft", "APPROVED"])] == [
        "DRAFT", "APPROVED", "DRAFT", "DRAFT",
    ]  # fmt: skip
    assert [row["sku"] for row in await table(maker, "production-plans", sku="felt", to=ahead(1))] == ["FELT"]
    assert await table(maker, "production-plans", status="ACTIVE") == []
    assert await table(maker, "production-plans", from_=ahead(28)) == []


async def test_weeks_are_those_of_graphql(maker: Maker) -> None:
    await planned(maker)
    rows = await table(maker, "plan-weeks")
    nodes = (await maker.ask(PLANS))["productionPlans"]["nodes"]
    assert [{name: row[name] for name in list(row)[:-3]} for row in rows] == [
        {
            "number": node["number"], "sku": node["product"]["sku"], "location": node["location"],
            "start": week["start"], "end": week["end"],
            **{name: number(week[name]) for name in ("demand", "capacity", "scheduled", "produced", "short")},
            "projected_stock": number(week["projectedStock"]),
            "below_safety_stock": number(week["belowSafetyStock"]),
            "utilisation": None if week["utilisation"] is None else pytest.approx(
                Decimal(str(week["utilisation"])), abs=Decimal("1e-6")
            ),
            "is_overloaded": week["isOverloaded"],
        }
        for node in nodes
        for week in node["capacity"]
    ]  # fmt: skip
    assert {row["is_overloaded"] for row in rows} == {True, False}
    assert await table(maker, "plan-weeks", from_=ahead(10), status="cancelled") == [
        row for row in rows if row["start"] >= ahead(10) and row["number"] == "PP-00004"
    ]


async def test_values_of_forecasts_are_those_of_graphql_with_their_errors(maker: Maker) -> None:
    await planned(maker)
    rows = await table(maker, "supply-forecast-values")
    nodes = (await maker.ask(FORECASTS))["supplyForecasts"]["nodes"]
    assert [{name: row[name] for name in list(row)[:-4]} for row in rows] == [
        {
            "number": node["number"], "version": node["version"], "sku": node["product"]["sku"],
            "location": node["location"], "status": node["status"], "method": node["method"], "bucket": node["bucket"],
            "start": value["start"], "end": value["end"],
            **{name: number(value[name]) for name in ("quantity", "lower", "upper", "actual")},
        }
        for node in nodes
        for value in node["values"]
    ]  # fmt: skip
    known = [row for row in rows if row["actual"] is not None]
    assert known
    assert all(row["error"] == row["quantity"] - row["actual"] for row in known)
    assert all(row["error"] is None for row in rows if row["actual"] is None)
    assert {row["status"] for row in await table(maker, "supply-forecast-values", status="active")} == {"ACTIVE"}


@pytest.mark.parametrize("name", KEYS)
async def test_pages_of_plans_and_forecasts_lead_through_every_row_once(maker: Maker, name: str) -> None:
    await planned(maker)
    every = await table(maker, name)
    for limit in (1, 4, 7, 500):
        assert await walked(maker, name, limit=limit) == every


def key_of(name: str, row: Record) -> tuple[Any, ...]:
    return tuple(row[column] for column in KEYS[name])


@pytest.mark.parametrize(
    "asked", [{}, {"status": ["DRAFT", "ACTIVE"]}, {"from_": ahead(9)}], ids=["all", "states", "days"]
)
@pytest.mark.parametrize("name", KEYS)
async def test_a_copy_that_merges_changes_is_the_table(maker: Maker, name: str, asked: Any) -> None:
    """What leaves the states or days asked for is told as gone, and so are the weeks of days that a plan had."""
    plan = await maker.creates()
    id = await forecast(maker)
    rows, since = await answer(maker, name, **asked)
    copy = {key_of(name, row): row for row in rows}
    draft = await forecast(maker, name="Next")
    steps: list[Any] = [
        lambda: does(maker, ACTIVATE, id=id),
        lambda: moves(maker, "RECEIPT", 800, 25),
        lambda: moves(maker, "CONSUMPTION", 40, 20),
        lambda: maker.updates(plan["id"], plannedStart=ahead(12)),
        lambda: maker.updates(plan["id"], plannedStart=ahead(3), plannedEnd=ahead(15)),
        lambda: moves(maker, "CONSUMPTION", 5, 9),
        lambda: maker.takes("submit", plan["id"]),
        lambda: does(maker, EDIT, id=draft, patch={"values": [{"start": str(monday(1)), "quantity": "30"}]}),
        lambda: does(maker, ACTIVATE, id=draft),
        lambda: maker.boss.takes("approve", plan["id"]),
    ]
    for step in steps:
        await step()
        changed, since = await answer(maker, name, updated_since=since, **asked)
        for row in changed:
            copy.pop(key_of(name, row), None)
            if row["is_active"]:
                copy[key_of(name, row)] = row
        assert sorted(copy.values(), key=str) == sorted(await table(maker, name, **asked), key=str)
