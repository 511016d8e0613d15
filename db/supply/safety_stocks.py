"""Safety stocks: read by key, page and filter; created, changed, and retired by a newer one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.pages import Ordering, Window, page
from db.supply.enums import SafetyStockOrder
from db.supply.filters import SafetyStockFilter
from db.supply.models import SafetyStock
from db.supply.rows import SafetyStockRow

_stocks: Select[*tuple[Any, ...]] = select(*SafetyStock.__table__.columns)

SAFETY_STOCKS_BY_IDS = ReadingByKeys(_stocks, SafetyStock.id)

ACTIVE_SAFETY_STOCKS_BY_PRODUCT_IDS = ReadingByKeys(
    _stocks.where(SafetyStock.is_active).order_by(SafetyStock.product_id, SafetyStock.location), SafetyStock.product_id
)


SAFETY_STOCK_ORDERINGS = {
    SafetyStockOrder.SKU: Ordering(SafetyStock.sku_sort, SafetyStock.id),
    SafetyStockOrder.CREATED: Ordering(SafetyStock.id),
    SafetyStockOrder.QUANTITY: Ordering(SafetyStock.safety_stock_quantity, SafetyStock.id),
}


async def safety_stock_page(session: ReadSession, chosen: SafetyStockFilter, window: Window) -> ColumnRows:
    """Safety stocks in an order, those in a window."""
    return await session.table(page(_stocks.where(*chosen.conditions()), window))


async def safety_stock_count(session: ReadSession, chosen: SafetyStockFilter) -> int:
    """How many safety stocks a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(SafetyStock).where(*chosen.conditions())))


async def safety_stocks_matching(session: ReadSession, chosen: SafetyStockFilter) -> Sequence[SafetyStockRow]:
    """Every safety stock a filter keeps, by sku."""
    return await session.rows(_stocks.where(*chosen.conditions()).order_by(SafetyStock.sku_sort, SafetyStock.id))


async def active_safety_stock(session: ReadSession, product_id: int, location: str) -> SafetyStockRow | None:
    """The active safety stock of a product at a location."""
    return await session.row(
        _stocks.where(SafetyStock.product_id == product_id, SafetyStock.location == location, SafetyStock.is_active)
    )


async def retire_safety_stock(session: WriteSession, product_id: int, location: str) -> SafetyStockRow | None:
    """Make the active safety stock of a product at a location inactive; returns it, where there was one."""
    there = update(SafetyStock).where(
        SafetyStock.product_id == product_id, SafetyStock.location == location, SafetyStock.is_active
    )
    return await session.row(there.values(is_active=False).returning(*SafetyStock.__table__.columns))


async def insert_safety_stock(session: WriteSession, values: Mapping[str, Any]) -> SafetyStockRow:
    """Create a safety stock; a second active one, at the same time, is a ConcurrentChange."""
    new = insert(SafetyStock).values(tenant_id=session.tenant_id, created_by=session.subject, **values)
    (row,) = await session.rows(new.returning(*SafetyStock.__table__.columns))
    return row


async def update_safety_stock(session: WriteSession, id: int, values: Mapping[str, Any]) -> SafetyStockRow | None:
    """Change columns of a safety stock."""
    changed = update(SafetyStock).where(SafetyStock.id == id).values(**values)
    return await session.row(changed.returning(*SafetyStock.__table__.columns))


async def safety_stock_by_id(session: ReadSession, id: int) -> SafetyStockRow | None:
    """One safety stock."""
    return await session.row(_stocks.where(SafetyStock.id == id))
