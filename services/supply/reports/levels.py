"""Levels as two tables: what there is, and what is to be ordered."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from db.engine import ReadSession
from db.supply.filters import InventoryFilter
from db.supply.level_table import level_table, reorder_table
from db.supply.stock_rows import ChangedLevelRow
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows, Wants, everything
from services.shared.table import COUNTS, MARKS, Batch, Column, ColumnType
from services.supply.reports.tables import midnight
from services.supply.stock.days_of_supply import Lasting
from services.supply.stock.lists import lasting_of, order_of

T = ColumnType
LEVEL_COLUMNS = [
    Column("sku", T.TEXT),
    Column("name", T.TEXT),
    Column("kind", T.TEXT),
    Column("location", T.TEXT),
    Column("on_hand", T.DECIMAL),
    Column("allocated", T.DECIMAL),
    Column("available", T.DECIMAL),
    Column("in_transit", T.DECIMAL),
    Column("on_order", T.DECIMAL),
    Column("position", T.DECIMAL),
    Column("allowance", T.DECIMAL),
    Column("days_of_supply", T.DECIMAL),
    Column("is_stockout", T.BOOLEAN),
    Column("is_low_stock", T.BOOLEAN),
    Column("needs_reorder", T.BOOLEAN),
    Column("value", T.DECIMAL),
    Column("currency", T.TEXT),
    Column("last_counted_on", T.DATE),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
REPLENISHMENT_COLUMNS = [
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("position", T.DECIMAL),
    Column("reorder_point", T.DECIMAL),
    Column("order_up_to", T.DECIMAL),
    Column("suggested_quantity", T.DECIMAL),
    Column("order_by", T.DATE),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
COMPUTED = {
    **{name: name for name in ("on_order", "position", "allowance", "is_stockout", "is_low_stock", "needs_reorder")},
    "updated_at": "changed_at",
}
"""Columns of levels that cost more than to be read, and what these are called in a row."""
LEVEL_PLACE = (str, str)
"""What the product sorts by, and the location."""
Row = Callable[[ChangedLevelRow, Lasting | None, date], list[Any]]


async def level_rows(
    session: ReadSession, *, chosen: InventoryFilter, page: Page, today: date, wants: Wants = everything
) -> ReportRows:
    """Levels by product and location; of what has to be computed that which somebody wants."""
    span, left_out = span_of(page), [source for name, source in COMPUTED.items() if not wants(name)]
    table = level_table(chosen, span, midnight=midnight(today), left_out=left_out)
    rows = _batches(session, table.rows(session, span), _level, today, wants("days_of_supply"))
    return ReportRows(rows, partial(table.end, session, span))


async def replenishment_rows(
    session: ReadSession, *, chosen: InventoryFilter, page: Page, today: date, wants: Wants = everything
) -> ReportRows:
    """Levels that need reorder, by product and location; since a moment, those too that need it no more.

    The day by which to order is computed where somebody wants it.
    """
    span = span_of(page)
    table = reorder_table(chosen, span, midnight=midnight(today))
    rows = _batches(session, table.rows(session, span), _order, today, wants("order_by"))
    return ReportRows(rows, partial(table.end, session, span))


async def _batches(
    session: ReadSession, levels: AsyncIterator[Sequence[ChangedLevelRow]], row: Row, today: date, lasts: bool
) -> AsyncIterator[Batch]:
    async for batch in levels:
        found = await lasting_of(session, batch, today) if lasts else {}
        yield [row(level, found.get(level.id), today) for level in batch]


def _level(level: ChangedLevelRow, lasts: Lasting | None, _: date) -> list[Any]:
    return [
        level.sku,
        level.name,
        level.kind,
        level.location,
        level.on_hand,
        level.allocated,
        level.on_hand - level.allocated,
        level.in_transit,
        level.on_order,
        level.position,
        level.allowance,
        None if lasts is None else lasts.shown,
        level.is_stockout,
        level.is_low_stock,
        level.needs_reorder,
        level.value,
        level.currency,
        level.last_counted_on,
        level.changed_at,
        *COUNTS,
    ]


def _order(level: ChangedLevelRow, lasts: Lasting | None, today: date) -> list[Any]:
    """What is no longer to be ordered has no quantity and no day."""
    head = [level.sku, level.location, level.position]
    if not level.needs_reorder:
        return [*head, level.reorder_point, level.order_up_to, None, None, level.changed_at, False, level.changed_at]
    order = order_of(level, lasts, today)
    figures = [order.reorder_point, order.order_up_to, order.suggested_quantity, order.order_by]
    return [*head, *figures, level.changed_at, *COUNTS]
