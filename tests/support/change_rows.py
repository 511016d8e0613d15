"""Calls of reads about changes of work orders, on rows for them to find."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from db.engine import WriteSession
from db.shopfloor import changes, work_orders
from db.shopfloor.enums import WorkOrderField
from tests.support.shop_floor_rows import order_of
from tests.support.supply_rows import ONE, of_product


class Waiting(NamedTuple):
    """A change that waits, and its work order."""

    change: int
    order: int


async def waiting(session: WriteSession, product: int) -> Waiting:
    """Another target of a work order."""
    order = (await work_orders.insert_work_order(session, order_of(product))).id
    asked = {"work_order_id": order, "field": WorkOrderField.TARGET_QTY, "old_qty": ONE, "new_qty": 2 * ONE}
    return Waiting(await changes.insert_change(session, {**asked, "reason": "they want more"}), order)


def of_change(find: Callable[[WriteSession, Waiting], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
    """What is found of a change."""

    async def on(session: WriteSession, product: int) -> Any:
        return await find(session, await waiting(session, product))

    return of_product(on)


CALLS_ABOUT_CHANGES: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "db.shopfloor.changes.change_by_id": of_change(lambda session, has: changes.change_by_id(session, has.change)),
    "db.shopfloor.changes.locked_change": of_change(lambda session, has: changes.locked_change(session, has.change)),
}
