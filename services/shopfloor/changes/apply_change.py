"""Carrying out a change of a work order, with everything that follows from it."""

from datetime import date

from db.engine import WriteSession
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import update_work_order
from services.shopfloor.changes.rules import NewValue
from services.shopfloor.materials.release_surplus import release_surplus
from services.shopfloor.orders.create_order import touch_orders
from services.shopfloor.orders.follow_quantities import follow_quantities


async def apply_change(session: WriteSession, order: WorkOrderMadeRow, new: NewValue, *, today: date) -> None:
    """Give a work order that is held, with its plan, a new target or deadline.

    Its status follows the target, a completion is written or reopened, and where less is to be made than before, what
    is put aside beyond need is released.
    """
    values = {"target_qty": new.quantity, "deadline": new.day}
    changed = await update_work_order(session, order.id, {name: value for name, value in values.items() if value})
    assert changed is not None  # it is held
    if new.quantity is None:
        touch_orders(session, [order.id])
        return
    await follow_quantities(session, changed, made=order.cumulative_qty, on=today, by_change=True)
    if changed.target_qty < order.target_qty:
        await release_surplus(session, changed, today=today)
