"""Calls of the tables of supply whose rows are typed, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from db.shared.keyed_pages import Selected, Span
from db.supply.filters import InventoryFilter, ProductionPlanFilter, SafetyStockFilter
from db.supply.level_table import level_table, reorder_table
from db.supply.plan_table import plan_table
from db.supply.safety_stock_table import safety_stock_table
from tests.support.supply_rows import supplied

MIDNIGHT = datetime(2025, 6, 2, tzinfo=UTC)


def _every_row(table: Selected[Any]) -> Callable[[Any], Awaitable[Any]]:
    """All rows of a table, of a product that has one of everything among them."""

    async def call(world: Any) -> Any:
        await supplied(world.session)
        return [row async for batch in table.rows(world.session, Span()) for row in batch]

    return call


CALLS_OF_TABLES: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "db.supply.level_table.level_table": _every_row(level_table(InventoryFilter(), Span(), midnight=MIDNIGHT)),
    "db.supply.level_table.reorder_table": _every_row(reorder_table(InventoryFilter(), Span(), midnight=MIDNIGHT)),
    "db.supply.safety_stock_table.safety_stock_table": _every_row(safety_stock_table(SafetyStockFilter(), Span())),
    "db.supply.plan_table.plan_table": _every_row(plan_table(ProductionPlanFilter(), Span())),
}
