"""What entries of daily production have moved: the shop floor takes it back where one is corrected."""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession
from db.supply.models import InventoryMovement
from db.supply.stock_rows import MovementThereRow

_STANDING = text("""
    SELECT m.*, l.product_id, l.location
    FROM inventory_movement m JOIN inventory_level l ON l.id = m.level_id
    WHERE m.daily_production_id = ANY(CAST(:ids AS bigint[])) AND m.reverses_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM inventory_movement r WHERE r.reverses_id = m.id)
    ORDER BY m.id""").columns(kind=InventoryMovement.kind.type)


async def standing_movements(session: ReadSession, daily_production_ids: Collection[int]) -> Sequence[MovementThereRow]:
    """What some entries have moved and nobody has taken back, in the order of the ledger."""
    return await session.rows(_STANDING, {"ids": sorted(daily_production_ids)}) if daily_production_ids else []
