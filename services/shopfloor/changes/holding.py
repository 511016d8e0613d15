"""Holding a change for a step: its work order first, then its row; whoever takes one at the same time waits."""

from typing import NamedTuple

from db.engine import WriteSession
from db.shopfloor.change_rows import WorkOrderChangeRow
from db.shopfloor.changes import change_by_id, locked_change
from db.shopfloor.enums import ApprovalStatus
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_order
from services.shared.errors import NotFound
from services.shopfloor.asking.steps import PATH, next_status
from services.shopfloor.changes.transitions import CHANGE_TRANSITIONS


class Step(NamedTuple):
    """A change and its work order, held alone until the transaction ends, and the state that a step takes it to."""

    change: WorkOrderChangeRow
    order: WorkOrderMadeRow
    target: ApprovalStatus


class Taken(NamedTuple):
    """A change that a step was taken of, its work order, and whether the order's target is another now."""

    change_id: int
    work_order_id: int
    qty_updated: bool = False


async def change_for(session: WriteSession, id: int | None, action: str, *, reason: str | None = None) -> Step:
    """A change that an action is allowed for, as `CHANGE_TRANSITIONS` has it.

    Raises NotFound, NotAllowedInState with how it was decided, and InvalidInput where a reason is needed and none is
    given.
    """
    found = None if id is None else await change_by_id(session, id)
    order = None if found is None else await locked_work_order(session, found.work_order_id)
    change = None if found is None else await locked_change(session, found.id)
    if change is None or order is None:
        raise NotFound("there is no such change", PATH, "the id of a change that pendingWorkOrderChanges lists")
    return Step(change, order, next_status(CHANGE_TRANSITIONS, change, action, reason=reason))
