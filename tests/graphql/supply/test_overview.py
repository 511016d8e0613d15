"""The overview: each of its figures is what the list that it counts says."""

import random
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import WriteSession
from db.shared.tenants import tenant_id
from db.supply.enums import MovementKind, ProductionPlanStatus
from services.supply.locations import kept_locations
from tests.graphql.planning.conftest import Planner
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.figures import told
from tests.support.planned import add_forecasts, add_plan, add_safety_stock, let_alerts_follow
from tests.support.stock import move

PLACES = ("MAIN", "Shop", "depot")
COUNTS = {
    "activeForecasts": ("supplyForecasts", {"status": ["ACTIVE"]}),
    "activePlans": ("productionPlans", {"status": ["APPROVED", "IN_PROGRESS"]}),
    "plansPendingApproval": ("productionPlans", {"status": ["PENDING_APPROVAL"]}),
    "lowStockItems": ("inventoryLevels", {"isLowStock": True}),
    "stockoutItems": ("inventoryLevels", {"isStockout": True}),
}
FILTERS = {
    "supplyForecasts": "SupplyForecastFilter",
    "productionPlans": "ProductionPlanFilter",
    "inventoryLevels": "InventoryFilter",
}
OVERVIEW = """planningOverview(location: $location) { activeForecasts activePlans plansPendingApproval lowStockItems
    stockoutItems meanMape wape forecastsMeasured inventoryValue { amount currency } itemsWithoutCost }"""
