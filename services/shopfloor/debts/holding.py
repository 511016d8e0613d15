"""Holding a debt for a step: its work order first, then its row; whoever takes one at the same time waits."""

from typing import NamedTuple

from db.engine import WriteSession
from db.shopfloor.debt_rows import MaterialDebtRow
from db.shopfloor.debts import debt_by_id, locked_debt
from db.shopfloor.enums import ApprovalStatus, WorkOrderStatus
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_order
from db.touched import Touched
from services.shared.errors import NotAllowedInState, NotFound
from services.shopfloor.asking.steps import PATH, next_status
from services.shopfloor.debts.transitions import DEBT_TRANSITIONS

OVER = (WorkOrderStatus.COMPLETED, WorkOrderStatus.CANCELLED)


class Step(NamedTuple):
    """A debt and its work order, held alone until the transaction ends, and the state that a step takes the debt to."""

    debt: MaterialDebtRow
    order: WorkOrderMadeRow
    target: ApprovalStatus


async def debt_for(session: WriteSession, id: int | None, action: str, *, reason: str | None = None) -> Step:
    """A debt that an action is allowed for, as `DEBT_TRANSITIONS` has it.

    Raises NotFound, NotAllowedInState with how it was decided, and InvalidInput where a reason is needed and none is
    given.
    """
    found = None if id is None else await debt_by_id(session, id)
    order = None if found is None else await locked_work_order(session, found.work_order_id)
    debt = None if found is None else await locked_debt(session, found.id)
    if debt is None or order is None:
        raise NotFound("there is no such debt", PATH, "the id of a debt that materialDebts lists")
    target = next_status(DEBT_TRANSITIONS, debt, action, reason=reason)
    session.touched.note(Touched.MATERIAL_DEBTS, [debt.id])
    return Step(debt, order, target)


def require_open_order(order: WorkOrderMadeRow, path: tuple[str, ...]) -> None:
    """Raise NotAllowedInState for a work order that needs no material any more."""
    if order.status in OVER:
        message = f"{order.number} is {order.status} and needs no material any more"
        raise NotAllowedInState(message, path, state=order.status.value)
