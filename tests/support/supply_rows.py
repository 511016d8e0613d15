"""Calls of reads about supply planning, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.shared import approvals
from db.shared.enums import Decision
from db.shared.ledger import Since
from db.supply import (
    bills,
    demand,
    expected_demand,
    forecasts,
    levels,
    movements,
    plans,
    products,
    recommendations,
    safety_stocks,
)
from db.supply.enums import (
    ForecastMethod,
    MovementKind,
    RecommendationKind,
    RecommendationSource,
    SafetyStockPolicy,
    SupplyForecastStatus,
    TimeBucket,
)
from db.supply.filters import InventoryFilter, ProductFilter, SafetyStockFilter
from tests.support.stock import add_product, move, moved

DAY, LATER = date(2025, 6, 2), date(2025, 6, 9)
ONE = Decimal(1)
SUBJECT = approvals.Subject("PLAN", 1, 1)
Find = Callable[[WriteSession, int], Awaitable[Any]]


def of_product(find: Find) -> Callable[[Any], Awaitable[Any]]:
    """What is found of a product that has one of everything."""

    async def call(world: Any) -> Any:
        return await find(world.session, await supplied(world.session))

    return call


async def supplied(session: WriteSession) -> int:
    """A product with demand, a forecast, a plan, a safety stock, a recommendation and stock."""
    product = await add_product(session)
    key = [levels.LevelKey(product, "MAIN")]
    await demand.add_demand_series(session, key, bucket=TimeBucket.DAY)
    await demand.upsert_demand(session, [demand.NewPoint(product, "MAIN", DAY, ONE, False)])
    forecast = await forecasts.insert_forecast(session, forecast_of(product))
    await forecasts.write_values(session, [forecasts.NewValue(forecast.id, DAY, ONE, None, ONE)])
    plan = await plans.insert_plan(session, plan_of(product))
    await safety_stocks.insert_safety_stock(session, stock_of(product))
    await recommendations.insert_recommendation(session, {**recommended(product), "plan_id": plan.id})
    await move(session, product, (MovementKind.RECEIPT, 5, DAY), (MovementKind.CONSUMPTION, 1, LATER))
    return product


def forecast_of(product: int, **more: Any) -> dict[str, Any]:
    """An active forecast of one day."""
    return {
        "number": "FC-90001", "version": 1, "name": "June", "product_id": product, "sku_sort": "s", "location": "MAIN",
        "bucket": TimeBucket.DAY, "horizon_start": DAY, "horizon_end": DAY, "status": SupplyForecastStatus.ACTIVE,
        "method": ForecastMethod.MANUAL, "activated_at": text("now()"),
        "activated_by": "tester", **more,
    }  # fmt: skip


def plan_of(product: int, **more: Any) -> dict[str, Any]:
    """A draft of a week."""
    return {
        "number": "PP-00001", "name": "June", "product_id": product, "location": "MAIN", "quantity": ONE,
        "planned_start": DAY, "planned_end": LATER, "schedule_starts": [DAY], "schedule_quantities": [ONE],
        "constraints": {"a": 1}, **more,
    }  # fmt: skip


def stock_of(product: int, **more: Any) -> dict[str, Any]:
    """An active safety stock."""
    return {
        "product_id": product, "sku_sort": "s", "location": "MAIN", "policy": SafetyStockPolicy.FIXED_QUANTITY,
        "fixed_quantity": ONE, "lead_time_days": ONE, "lead_time_deviation": ONE, "mean_daily_demand": ONE,
        "demand_deviation": ONE, "safety_stock_quantity": 10 * ONE, "reorder_point": ONE, **more,
    }  # fmt: skip


def recommended(product: int, **more: Any) -> dict[str, Any]:
    """A recommendation of a program."""
    return {
        "kind": RecommendationKind.PRODUCTION_PLAN, "source": RecommendationSource.EXTERNAL, "model_name": "m",
        "model_version": "1", "suggestion_id": "s", "reasoning": "r", "product_id": product, "location": "MAIN",
        "content": {"quantity": "1"}, **more,
    }  # fmt: skip


async def level_of(session: WriteSession, product: int) -> int:
    """The id of a product's level."""
    return (await levels.levels_by_keys(session, [levels.LevelKey(product, "MAIN")]))[0].id


