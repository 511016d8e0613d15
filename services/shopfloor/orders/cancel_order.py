"""Giving up a work order of which nothing was made, and those of a production plan with the plan."""

from collections.abc import Sequence
from datetime import date

from db.engine import WriteSession
from db.errors import ConcurrentChange
from db.shopfloor.cancelling import cancel_orders, reject_waiting_changes
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.orders_of_plans import locked_orders_of_plan
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_order
from services.shared.errors import Incompatible, NotAllowedInState, NotFound
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.shared.text import shown
from services.shopfloor.debts.debts_of_order import close_debts_of_orders
from services.shopfloor.materials.release_surplus import release_surplus_of_orders
from services.shopfloor.orders.create_order import touch_orders
from services.shopfloor.orders.plan_of_order import touch_plans_of
from services.shopfloor.orders.transitions import WORK_ORDER_TRANSITIONS

PATH = ("id",)
_BEGUN = (WorkOrderStatus.IN_PROGRESS, WorkOrderStatus.COMPLETED)


async def cancel_order(session: WriteSession, *, id: int | None, reason: str, today: date) -> int:
    """Give up a work order of which nothing was made, with a reason; returns the id.

    Changes and debts of it that wait are rejected, other open debts given back, and what is put aside for it is
    released. Raises NotFound, NotAllowedInState, InvalidInput for a reason that is missing or too long, and
    InsufficientStock, naming the debt, where stock needs an open one.
    """
    order = None if id is None else await locked_work_order(session, id)
    if order is None:
        raise NotFound("there is no such work order", PATH, "the id of a work order that workOrders lists")
    if order.status in _BEGUN:
        raise NotAllowedInState(_begun(order), PATH, state=order.status.value)
    WORK_ORDER_TRANSITIONS.advance(order.status, "be cancelled", reason=reason, path=PATH)
    inputs = Inputs()
    kept = inputs.text("reason", reason)
    inputs.refuse()
    await _cancel(session, [order], reason=kept, today=today)
    return order.id


async def hold_orders_of_plan(session: WriteSession, plan_id: int | None) -> Sequence[WorkOrderMadeRow]:
    """The work orders of a plan, held: before the plan is, so that nobody waits for each other."""
    return [] if plan_id is None else await locked_orders_of_plan(session, plan_id)


async def cancel_orders_of_plan(
    session: WriteSession, plan_id: int, held: Sequence[WorkOrderMadeRow], *, reason: str, today: date
) -> list[int]:
    """Give up the work orders of a plan, which is held, as they were held before, with it; returns their ids by number.

    Raises Incompatible, naming those of which something is being made, InsufficientStock as `cancel_order` does, and
    ConcurrentChange where another one was created in between.
    """
    if {order.id for order in held} != {order.id for order in await locked_orders_of_plan(session, plan_id)}:
        raise ConcurrentChange
    if making := [f"{order.number} is {order.status}" for order in held if order.status is WorkOrderStatus.IN_PROGRESS]:
        told = f"{'; '.join(making)}: a plan of which something is being made cannot be cancelled"
        raise Incompatible(told, PATH, reasons=making)
    given_up = sorted(
        (order for order in held if order.status is WorkOrderStatus.NOT_STARTED), key=lambda order: order.number_sort
    )
    await _cancel(session, given_up, reason=shown(reason), today=today)
    return [order.id for order in given_up]


async def _cancel(session: WriteSession, orders: Sequence[WorkOrderMadeRow], *, reason: str, today: date) -> None:
    ids = [order.id for order in orders]
    await reject_waiting_changes(session, ids, reason=reason)
    await cancel_orders(session, ids, reason=reason)
    await close_debts_of_orders(session, ids, reason=reason, today=today)
    await release_surplus_of_orders(session, orders, today=today)
    touch_orders(session, ids)
    touch_plans_of(session, orders)


def _begun(order: WorkOrderMadeRow) -> str:
    return (
        f"{order.number} is {order.status}, and {plain(order.cumulative_qty)} were made; to end it early, ask for a"
        " target of what was made"
    )
