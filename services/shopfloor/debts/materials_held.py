"""Holding the levels of the materials of debts, in the order of their keys."""

from collections.abc import Sequence

from db.engine import WriteSession
from db.shopfloor.debt_rows import MaterialDebtRow
from db.supply.levels import LevelKey
from services.supply.stock.entering import Held
from services.supply.stock.holding import hold_levels


async def hold_materials(session: WriteSession, debts: Sequence[MaterialDebtRow]) -> dict[LevelKey, Held]:
    """The levels that debts are of, held until the transaction ends: whoever consumes the material waits."""
    return await hold_levels(session, {LevelKey(debt.material_id, debt.location) for debt in debts})
