"""What becomes of work orders' debts when they are cancelled: those that wait are rejected, open ones given back."""

from collections.abc import Collection
from datetime import date

from db.engine import WriteSession
from db.shared.ledger import Since
from db.shopfloor.debts import close_debts, decide_debts, locked_debts_of_orders
from db.shopfloor.enums import ApprovalStatus
from db.shopfloor.rows import WorkOrderRow
from db.supply.levels import LevelKey
from db.touched import Touched
from services.shopfloor.debts.allowances import require_enough
from services.shopfloor.materials.release_surplus import levels_put_aside
from services.supply.stock.holding import hold_levels


async def close_debts_of_order(session: WriteSession, order: WorkOrderRow, *, reason: str, today: date) -> None:
    """The same of one work order."""
    await close_debts_of_orders(session, [order.id], reason=reason, today=today)


async def close_debts_of_orders(session: WriteSession, order_ids: Collection[int], *, reason: str, today: date) -> None:
    """Reject the debts of work orders, which are held, that wait, and give back all that is open of the others.

    The levels that something is put aside of for the orders are held with those of the debts. Raises InsufficientStock,
    naming the debt, where stock needs any of it.
    """
    debts = await locked_debts_of_orders(session, order_ids)
    session.touched.note(Touched.MATERIAL_DEBTS, [debt.id for debt in debts])
    if waiting := [debt.id for debt in debts if debt.status is ApprovalStatus.PENDING]:
        await decide_debts(session, waiting, ApprovalStatus.REJECTED, note=reason)
    if not (open_ones := [debt for debt in debts if debt.status is ApprovalStatus.APPROVED]):
        return
    owed = {LevelKey(debt.material_id, debt.location) for debt in open_ones}
    levels = await hold_levels(session, owed | set(await levels_put_aside(session, order_ids)))
    await close_debts(session, [debt.id for debt in open_ones], on=today, reason=reason)
    for debt in open_ones:
        level = levels[LevelKey(debt.material_id, debt.location)]
        given_back = debt.quantity - debt.settled_qty - debt.closed_qty
        await require_enough(session, debt, level, Since(level.id, max(today, debt.needed_on)), given_back)
