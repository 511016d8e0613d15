"""Where one level has nearly all movements, a page of any costs what it holds: no other level's are gone through."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from benchmarks.stock import add_one_ledger
from db.engine import Database
from db.shared.keyed_pages import Span
from db.shared.statistics import take_statistics
from db.supply.filters import MovementFilter
from db.supply.movement_table import day_table, movement_table

MOVEMENTS, PAGE = 6_000, 10  # six movements a day
TABLES = {"movements": movement_table, "days": day_table}
COLUMNS = {"alone": ["sku", "location"], "with what is summed": ["sku", "updated_at"]}


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
