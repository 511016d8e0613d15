"""Holding the levels of the materials of debts, in the order of their keys."""

from collections.abc import Sequence

from db.engine import WriteSession
from db.shopfloor.debt_rows import MaterialDebtRow
from db.supply.levels import LevelKey
from db.supply.products import products_by_ids
from services.supply.stock.entering import Held
from services.supply.stock.holding import hold


async def hold_materials(session: WriteSession, debts: Sequence[MaterialDebtRow]) -> dict[LevelKey, Held]:
    """The levels that debts are of, held until the transaction ends: whoever consumes the material waits."""
    products = {row.id: row for row in await products_by_ids(session, {debt.material_id for debt in debts})}
    materials = {LevelKey(debt.material_id, debt.location): products[debt.material_id] for debt in debts}
    return await hold(session, materials)