async def approved(session: WriteSession, _: int) -> Any:
    """Somebody's decision."""
    return await approvals.insert_approval(
        session, SUBJECT, level=1, requested_by="somebody", decision=Decision.APPROVED, note=""
    )


async def approved_before(session: WriteSession, product: int) -> Any:
    """The decisions there are."""
    await approved(session, product)
    return await approvals.approvals_of(session, SUBJECT)


async def movement_ids(session: WriteSession) -> list[int]:
    """Every movement."""
    return [row.id for row in await session.rows(text("SELECT id FROM inventory_movement ORDER BY id"))]


async def entered(session: WriteSession, product: int) -> Any:
    """A movement more."""
    more = moved(await level_of(session, product), MovementKind.RECEIPT, 1, DAY)
    return await movements.insert_movements(session, [more])


async def billed(session: WriteSession, product: int) -> Any:
    """A bill of one line."""
    part = bills.NewLine(product, await add_product(session, "part"), 0, ONE, 0.5, None)
    await bills.replace_bills(session, [product], [part])
    return await bills.every_bill(session)


async def counted_later(session: WriteSession, product: int) -> Any:
    """A day before a count."""
    level = await level_of(session, product)
    await movements.insert_movements(session, [moved(level, MovementKind.ADJUSTMENT, 1, LATER, counted=ONE)])
    return await movements.next_counts(session, [Since(level, DAY)])


async def too_much(session: WriteSession, product: int) -> Any:
    """A level that closes below nothing."""
    level = await level_of(session, product)
    await movements.insert_movements(session, [moved(level, MovementKind.CONSUMPTION, 90, DAY)])
    return await movements.short_days(session, [Since(level, DAY)])


async def changed(session: WriteSession, find: Callable[[int], Awaitable[Any]], table: str) -> Any:
    """What is found of the newest row of a table."""
    return await find(int(await session.scalar(text(f"SELECT max(id) FROM {table}"))))


async def drafted(session: WriteSession, product: int) -> Any:
    """A product's draft."""
    await forecasts.insert_forecast(
        session, forecast_of(product, version=3, status="DRAFT", activated_at=None, activated_by=None)
    )
    return await forecasts.drafts_of_products(session, [product])


