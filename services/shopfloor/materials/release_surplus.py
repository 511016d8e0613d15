"""Releasing what is put aside for a work order and not needed: it is completed, cancelled, or is to make less."""

from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.shopfloor.materials import AllocatedRow, allocated_for
from db.shopfloor.rows import WorkOrderRow
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.products import products_by_ids
from services.shopfloor.materials.allocate_materials import entry, put_in
from services.shopfloor.materials.requirements import requirements_of_orders
from services.supply.stock.entering import Entered
from services.supply.stock.holding import hold


async def release_surplus(session: WriteSession, order: WorkOrderRow, *, today: date) -> Entered:
    """Release what is put aside for a work order beyond the need of what is left to make of its target.

    Whoever calls holds the order's row, and has written its status, target and production. Of levels that the
    transaction is to hold as well, see `levels_put_aside`.
    """
    if not (aside := await allocated_for(session, [order.id])):
        return Entered()
    takes = (await requirements_of_orders(session, [order.id])).get(order.id, [])
    needs = {one.component_id: one.gross for one in takes}
    surplus = {LevelKey(row.product_id, row.location): _surplus(row, order, needs) for row in aside}
    products = {row.id: row for row in await products_by_ids(session, {row.product_id for row in aside})}
    levels = await hold(session, {at: products[at.product_id] for at, over in surplus.items() if over > 0})
    entries = [entry(level, MovementKind.RELEASE, surplus[at], order, today) for at, level in levels.items()]
    return await put_in(session, entries, levels)


async def levels_put_aside(session: WriteSession, order_id: int) -> list[LevelKey]:
    """The levels that something is put aside of for a work order: whoever holds levels of it holds these with them."""
    return [LevelKey(row.product_id, row.location) for row in await allocated_for(session, [order_id])]


def _surplus(row: AllocatedRow, order: WorkOrderRow, needs: dict[int, Decimal]) -> Decimal:
    needed = needs.get(row.product_id, Decimal(0)) if row.location == order.location else Decimal(0)
    return row.allocated - needed
