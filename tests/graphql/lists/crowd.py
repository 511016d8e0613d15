"""A tenant that has enough of everything for several pages, much of it alike, and something unknown of much."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.engine import Database, WriteSession
from db.shared.tenants import tenant_id
from db.shopfloor import alerts, changes, debts, work_orders
from db.shopfloor.enums import AlertKind, AlertSeverity, WorkOrderField, WorkOrderStatus
from db.supply import forecasts, levels, movements, plans, recommendations, safety_stocks
from db.supply.enums import MovementKind, ProductionPlanStatus, SupplyForecastStatus
from tests.support.clocks import today
from tests.support.cluster import SAMPLE_TENANT
from tests.support.floor import add_entries
from tests.support.shop_floor_rows import order_of
from tests.support.stock import add_product, moved
from tests.support.supply_rows import forecast_of, plan_of, recommended, stock_of

MANY = 9
DAY, TODAY = date(2026, 3, 2), today()
SEVERITIES = list(AlertSeverity)

_COSTS = text("UPDATE product SET unit_cost = 2, currency = 'USD', name = 'alike' WHERE id = ANY(:ids)")
_DECIDED = text("""
    UPDATE recommendation SET status = 'REJECTED', decided_by = 'tester', decided_at = now(), decision_reason = 'no'
    WHERE suggestion_id = ANY(:named)""")
_HIRED = text("UPDATE resource SET hire_date = '2020-01-06' WHERE id % 3 = 0 AND resource_type = 'ACTUAL'")
_DEPARTMENT = text("""
    INSERT INTO term (tenant_id, kind, key, spelling) VALUES (:tenant, 'DEPARTMENT', 'crowding', 'Crowding')""")


async def crowded(database: Database) -> None:
    """Make it so, as one who writes rows."""
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        products = [await add_product(session, f"CROWD-{number}") for number in range(MANY)]
        await session.run(_COSTS, {"ids": products[::2]})
        await session.run(_HIRED)
        await _supply(session, products)
        await _stock(session, products)
        await _floor(session, products)


async def _supply(session: WriteSession, products: list[int]) -> None:
    for number, product in enumerate(products):
        wape = {"wape": number // 3 / 10} if number % 3 else {}
        cast = {"number": f"CFC-{number}", "status": SupplyForecastStatus.DRAFT, "activated_at": None, **wape}
        await forecasts.insert_forecast(session, forecast_of(product, **cast, activated_by=None))
        waits = {"status": ProductionPlanStatus.PENDING_APPROVAL, "submitted_by": "t", "submitted_at": text("now()")}
        for state in ("waits", "draft"):
            plan = plan_of(product, number=f"CPP-{number}-{state}", quantity=Decimal(number // 2 + 1))
            await plans.insert_plan(session, {**plan, **(waits if state == "waits" else {})})
        kept = stock_of(product, safety_stock_quantity=Decimal(number // 2))
        await safety_stocks.insert_safety_stock(session, kept)
        sure = {"confidence": 0.5} if number % 2 else {}
        advice = recommended(product, suggestion_id=f"crowd-{number}", **sure)
        await recommendations.insert_recommendation(session, advice)
    await session.run(_DECIDED, {"named": [f"crowd-{number}" for number in (0, 1, 4, 5)]})


async def _stock(session: WriteSession, products: list[int]) -> None:
    keys = [levels.LevelKey(product, "MAIN") for product in products]
    held = await levels.lock_levels(session, keys)
    for number, key in enumerate(keys):
        days = [DAY + timedelta(days=step % 3) for step in range(MANY if number == 0 else 2)]
        await movements.insert_movements(
            session, [moved(held[key].id, MovementKind.RECEIPT, number // 2 + 1, day) for day in days]
        )


def _status(number: int) -> dict[str, Any]:
    if number % 4 < 3:
        return {"status": WorkOrderStatus.IN_PROGRESS}
    why = {"cancelled_by": "tester", "cancelled_at": text("now()"), "cancellation_reason": "no"}
    return {"status": WorkOrderStatus.CANCELLED, **why}


async def _floor(session: WriteSession, products: list[int]) -> None:
    await session.run(_DEPARTMENT, {"tenant": session.tenant_id})
    for number, product in enumerate(products):
        days = {"planned_start": TODAY - timedelta(days=9), "deadline": TODAY + timedelta(days=number // 3)}
        order = order_of(product, number=f"CROWD-{number}", department="Crowding", **days, **_status(number))
        made = await work_orders.insert_work_order(session, order)
        await add_entries(session, made.id, {TODAY - timedelta(days=number // 4): Decimal(number // 2 + 1)})
        for field in (WorkOrderField.TARGET_QTY,):
            asked = {"work_order_id": made.id, "field": field, "old_qty": Decimal(1), "new_qty": Decimal(2)}
            await changes.insert_change(session, {**asked, "reason": "more"})
        owed = {"number": f"CMD-{number}", "work_order_id": made.id, "material_id": product, "location": "MAIN"}
        needed = {"quantity": Decimal(number // 2 + 1), "needed_on": DAY + timedelta(days=number // 3)}
        await debts.insert_debt(session, {**owed, **needed, "reason": "late"})
        kind, severity = AlertKind.DELAYED, SEVERITIES[number % 3]
        one, ten = Decimal(1), Decimal(10)
        await alerts.open_alerts(session, [alerts.NewAlert(kind, made.id, None, None, product, severity, one, ten)])
