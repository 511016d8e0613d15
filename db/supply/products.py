"""Products: read by key, page and filter; created and changed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.enums import OrderDirection
from db.supply.filters import ProductFilter
from db.supply.models import Product
from db.supply.pages import Place, page
from db.supply.rows import ProductRow

_products: Select[*tuple[Any, ...]] = select(*Product.__table__.columns)

PRODUCTS_BY_IDS = ReadingByKeys(_products, Product.id)

PRODUCTS_BY_SKU_KEYS = ReadingByKeys(_products, Product.sku_key)

# Whatever has been planned, counted or made of a product fixes how it is counted.
_USED = text("""
    SELECT EXISTS (SELECT 1 FROM bom_line WHERE product_id = :id OR component_id = :id)
        OR EXISTS (SELECT 1 FROM demand_series WHERE product_id = :id)
        OR EXISTS (SELECT 1 FROM supply_forecast WHERE product_id = :id)
        OR EXISTS (SELECT 1 FROM production_plan WHERE product_id = :id)
        OR EXISTS (SELECT 1 FROM safety_stock WHERE product_id = :id)
        OR EXISTS (SELECT 1 FROM inventory_level WHERE product_id = :id)""")


async def products_by_sku_keys(session: ReadSession, sku_keys: Collection[str]) -> Sequence[ProductRow]:
    """Products by the keys of their skus."""
    return await session.rows(_products.where(Product.sku_key == func.any(list(sku_keys))))


async def locked_product(session: WriteSession, sku_key: str, *, changing: bool) -> ProductRow | None:
    """A product, held as it is until the transaction ends: alone by who changes it, shared by who relies on it."""
    query = _products.where(Product.sku_key == sku_key)
    return await session.row(query.with_for_update(key_share=changing, read=not changing))


async def product_page(session: ReadSession, chosen: ProductFilter, *, after: Place | None, size: int) -> ColumnRows:
    """Products by sku, numbers in it as numbers; those after a place."""
    kept = _products.where(*chosen.conditions())
    direction = OrderDirection.ASC
    return await session.table(page(kept, Product.sku_sort, Product.id, direction=direction, after=after, size=size))


async def product_count(session: ReadSession, chosen: ProductFilter) -> int:
    """How many products a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Product).where(*chosen.conditions())))


async def products_matching(session: ReadSession, chosen: ProductFilter) -> Sequence[ProductRow]:
    """Every product a filter keeps, by sku."""
    return await session.rows(_products.where(*chosen.conditions()).order_by(Product.sku_sort))


async def product_is_used(session: ReadSession, product_id: int) -> bool:
    """Whether anything refers to a product: then its kind and decimals are fixed."""
    return bool(await session.scalar(_USED, {"id": product_id}))


async def insert_product(session: WriteSession, values: Mapping[str, Any]) -> ProductRow:
    """Create a product; another of the same sku, created at the same time, is a ConcurrentChange."""
    new = insert(Product).values(tenant_id=session.tenant_id, **values)
    (row,) = await session.rows(new.returning(*Product.__table__.columns))
    return row


async def update_product(session: WriteSession, product_id: int, values: Mapping[str, Any]) -> ProductRow:
    """Change columns of a product."""
    changed = update(Product).where(Product.id == product_id).values(**values)
    (row,) = await session.rows(changed.returning(*Product.__table__.columns))
    return row
