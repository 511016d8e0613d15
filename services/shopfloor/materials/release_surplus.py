"""Releasing what is put aside for a work order and not needed: it is completed, cancelled, or is to make less."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from db.engine import ReadSession, WriteSession
from db.shopfloor.materials import AllocatedRow, allocated_for
from db.shopfloor.rows import WorkOrderRow
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from services.shopfloor.materials.allocate_materials import entry, put_in
from services.shopfloor.materials.requirements import requirements_of_orders
from services.supply.plans.materials import Requirement
from services.supply.stock.entering import Entered
from services.supply.stock.holding import hold_levels


async def release_surplus(session: WriteSession, order: WorkOrderRow, *, today: date) -> Entered:
    """The same of one work order."""
    return await release_surplus_of_orders(session, [order], today=today)


async def release_surplus_of_orders(session: WriteSession, orders: Sequence[WorkOrderRow], *, today: date) -> Entered:
    """Release what is put aside for work orders beyond the need of what is left to make of their targets.

    Whoever calls holds the orders' rows, and has written their status, target and production. Of levels that the
    transaction is to hold as well, see `levels_put_aside`.
    """
    by_id = {order.id: order for order in orders}
    if not (aside := await allocated_for(session, by_id)):
        return Entered()
    needs = await requirements_of_orders(session, by_id)
    surplus = [(row, over) for row in aside if (over := _surplus(row, by_id[row.work_order_id], needs)) > 0]
    levels = await hold_levels(session, {LevelKey(row.product_id, row.location) for row, _ in surplus})
    entries = [
        entry(
            levels[LevelKey(row.product_id, row.location)], MovementKind.RELEASE, over, by_id[row.work_order_id], today
        )
        for row, over in surplus
    ]
    return await put_in(session, entries, levels)


async def levels_put_aside(session: ReadSession, order_ids: Collection[int]) -> list[LevelKey]:
    """The levels that something is put aside of for work orders: whoever holds levels of one holds these with them."""
    return [LevelKey(row.product_id, row.location) for row in await allocated_for(session, order_ids)]


def _surplus(row: AllocatedRow, order: WorkOrderRow, needs: Mapping[int, Sequence[Requirement]]) -> Decimal:
    needed = sum(
        (one.gross for one in needs.get(order.id, ()) if one.component_id == row.product_id), Decimal(0)
    )  # fmt: skip
    return row.allocated - (needed if row.location == order.location else Decimal(0))
