"""Deciding on a debt: who asked does not, large ones need a second approval of a third person, and one decider wins."""

from db.engine import WriteSession
from db.shared.approvals import Subject
from db.shared.enums import Decision
from db.shopfloor.debts import SUBJECT_KIND, decide_debts, note_approval
from db.touched import Touched
from services.shared.approvals import decide
from services.shared.inputs import Inputs
from services.shopfloor.asking.reasons import checked_reason
from services.shopfloor.asking.steps import PATH, require_who_asked
from services.shopfloor.debts.holding import debt_for, require_open_order
from services.shopfloor.debts.materials_held import hold_materials

ROUND = 1  # a debt is asked for once


async def approve_debt(session: WriteSession, *, id: int | None, note: str | None) -> int:
    """Approve a debt as the caller; the last approval that it needs lets stock fall so far. Returns the id.

    Raises NotFound, NotAllowedInState with the outcome where it was decided or its order is over, SelfApproval, and
    InvalidInput for a note that is too long.
    """
    inputs = Inputs()
    kept = inputs.prose("note", note)
    debt, order, target = await debt_for(session, id, "be approved")
    inputs.refuse()
    require_open_order(order, PATH)
    outcome = await decide(
        session,
        Subject(SUBJECT_KIND, debt.id, ROUND),
        Decision.APPROVED,
        requested_by=debt.requested_by,
        levels=debt.approvals_needed,
        note=kept or "",
    )
    if not outcome.is_final:
        await note_approval(session, debt.id)
    else:
        levels = await hold_materials(session, [debt])  # whoever consumes waits, and then sees what is allowed
        session.touched.note(Touched.LEVELS, [level.id for level in levels.values()])
        await decide_debts(session, [debt.id], target, note=kept)
    return debt.id


async def reject_debt(session: WriteSession, *, id: int | None, reason: str) -> int:
    """Reject a debt as the caller, with a reason; returns the id.

    Raises NotFound, NotAllowedInState with the outcome where it was decided, SelfApproval, and InvalidInput for a
    reason that is missing or too long.
    """
    inputs = Inputs()
    debt, _, target = await debt_for(session, id, "be rejected", reason=reason)
    kept = checked_reason(inputs, reason)
    inputs.refuse()
    subject = Subject(SUBJECT_KIND, debt.id, ROUND)
    levels = debt.approvals_needed
    await decide(session, subject, Decision.REJECTED, requested_by=debt.requested_by, levels=levels, note=kept)
    await decide_debts(session, [debt.id], target, note=kept)
    return debt.id


async def withdraw_debt(session: WriteSession, *, id: int | None) -> int:
    """Take back what the caller asked for and nobody decided; returns the id.

    Raises NotFound, NotAllowedInState with the outcome where it was decided, and Incompatible, naming who asked.
    """
    debt, _, target = await debt_for(session, id, "be withdrawn")
    require_who_asked(session, debt, called=debt.number)
    await decide_debts(session, [debt.id], target, note=None)
    return debt.id
