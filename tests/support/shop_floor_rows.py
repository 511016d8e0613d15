"""Calls of reads about the shop floor, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

from db.engine import WriteSession
from db.shopfloor import day_summary, orders_of_plans, standings, work_orders
from db.shopfloor.enums import MaterialConsumption, WorkOrderStatus
from db.supply import products
from services.shared.floor_rules import FloorRules
from tests.support.planned import add_plan
from tests.support.supply_rows import ONE, of_product

START, DEADLINE = date(2025, 6, 2), date(2025, 6, 13)
Find = Callable[[WriteSession, int], Awaitable[Any]]


def order_of(product: int, *, number: str = "SPK-00001", **more: Any) -> dict[str, Any]:
    """The columns of a work order of a thousand, over ten working days."""
    target, deadline = more.pop("target_qty", Decimal(1000)), more.pop("deadline", DEADLINE)
    columns: dict[str, Any] = {
        "number": number,
        "number_key": number.casefold(),
        "product_id": product,
        "plan_id": None,
        "department": "Packing",
        "stage": "PACKING",
        "location": "MAIN",
        "target_qty": target,
        "original_target_qty": target,
        "planned_start": START,
        "deadline": deadline,
        "original_deadline": deadline,
        "overproduction_allowance": Decimal("0.05"),
        "produces_stock": True,
        "consumption": MaterialConsumption.MANUAL,
        "status": WorkOrderStatus.NOT_STARTED,
    }
    return columns | more


def of_order(find: Find) -> Callable[[Any], Awaitable[Any]]:
    """What is found of a work order."""

    async def on(session: WriteSession, product: int) -> Any:
        row = await work_orders.insert_work_order(session, order_of(product))
        return await find(session, row.id)

    return of_product(on)


async def _targets(session: WriteSession, product: int) -> Any:
    plan = await add_plan(session, product, number="PP-00072", status="APPROVED")
    return await orders_of_plans.targets_into_stock(session, [plan])


async def _of_plan(session: WriteSession, product: int) -> Any:
    plan = await add_plan(session, product, number="PP-00071", status="APPROVED")
    await work_orders.insert_work_order(session, order_of(product, plan_id=plan))
    return await orders_of_plans.locked_orders_of_plan(session, plan)


CALLS_ABOUT_THE_FLOOR: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "db.shopfloor.day_summary.day_sums": of_order(lambda session, _: day_summary.day_sums(session, START)),
    "db.shopfloor.orders_of_plans.locked_orders_of_plan": of_product(_of_plan),
    "db.shopfloor.orders_of_plans.targets_into_stock": of_product(_targets),
    "db.shopfloor.work_orders.work_orders_by_number_keys": of_order(
        lambda session, _: work_orders.work_orders_by_number_keys(session, ["spk-00001"])
    ),
    "db.supply.products.locked_products_by_ids": of_product(
        lambda session, product: products.locked_products_by_ids(session, [product])
    ),
    "db.shopfloor.standings.standing_counts": of_order(
        lambda session, _: standings.standing_counts(session, START, FloorRules())
    ),
    "db.shopfloor.work_orders.insert_work_order": of_product(
        lambda session, product: work_orders.insert_work_order(session, order_of(product))
    ),
    "db.shopfloor.work_orders.locked_work_order": of_order(work_orders.locked_work_order),
    "db.shopfloor.work_orders.locked_work_orders": of_order(
        lambda session, order: work_orders.locked_work_orders(session, [order])
    ),
    "db.shopfloor.work_orders.update_work_order": of_order(
        lambda session, order: work_orders.update_work_order(session, order, {"target_qty": ONE})
    ),
}
