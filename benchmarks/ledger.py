"""A large ledger: products, a level of each, and fifty movements of every level over a thousand days."""

from datetime import date

from sqlalchemy import text

from db.engine import WriteSession

OF_A_LEVEL = 50  # movements
DAYS_BACK = 1_000
FIRST = date(2023, 1, 1)

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    SELECT :tenant, 'P-' || n, 'p-' || n, 'P-' || n, 'pcs', 'FINISHED_GOOD', 0
    FROM generate_series(1, CAST(:levels AS int)) AS n""")
_LEVELS = text("""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location, on_hand)
    SELECT tenant_id, id, sku_sort, 'MAIN', CAST(:each AS int) FROM product""")
_PLACE = text("INSERT INTO term (tenant_id, kind, key, spelling) VALUES (:tenant, 'LOCATION', 'main', 'MAIN')")
_MOVEMENTS = text("""
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, reference, reason, created_by)
    SELECT tenant_id, id, 'RECEIPT', 1, 1, 0, 0, CAST(:first AS date) + (n * 37 + CAST(id AS int)) % :days, '', '',
           'benchmark'
    FROM inventory_level, generate_series(1, CAST(:each AS int)) AS n""")


async def add_movements(session: WriteSession, movements: int) -> None:
    """So many movements, of levels that have fifty each."""
    await add_levels(session, movements // OF_A_LEVEL, OF_A_LEVEL)
    await session.run(_MOVEMENTS, {"each": OF_A_LEVEL, "first": FIRST, "days": DAYS_BACK})


async def add_levels(session: WriteSession, levels: int, on_hand: int) -> None:
    """So many products, each with a level at one location."""
    await session.run(_PRODUCTS, {"tenant": session.tenant_id, "levels": levels})
    await session.run(_PLACE, {"tenant": session.tenant_id})
    await session.run(_LEVELS, {"each": on_hand})