_PRODUCT = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency)
    VALUES (:tenant, :sku, lower(:sku), :sku, 'pcs', 'FINISHED_GOOD', 0, CAST(:cost AS numeric), :currency)
    RETURNING id""")
_MEASURED = text("""
    UPDATE supply_forecast SET buckets = 3, left_out = 0, zero_actuals = 0, mae = 1, rmse = 1, bias = 0,
        mape = :mape, wape = :wape, computed_at = now() WHERE id = :id""")


async def overview(supply: Planner, location: str | None = None) -> dict[str, Any]:
    data = await supply.ask(f"query O($location: String) {{ {OVERVIEW} }}", location=location)
    return dict(data["planningOverview"])


async def drawn(session: WriteSession, draw: random.Random) -> None:
    """Products with and without a cost at three places, with forecasts, plans, safety stocks and stock in any state."""
    for number in range(12):
        cost, currency = draw.choice((("2.5", "EUR"), ("0.3333", "USD"), (None, None), ("10", "EUR"), (None, "EUR")))
        given = {"tenant": session.tenant_id, "sku": f"P-{number}", "cost": cost, "currency": currency}
        product = int(await session.scalar(_PRODUCT, given))
        for place in draw.sample(PLACES, draw.randint(1, 3)):
            await drawn_there(session, draw, product, place, number=100 * number + PLACES.index(place) * 10 + 1)


async def drawn_there(session: WriteSession, draw: random.Random, product: int, place: str, *, number: int) -> None:
    statuses = [*draw.choices(["DRAFT", "SUPERSEDED", "ARCHIVED"], k=2), *draw.choice(([], ["ACTIVE"]))]
    ids = await add_forecasts(session, product, statuses=statuses, location=place, first=number)
    for id in ids:
        if draw.random() < 0.6:
            mape, wape = draw.choice((None, draw.random())), draw.choice((None, draw.random()))
            await session.run(_MEASURED, {"id": id, "mape": mape, "wape": wape})
    for more in range(draw.randint(0, 4)):
        status = draw.choice(list(ProductionPlanStatus)).value
        await add_plan(session, product, number=f"PP-{number + more:05}", status=status, location=place)
    if draw.random() < 0.6:
        await add_safety_stock(session, product, location=place, quantity=Decimal(draw.choice((0, 10, 40))))
    if draw.random() < 0.8:
        steps = [(MovementKind.RECEIPT, draw.choice((10, 30, 75)), today())]
        if draw.random() < 0.3:
            steps.append((MovementKind.CONSUMPTION, steps[0][1], today()))
        await move(session, product, *steps, location=place)


@pytest.mark.parametrize("seed", range(3))
async def test_each_figure_is_what_its_list_says(supply: Planner, seed: int) -> None:
    async with supply.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        await kept_locations(session, PLACES)
        await drawn(session, random.Random(seed))
        await let_alerts_follow(session)
    for location in (None, "main", "SHOP", "depot", "nowhere"):
        found = await overview(supply, location)
        for name, (listed, chosen) in COUNTS.items():
            filter = {**chosen, **({} if location is None else {"location": [location]})}
            asked = f"query L($filter: {FILTERS[listed]}) {{ {listed}(filter: $filter) {{ totalCount }} }}"
            counted = (await supply.ask(asked, filter=filter))[listed]["totalCount"]
            assert found[name] == counted, (name, location)
        await expect_measured(supply, found, location)
        await expect_value(supply, found, location)


async def expect_measured(supply: Planner, found: dict[str, Any], location: str | None) -> None:
    """Means are over those active forecasts that have a figure."""
    asked = """query F($filter: SupplyForecastFilter) { supplyForecasts(filter: $filter, first: 500) {
        nodes { accuracy { mape wape } } } }"""
    filter = {"status": ["ACTIVE"], "location": [location] if location else None}
    nodes = (await supply.ask(asked, filter=filter))["supplyForecasts"]["nodes"]
    measured = [one["accuracy"] for one in nodes if one["accuracy"]]
    assert found["forecastsMeasured"] == len(measured)
    for name, kept in (("meanMape", "mape"), ("wape", "wape")):
        known = [one[kept] for one in measured if one[kept] is not None]
        assert found[name] == (told(sum(known) / len(known)) if known else None)


async def expect_value(supply: Planner, found: dict[str, Any], location: str | None) -> None:
    """Currencies are never added, and what has no cost is counted whatever is on hand."""
    asked = """query I($filter: InventoryFilter) { inventoryLevels(filter: $filter, first: 500) {
        nodes { value product { unitCost currency } } } }"""
    nodes = (await supply.ask(asked, filter={"location": [location]} if location else None))["inventoryLevels"]["nodes"]
    values: dict[str, Decimal] = defaultdict(Decimal)
    for one in nodes:
        if one["value"] is not None:
            values[one["product"]["currency"]] += Decimal(one["value"])
    assert [(one["currency"], Decimal(one["amount"])) for one in found["inventoryValue"]] == sorted(values.items())
    assert found["itemsWithoutCost"] == sum(one["product"]["unitCost"] is None for one in nodes)


async def test_a_tenant_without_anything_has_nothing(supply: Planner) -> None:
    assert await overview(supply) == {
        **dict.fromkeys(COUNTS, 0), "meanMape": None, "wape": None, "forecastsMeasured": 0, "inventoryValue": [],
        "itemsWithoutCost": 0,
    }  # fmt: skip


async def test_a_kept_answer_follows_what_changes(supply: Planner) -> None:
    async with supply.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        given = {"tenant": session.tenant_id, "sku": "P", "cost": "2", "currency": "EUR"}
        product = int(await session.scalar(_PRODUCT, given))
    assert (await overview(supply))["stockoutItems"] == 0
    moved = {"sku": "P", "kind": "RECEIPT", "quantity": 3, "occurredOn": str(today())}
    await supply.done("recordInventoryMovement", "movements { id }", input=moved)
    assert (await overview(supply))["inventoryValue"] == [{"amount": "6", "currency": "EUR"}]
    await supply.done("updateProduct", "product { sku }", sku="P", patch={"unitCost": "2.5"})
    assert (await overview(supply))["inventoryValue"] == [{"amount": "7.5", "currency": "EUR"}]
    async with supply.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
        await add_safety_stock(session, product, quantity=Decimal(4))
        await add_plan(session, product, status="PENDING_APPROVAL")
        await add_forecasts(session, product)
        await let_alerts_follow(session)
    found = await overview(supply)
    assert (found["lowStockItems"], found["plansPendingApproval"], found["activeForecasts"]) == (1, 1, 1)
