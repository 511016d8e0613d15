"""Where one level has nearly all movements, and one product all work orders, a page of any costs what it holds."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from benchmarks.ledger import add_levels
from benchmarks.stock import add_one_ledger
from db.engine import Database
from db.shared.keyed_pages import Span
from db.shared.statistics import take_statistics
from db.supply.filters import InventoryFilter, MovementFilter
from db.supply.level_table import level_table
from db.supply.movement_table import day_table, movement_table

MOVEMENTS, PAGE = 6_000, 10  # six movements a day
TABLES = {"movements": movement_table, "days": day_table}
COLUMNS = {"alone": ["sku", "location"], "with what is summed": ["sku", "updated_at"]}
ORDERS, LEVELS = 3_000, 300
READ = text("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'work_order'")
OF_ONE_PRODUCT = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
                            original_target_qty, planned_start, deadline, original_deadline, overproduction_allowance,
                            produces_stock, consumption, status, created_by)
    SELECT :tenant, 'W-' || n, 'w-' || n, (SELECT min(id) FROM product), 'LINE', 'SEW', 'MAIN', 5, 5, '2025-06-01',
           '2025-06-30', '2025-06-30', 0.05, true, 'MANUAL', 'IN_PROGRESS', 'tester'
    FROM generate_series(1, CAST(:orders AS int)) AS n""")


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", TABLES)
async def test_a_page_reads_what_it_holds(database: Database, demo_id: UUID, name: str, columns: str) -> None:
    span = Span(limit=PAGE)
    table = TABLES[name](MovementFilter(), span)
    asked = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {table._page(COLUMNS[columns], span)}")
    async with database.write(demo_id, subject="tester") as session:
        await add_one_ledger(session, MOVEMENTS, date(2025, 6, 18))
        for filled in ("inventory_movement", "inventory_level"):
            await take_statistics(session, filled, MOVEMENTS)
        ((plan,),) = await session.rows(asked, table._values(span))
    read = sum(rows_read(plan[0]["Plan"]))
    assert PAGE < read < 20 * PAGE


def rows_read(plan: dict[str, Any]) -> Iterator[int]:
    """Of each scan of movements, the rows that it went through."""
    if plan.get("Relation Name") == "inventory_movement":
        yield plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
    for below in plan.get("Plans", ()):
        yield from rows_read(below)


async def test_levels_read_the_work_orders_of_their_own_product(database: Database, demo_id: UUID) -> None:
    table = level_table(InventoryFilter(), Span(), midnight=datetime(2025, 6, 18, tzinfo=UTC))
    async with database.write(demo_id, subject="tester") as session:
        await add_levels(session, LEVELS, on_hand=1)
        await session.run(OF_ONE_PRODUCT, {"tenant": demo_id, "orders": ORDERS})
        for filled, written in (("work_order", ORDERS), ("inventory_level", LEVELS)):
            await take_statistics(session, filled, written)
        before = await session.scalar(READ, {})
        page = [row async for batch in table.rows(session, Span(limit=LEVELS)) for row in batch]
        read = await session.scalar(READ, {}) - before
    assert [row.on_order for row in page[:2]] == [5 * ORDERS, 0]
    assert ORDERS <= read < 10 * ORDERS  # one level's, once for each figure that follows from them
