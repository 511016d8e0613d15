"""Batches of entries that were kept offline: carried out in the order of their days, each for itself."""

from collections.abc import Sequence

from db.engine import WriteSession
from db.shopfloor.enums import MaterialConsumption
from db.shopfloor.materials import allocated_for
from db.shopfloor.production import EntryKey, entries_on_days
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import WORK_ORDERS_BY_NUMBER_KEYS, locked_work_orders
from db.supply.bills import bill_components
from db.supply.levels import LevelKey, lock_levels
from db.supply.order_movements import standing_movements
from db.supply.plans import hold_plans
from services.shared.text import key
from services.shopfloor.materials.requirements import takes
from services.shopfloor.production.record_production import Entry


def in_date_order(entries: Sequence[Entry]) -> list[int]:
    """The places of entries in the order in which they are carried out; those of one day as they were sent."""
    return sorted(range(len(entries)), key=lambda place: (entries[place].production_date, place))


async def hold_together(session: WriteSession, entries: Sequence[Entry]) -> None:
    """Hold all that entries may change, in the one order of locks: where they share a transaction, one after another
    they would not.
    """
    orders = await _held_orders(session, entries)
    await hold_plans(session, {order.plan_id for order in orders if order.plan_id is not None})
    backflushed = [order for order in orders if order.consumption is MaterialConsumption.BACKFLUSH]
    bills = await bill_components(session, {order.product_id for order in backflushed})
    components = {
        LevelKey(line.component_id, order.location)
        for order in backflushed
        for line in bills
        if line.product_id == order.product_id and takes(order.stage, line.stage, produces_stock=order.produces_stock)
    }
    outputs = {LevelKey(order.product_id, order.location) for order in orders if order.produces_stock}
    aside = await allocated_for(session, {order.id for order in orders})
    put_aside = {LevelKey(row.product_id, row.location) for row in aside}
    await lock_levels(session, components | outputs | put_aside | await _taken_back(session, orders, entries))


async def _held_orders(session: WriteSession, entries: Sequence[Entry]) -> Sequence[WorkOrderMadeRow]:
    named = {key(entry.work_order_number) for entry in entries if entry.work_order_number is not None}
    ids = {entry.work_order_id for entry in entries if entry.work_order_id is not None}
    found = await session.read(WORK_ORDERS_BY_NUMBER_KEYS, ("id",), {"keys": sorted(named)})
    return await locked_work_orders(session, {*ids, *found.column("id")})


async def _taken_back(
    session: WriteSession, orders: Sequence[WorkOrderMadeRow], entries: Sequence[Entry]
) -> set[LevelKey]:
    """The levels of what replaced entries have moved: of a bill of then, which may name other components now."""
    days = {entry.production_date for entry in entries if entry.replace}
    there = await entries_on_days(session, {EntryKey(order.id, day) for order in orders for day in days})
    moved = await standing_movements(session, [row.id for row in there])
    return {LevelKey(row.product_id, row.location) for row in moved}
