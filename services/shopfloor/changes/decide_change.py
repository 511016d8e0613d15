"""Deciding on a change: who asked does not, large ones need a third person, and of two who decide one wins."""

from datetime import date

from db.engine import WriteSession
from db.shared.approvals import Subject
from db.shared.enums import Decision
from db.shopfloor.change_rows import WorkOrderChangeRow
from db.shopfloor.changes import SUBJECT_KIND, decide_change, note_approval
from db.shopfloor.enums import WorkOrderField
from db.shopfloor.rows import WorkOrderMadeRow
from services.shared.approvals import decide
from services.shared.errors import Conflict
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.shopfloor.asking.reasons import checked_reason
from services.shopfloor.asking.steps import PATH, require_who_asked
from services.shopfloor.changes.apply_change import apply_change
from services.shopfloor.changes.holding import Taken, change_for
from services.shopfloor.changes.rules import NewValue, require_rules

ROUND = 1  # a change is asked for once


async def approve_change(session: WriteSession, *, id: int | None, note: str | None, today: date) -> Taken:
    """Approve a change as the caller; the last approval that it needs carries it out.

    Raises NotFound, NotAllowedInState with the outcome where it was decided, SelfApproval, Conflict with both values
    where the order's is no longer the old one, InvalidInput, and QuantityExceeded where a rule does not hold any more.
    """
    inputs = Inputs()
    kept = inputs.prose("note", note)
    change, order, target = await change_for(session, id, "be approved")
    inputs.refuse()
    is_final = await _decide(session, change, Decision.APPROVED, note=kept or "")
    _require_old_value(change, order)
    new = NewValue(field=change.field, quantity=change.new_qty, day=change.new_date, path=PATH)
    await require_rules(session, order, new, today=today)
    if not is_final:
        await note_approval(session, change.id)
        return Taken(change.id, order.id)
    await decide_change(session, change.id, target, note=kept, is_applied=True)
    await apply_change(session, order, new, today=today)
    return Taken(change.id, order.id, qty_updated=change.field is WorkOrderField.TARGET_QTY)


async def reject_change(session: WriteSession, *, id: int | None, reason: str) -> Taken:
    """Reject a change as the caller, with a reason.

    Raises NotFound, NotAllowedInState with the outcome where it was decided, SelfApproval, and InvalidInput for a
    reason that is missing or too long.
    """
    inputs = Inputs()
    change, order, target = await change_for(session, id, "be rejected", reason=reason)
    kept = checked_reason(inputs, reason)
    inputs.refuse()
    await _decide(session, change, Decision.REJECTED, note=kept)
    await decide_change(session, change.id, target, note=kept)
    return Taken(change.id, order.id)


async def withdraw_change(session: WriteSession, *, id: int | None) -> Taken:
    """Take back what the caller asked for and nobody decided.

    Raises NotFound, NotAllowedInState with the outcome where it was decided, and Incompatible, naming who asked.
    """
    change, order, target = await change_for(session, id, "be withdrawn")
    require_who_asked(session, change, called="the change")
    await decide_change(session, change.id, target, note=None)
    return Taken(change.id, order.id)


async def _decide(session: WriteSession, change: WorkOrderChangeRow, decision: Decision, *, note: str) -> bool:
    """Write the decision down; returns whether it settles the change."""
    subject, levels = Subject(SUBJECT_KIND, change.id, ROUND), change.approvals_needed
    outcome = await decide(
        session, subject, decision, requested_by=change.requested_by, levels=levels, note=note, path=PATH
    )
    return outcome.is_final


def _require_old_value(change: WorkOrderChangeRow, order: WorkOrderMadeRow) -> None:
    """Raise Conflict where the work order has moved since the change was asked for."""
    if change.old_qty is not None:
        name, expected, actual = "target", plain(change.old_qty), plain(order.target_qty)
    else:
        name, expected, actual = "deadline", str(change.old_date), str(order.deadline)
    if expected != actual:
        told = f"the {name} of {order.number} is {actual} now, and was {expected} when the change was asked for"
        raise Conflict(told, PATH, expected=expected, actual=actual)
