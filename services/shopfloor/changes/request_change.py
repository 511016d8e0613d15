"""Asking for another target or deadline of a work order."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from db.engine import WriteSession
from db.shopfloor.changes import insert_change, waiting_change
from db.shopfloor.enums import WorkOrderField, WorkOrderStatus
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_order
from services.shared.errors import AlreadyExists, NoChanges, NotAllowedInState, NotFound
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.shopfloor.asking.reasons import SHORTEST, checked_reason
from services.shopfloor.changes.holding import Taken
from services.shopfloor.changes.rules import NewValue, approvals_needed, require_rules

ORDER = ("input", "workOrderId")
_VALUES = {WorkOrderField.TARGET_QTY: "newQty", WorkOrderField.DEADLINE: "newDate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAsked:
    """A change as asked for: `new_qty` with TARGET_QTY, `new_date` with DEADLINE."""

    work_order_id: int | None
    field: WorkOrderField
    new_qty: Decimal | None
    new_date: date | None
    reason: str


async def request_change(session: WriteSession, *, asked: ChangeAsked, today: date, large: Decimal) -> Taken:
    """Ask for a change as the caller. The old value is what the work order has now.

    It needs two approvals where the target moves by more than `large`, a fraction, from the original one. Raises
    Refusals of InvalidInput, NotFound, NotAllowedInState for an order that is cancelled, AlreadyExists with the change
    of the same field that waits, NoChanges, and QuantityExceeded.
    """
    order = None if asked.work_order_id is None else await locked_work_order(session, asked.work_order_id)
    if order is None:
        raise NotFound("there is no such work order", ORDER, "the id of a work order that workOrders lists")
    new, reason = _checked(asked)
    if order.status is WorkOrderStatus.CANCELLED:
        raise NotAllowedInState(f"{order.number} is CANCELLED and stays as it is", ORDER, state=order.status.value)
    await _require_none_waiting(session, order, asked.field)
    old = _old(order, new)
    await require_rules(session, order, new, today=today)
    needed = approvals_needed(order, new, large=large)
    values = {"work_order_id": order.id, "field": asked.field, "new_qty": new.quantity, "new_date": new.day}
    id = await insert_change(session, {**values, **old, "reason": reason, "approvals_needed": needed})
    return Taken(id, order.id)


def _checked(asked: ChangeAsked) -> tuple[NewValue, str]:
    """The new value of the field that is to change, and why; raises Refusals."""
    inputs, is_target = Inputs("input"), asked.field is WorkOrderField.TARGET_QTY
    given = {"newQty": asked.new_qty, "newDate": asked.new_date}
    wanted = _VALUES[asked.field]
    for name, value in given.items():
        if name == wanted and value is None:
            told = "the new target" if is_target else "the new deadline"
            inputs.note(f"{name} is missing", name, accepted=f"{told}, with field {asked.field}")
        elif name != wanted and value is not None:
            inputs.note(f"{name} is given with field {asked.field}", name, accepted=f"{wanted} alone")
    reason = checked_reason(inputs, asked.reason, least=SHORTEST)
    inputs.refuse()
    return NewValue(field=asked.field, quantity=asked.new_qty, day=asked.new_date, path=("input", wanted)), reason


async def _require_none_waiting(session: WriteSession, order: WorkOrderMadeRow, field: WorkOrderField) -> None:
    if (waiting := await waiting_change(session, order.id, field)) is not None:
        told = f"a change of {field} of {order.number} waits for a decision"
        raise AlreadyExists(told, ("input", "field"), kind="WorkOrderChange", existing_key=waiting)


def _old(order: WorkOrderMadeRow, new: NewValue) -> dict[str, Any]:
    """What the field is now, by its column; raises NoChanges where that is the new value."""
    if new.quantity is not None and new.quantity == order.target_qty:
        raise NoChanges(f"the target of {order.number} is {plain(order.target_qty)}", new.path)
    if new.day is not None and new.day == order.deadline:
        raise NoChanges(f"the deadline of {order.number} is {order.deadline}", new.path)
    is_target = new.field is WorkOrderField.TARGET_QTY
    return {"old_qty": order.target_qty if is_target else None, "old_date": None if is_target else order.deadline}