PRODUCTS, EVERY_STOCK = ProductFilter(), SafetyStockFilter()
CALLS_ABOUT_SUPPLY: dict[str, Callable[[Any], Any]] = {
    name: of_product(find)
    for name, find in {
        "db.shared.approvals.approvals_of": approved_before,
        "db.shared.approvals.insert_approval": approved,
        "db.supply.products.products_by_sku_keys": lambda s, p: products.products_by_sku_keys(s, ["shirt-1"]),
        "db.supply.products.locked_product": lambda s, p: products.locked_product(s, "shirt-1", changing=True),
        "db.supply.products.products_matching": lambda s, p: products.products_matching(s, PRODUCTS),
        "db.supply.products.locked_products": lambda s, p: products.locked_products(s, ["shirt-1"]),
        "db.supply.products.open_uses_of": lambda s, p: products.open_uses_of(s, [p]),
        "db.supply.bills.every_bill": billed,
        "db.supply.products.insert_product": lambda s, p: products.insert_product(
            s, {"sku": "B", "sku_key": "b", "name": "B", "unit": "m", "kind": "MATERIAL", "decimals": 2}
        ),
        "db.supply.products.update_product": lambda s, p: products.update_product(s, p, {"name": "other"}),
        "db.supply.demand.demand_between": lambda s, p: demand.demand_between(
            s, [levels.LevelKey(p, "MAIN")], since=DAY, until=LATER
        ),
        "db.supply.demand.demand_extents": lambda s, p: demand.demand_extents(s, [levels.LevelKey(p, "MAIN")]),
        "db.supply.demand.demand_points_of": lambda s, p: demand.demand_points_of(
            s, [levels.LevelKey(p, "MAIN")], since=DAY, until=LATER
        ),
        "db.supply.demand.demand_series_of": lambda s, p: demand.demand_series_of(s, [levels.LevelKey(p, "MAIN")]),
        "db.supply.forecasts.active_forecast": lambda s, p: forecasts.active_forecast(s, p, "MAIN"),
        "db.supply.forecasts.forecast_by_id": lambda s, p: changed(
            s, lambda id: forecasts.forecast_by_id(s, id), "supply_forecast"
        ),
        "db.supply.forecasts.forecasts_by_ids": lambda s, p: changed(
            s, lambda id: forecasts.forecasts_by_ids(s, [id]), "supply_forecast"
        ),
        "db.supply.forecasts.drafts_of_products": drafted,
        "db.supply.forecasts.forecasts_ever_active": lambda s, p: forecasts.forecasts_ever_active(s, p, "MAIN"),
        "db.supply.forecasts.locked_forecasts": lambda s, p: changed(
            s, lambda id: forecasts.locked_forecasts(s, [id]), "supply_forecast"
        ),
        "db.supply.forecasts.insert_forecast": lambda s, p: forecasts.insert_forecast(
            s, forecast_of(p, version=2, location="SHOP")
        ),
        "db.supply.forecasts.update_forecast": lambda s, p: changed(
            s, lambda id: forecasts.update_forecast(s, id, {"notes": "n"}, status=SupplyForecastStatus.ACTIVE),
            "supply_forecast",
        ),
        "db.supply.forecasts.values_of": lambda s, p: changed(
            s, lambda id: forecasts.values_of(s, [id]), "supply_forecast"
        ),
        "db.supply.safety_stocks.safety_stocks_matching": lambda s, p: safety_stocks.safety_stocks_matching(
            s, EVERY_STOCK
        ),
        "db.supply.safety_stocks.active_safety_stock": lambda s, p: safety_stocks.active_safety_stock(s, p, "MAIN"),
        "db.supply.safety_stocks.retire_safety_stock": lambda s, p: safety_stocks.retire_safety_stock(s, p, "MAIN"),
        "db.supply.safety_stocks.insert_safety_stock": lambda s, p: safety_stocks.insert_safety_stock(
            s, stock_of(p, location="SHOP")
        ),
        "db.supply.safety_stocks.update_safety_stock": lambda s, p: changed(
            s, lambda id: safety_stocks.update_safety_stock(s, id, {"reasoning": "r"}), "safety_stock"
        ),
        "db.supply.levels.lock_levels": lambda s, p: levels.lock_levels(s, [levels.LevelKey(p, "MAIN")]),
        "db.supply.levels.levels_by_keys": lambda s, p: levels.levels_by_keys(s, [levels.LevelKey(p, "MAIN")]),
        "db.supply.levels.levels_matching": lambda s, p: levels.levels_matching(s, InventoryFilter(is_low_stock=True)),
        "db.supply.movements.insert_movements": entered,
        "db.supply.movements.short_days": too_much,
        "db.supply.movements.next_counts": counted_later,
    }.items()
}  # fmt: skip


async def _together(session: WriteSession, _: int) -> Any:
    return await movements.movements_together(session, await movement_ids(session))


async def _closing(session: WriteSession, _: int) -> Any:
    return await movements.closing_of_movements(session, await movement_ids(session))


async def _days(session: WriteSession, product: int) -> Any:
    return await movements.daily_balances(session, [await level_of(session, product)], since=DAY, until=LATER)


async def _differing(session: WriteSession, _: int) -> Any:
    await session.run(text("UPDATE inventory_level SET on_hand = on_hand + 1"))
    return (await levels.differing_levels(session))["on_hand"]


async def _closing_days(session: WriteSession, product: int) -> Any:
    return await movements.closing_on_days(session, [Since(await level_of(session, product), DAY)])


async def _expected(session: WriteSession, product: int) -> Any:
    return await expected_demand.expected_demand(session, [await level_of(session, product)], today=DAY)


async def _stock_by_id(session: WriteSession, _: int) -> Any:
    return await safety_stocks.safety_stock_by_id(session, await session.scalar(text("SELECT id FROM safety_stock")))


CALLS_ABOUT_SUPPLY |= {
    "db.supply.movements.closing_on_days": of_product(_closing_days),
    "db.supply.expected_demand.expected_demand": of_product(_expected),
    "db.supply.safety_stocks.safety_stock_by_id": of_product(_stock_by_id),
    "db.supply.movements.movements_together": of_product(_together),
    "db.supply.movements.closing_of_movements": of_product(_closing),
    "db.supply.movements.daily_balances": of_product(_days),
    "db.supply.levels.differing_levels": of_product(_differing),
}
