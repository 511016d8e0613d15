"""What is put aside, and for which work order: consumption of an order uses up its own, nobody releases another's."""

from collections.abc import Iterable

from db.engine import ReadSession
from db.supply.enums import MovementKind
from db.supply.movements import NewMovement
from db.supply.shop_floor import allocated_for_none, allocated_for_orders
from services.supply.stock.effects import PutAside

_RELEASES = MovementKind.RELEASE


async def put_aside(session: ReadSession, movements: Iterable[NewMovement]) -> PutAside:
    """What of their levels is put aside for the work orders of some movements, by level and order.

    Where something is released without an order, what is put aside without one as well. Asked by who holds the levels.
    """
    some = list(movements)
    orders = {one.work_order_id for one in some if one.work_order_id is not None}
    levels = {one.level_id for one in some if one.work_order_id is not None}
    nobodys = {one.level_id for one in some if one.work_order_id is None and _lessens(one)}
    aside: PutAside = {}
    for row in await allocated_for_orders(session, orders, levels):
        aside[row.level_id, row.work_order_id] = row.allocated
    for free in await allocated_for_none(session, nobodys):
        aside[free.level_id, None] = free.allocated
    return aside


def _lessens(movement: NewMovement) -> bool:
    return movement.kind is _RELEASES or movement.allocated_change < 0
