"""Writing the work orders of a file, once nothing that it was checked against is another."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.order_files import ChangedOrder, NewOrder, change_work_orders, insert_work_orders
from db.shopfloor.orders_of_plans import hold_plans
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_orders
from db.supply.products import locked_products_by_ids
from services.shared.errors import PreviewSuperseded
from services.shared.previews import PATH
from services.shopfloor.materials.release_surplus import release_surplus_of_orders
from services.shopfloor.orders.create_order import touch_orders
from services.shopfloor.orders.plan_room import PlannedChange, beyond_plans

_AGAIN = "preview the file again"


async def write_orders(
    session: WriteSession,
    created: Sequence[NewOrder],
    changed: Sequence[ChangedOrder],
    *,
    over: Mapping[int, datetime],
    today: date,
) -> None:
    """Create work orders and change others, which were last changed at the moments `over`.

    What is put aside for those that are to make less is released. Raises PreviewSuperseded where an order, its plan or
    a product is another by now.
    """
    products = await locked_products_by_ids(session, {order.product_id for order in created})
    if gone := [product.sku for product in products if not product.is_active]:
        raise PreviewSuperseded(f"inactive by now: {', '.join(gone)}; {_AGAIN}", PATH)
    held = {order.id: order for order in await locked_work_orders(session, over)} if over else {}
    await _require_as_checked(session, held, changed, over)
    ids = await insert_work_orders(session, created)
    await change_work_orders(session, changed)
    await _release(session, held, changed, today)
    touch_orders(session, [*ids, *held])


async def _require_as_checked(
    session: WriteSession,
    held: Mapping[int, WorkOrderMadeRow],
    changed: Sequence[ChangedOrder],
    over: Mapping[int, datetime],
) -> None:
    for order in held.values():
        if order.status is not WorkOrderStatus.NOT_STARTED or order.updated_at != over[order.id]:
            raise PreviewSuperseded(f"{order.number} was changed since; {_AGAIN}", PATH)
    await hold_plans(session, {order.plan_id for order in held.values() if order.plan_id is not None})
    changes = [PlannedChange.of(held[one.id], one.target_qty) for one in changed]
    if beyond := await beyond_plans(session, changes):
        numbers = ", ".join(held[id].number for id in beyond)
        raise PreviewSuperseded(f"their plans have no room by now for {numbers}; {_AGAIN}", PATH)


async def _release(
    session: WriteSession, held: Mapping[int, WorkOrderMadeRow], changed: Sequence[ChangedOrder], today: date
) -> None:
    """Release what is put aside beyond need, of those that are to make less."""
    less = [held[one.id] for one in changed if one.target_qty < held[one.id].target_qty]
    await release_surplus_of_orders(session, less, today=today)
