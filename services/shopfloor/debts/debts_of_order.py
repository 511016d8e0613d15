"""What becomes of a work order's debts when it is cancelled: those that wait are rejected, open ones given back."""

from datetime import date

from db.engine import WriteSession
from db.shared.ledger import Since
from db.shopfloor.debts import close_debts, decide_debts, locked_debts_of_order
from db.shopfloor.enums import ApprovalStatus
from db.shopfloor.rows import WorkOrderRow
from db.supply.levels import LevelKey
from db.touched import Touched
from services.shopfloor.debts.allowances import require_enough
from services.shopfloor.debts.materials_held import hold_materials


async def close_debts_of_order(session: WriteSession, order: WorkOrderRow, *, reason: str, today: date) -> None:
    """Reject the debts of a work order, which is held, that wait, and give back all that is open of the others.

    Raises InsufficientStock, naming the debt, where stock needs any of it.
    """
    debts = await locked_debts_of_order(session, order.id)
    session.touched.note(Touched.MATERIAL_DEBTS, [debt.id for debt in debts])
    if waiting := [debt.id for debt in debts if debt.status is ApprovalStatus.PENDING]:
        await decide_debts(session, waiting, ApprovalStatus.REJECTED, note=reason)
    open_ones = [debt for debt in debts if debt.status is ApprovalStatus.APPROVED]
    levels = await hold_materials(session, open_ones)
    if open_ones:
        await close_debts(session, [debt.id for debt in open_ones], on=today, reason=reason)
    for debt in open_ones:
        level = levels[LevelKey(debt.material_id, debt.location)]
        given_back = debt.quantity - debt.settled_qty - debt.closed_qty
        await require_enough(session, debt, level, Since(level.id, max(today, debt.needed_on)), given_back)
