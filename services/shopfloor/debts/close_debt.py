"""Giving back what of a debt was not needed."""

from datetime import date

from db.engine import WriteSession
from db.shared.ledger import Since
from db.shopfloor.debts import close_debts
from db.supply.levels import LevelKey
from services.shared.errors import NotAllowedInState
from services.shared.inputs import Inputs
from services.shopfloor.asking.reasons import checked_reason
from services.shopfloor.asking.steps import PATH
from services.shopfloor.debts.allowances import require_enough
from services.shopfloor.debts.holding import debt_for
from services.shopfloor.debts.materials_held import hold_materials


async def close_debt(session: WriteSession, *, id: int | None, reason: str, today: date) -> int:
    """Give back all that is open of a debt, with a reason, from today on; returns the id.

    Raises NotFound, NotAllowedInState for a debt that is not approved or has nothing open, InvalidInput for a reason
    that is missing or too long, and InsufficientStock where stock needs any of it.
    """
    debt, _, _ = await debt_for(session, id, "be closed", reason=reason)
    inputs = Inputs()
    kept = checked_reason(inputs, reason)
    inputs.refuse()
    if debt.quantity == debt.settled_qty + debt.closed_qty:
        raise NotAllowedInState(f"{debt.number} is settled: nothing of it is open", PATH, state="SETTLED")
    level = (await hold_materials(session, [debt]))[LevelKey(debt.material_id, debt.location)]
    await close_debts(session, [debt.id], on=today, reason=kept)
    since = Since(level.id, max(today, debt.needed_on))
    await require_enough(session, debt, level, since, debt.quantity - debt.settled_qty - debt.closed_qty)
    return debt.id
