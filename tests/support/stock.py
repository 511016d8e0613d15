"""A product and its stock, for tests of the floors below the API."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey, lock_levels
from db.supply.movements import NewMovement, insert_movements

_PRODUCT = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    VALUES (:tenant, :sku, lower(:sku), :sku, 'pcs', 'FINISHED_GOOD', 0) RETURNING id""")

IN = (MovementKind.RECEIPT, MovementKind.ADJUSTMENT)


async def add_product(session: WriteSession, sku: str = "SHIRT-1") -> int:
    """A product; returns its id."""
    return int(await session.scalar(_PRODUCT, {"tenant": session.tenant_id, "sku": sku}))


def moved(level_id: int, kind: MovementKind, quantity: int, day: date, **more: Any) -> NewMovement:
    """A movement of what is on hand: a receipt or an adjustment adds, anything else takes."""
    amount = Decimal(quantity)
    change = amount if kind in IN else -amount
    return NewMovement(level_id, kind, amount, change, Decimal(0), Decimal(0), day, **more)


async def move(
    session: WriteSession, product_id: int, *steps: tuple[MovementKind, int, date], location: str = "MAIN"
) -> Sequence[Any]:
    """Lock the level of a product and write movements."""
    level = (await lock_levels(session, [key := LevelKey(product_id, location)]))[key]
    return await insert_movements(session, [moved(level.id, *step) for step in steps])
