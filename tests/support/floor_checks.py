"""Calls of checks of the shop floor, each on rows that are not as they must be."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.keyed_pages import Span
from db.shopfloor import checks
from db.shopfloor.alert_table import AlertsAsked, alert_table
from db.shopfloor.work_orders import insert_work_order
from db.supply import plans
from tests.support.shop_floor_rows import START, order_of
from tests.support.supply_rows import of_product

_ENTRY = text("""
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    VALUES (:tenant, :order, :day, 2000, 0, '', 'sari')""")
_COMPLETED = text("UPDATE work_order SET status = 'COMPLETED' WHERE id = :order")
_DEBT = text("""
    INSERT INTO material_debt (tenant_id, number, work_order_id, material_id, location, quantity, needed_on, reason,
                               status, requested_by, settled_qty)
    SELECT o.tenant_id, 'MD-00001', o.id, o.product_id, 'ELSEWHERE', 9, o.planned_start, 'short', 'APPROVED', 'sari', 5
    FROM work_order o WHERE o.id = :order""")
_SETTLED = text("""
    INSERT INTO material_debt_settlement (tenant_id, material_debt_id, movement_id, received_qty, received_on,
                                          received_by, notes)
    SELECT d.tenant_id, d.id, (SELECT min(id) FROM inventory_movement), 7, d.needed_on, 'sari', ''
    FROM material_debt d""")


def _of_wrong_order(find: Callable[[WriteSession], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
    """What is found of an order that says it is not begun, though more was made of it than it lets."""

    async def on(session: WriteSession, product: int) -> Any:
        order = (await insert_work_order(session, order_of(product))).id
        await session.run(_ENTRY, {"tenant": session.tenant_id, "order": order, "day": START})
        if find is checks.differing_completions:
            await session.run(_COMPLETED, {"order": order})
        await session.run(_DEBT, {"order": order})
        await session.run(_SETTLED)
        return await find(session)

    return of_product(on)


async def _orders_of_plan(session: WriteSession, product: int) -> Any:
    plan = int(await session.scalar(text("SELECT max(id) FROM production_plan")))
    await insert_work_order(session, order_of(product, plan_id=plan))
    return await plans.orders_of_plan(session, plan)


_ALERT = text("""
    INSERT INTO alert (tenant_id, kind, work_order_id, product_id, severity, state, event, figure, threshold)
    SELECT tenant_id, 'DELAYED', id, product_id, 'CRITICAL', 'OPEN', 'OPENED', 3, 0
    FROM work_order WHERE id = :order""")


async def _alerts(session: WriteSession, product: int) -> Any:
    order = (await insert_work_order(session, order_of(product))).id
    await session.run(_ALERT, {"order": order})
    table = alert_table(AlertsAsked(), Span())
    return [row async for batch in table.rows(session, Span()) for row in batch]


CALLS_OF_FLOOR_CHECKS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    f"db.shopfloor.checks.{find.__name__}": _of_wrong_order(find)
    for find in (
        checks.differing_statuses,
        checks.orders_over_limit,
        checks.differing_completions,
        checks.differing_settlements,
        checks.misused_receipts,
        checks.differing_receipts,
    )
} | {
    "db.supply.plans.orders_of_plan": of_product(_orders_of_plan),
    "db.shopfloor.alert_table.alert_table": of_product(_alerts),
}
