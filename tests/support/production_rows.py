"""Calls of reads about daily production, on an entry that took a component and that a phone sent."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, NamedTuple

from db.engine import WriteSession
from db.shopfloor import production, production_requests, production_sums, work_orders
from db.shopfloor.enums import WorkOrderStatus
from db.supply import bills, levels, movements, order_movements
from db.supply.enums import MovementKind
from tests.support.debt_rows import BILL
from tests.support.shop_floor_rows import START, order_of
from tests.support.stock import add_product, moved
from tests.support.supply_rows import ONE, of_product

KEY = "phone-1"


class Made(NamedTuple):
    """An entry, its work order, and what that makes."""

    entry: int
    order: int
    product: int


Find = Callable[[WriteSession, Made], Awaitable[Any]]


async def made(session: WriteSession, product: int) -> Made:
    """An entry of one, for which a component was received and consumed."""
    component = await add_product(session, "FABRIC")
    await session.run(BILL, {"tenant": session.tenant_id, "product": product, "component": component})
    order = (await work_orders.insert_work_order(session, order_of(product))).id
    (entry,) = await production.insert_entries(session, [production.NewEntry(order, START, ONE, Decimal(0), "")])
    key = levels.LevelKey(component, "MAIN")
    level = (await levels.lock_levels(session, [key]))[key].id
    await movements.insert_movements(
        session,
        [
            moved(level, MovementKind.RECEIPT, 5, START),
            moved(level, MovementKind.CONSUMPTION, 2, START, work_order_id=order, daily_production_id=entry),
        ],
    )
    request = production_requests.NewRequest(KEY, entry, ONE, Decimal("0.1"), WorkOrderStatus.IN_PROGRESS)
    await production_requests.insert_request(session, request, [1])
    return Made(entry, order, product)


def of_entry(find: Find) -> Callable[[Any], Awaitable[Any]]:
    """What is found of an entry."""

    async def on(session: WriteSession, product: int) -> Any:
        return await find(session, await made(session, product))

    return of_product(on)


CALLS_ABOUT_PRODUCTION: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "db.shopfloor.production.entries_on_days": of_entry(
        lambda session, one: production.entries_on_days(session, [production.EntryKey(one.order, START)])
    ),
    "db.shopfloor.production_requests.requests_before": of_entry(
        lambda session, _: production_requests.requests_before(session, [KEY])
    ),
    "db.shopfloor.production_sums.production_sums": of_entry(
        lambda session, one: production_sums.production_sums(session, [one.order], START)
    ),
    "db.supply.bills.bill_components": of_entry(lambda session, one: bills.bill_components(session, [one.product])),
    "db.supply.order_movements.standing_movements": of_entry(
        lambda session, one: order_movements.standing_movements(session, [one.entry])
    ),
}
