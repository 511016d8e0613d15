"""Products: read by key, page and filter; created and changed."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.folded import folded
from db.shared.pages import Ordering, Window, page
from db.shared.statistics import take_statistics
from db.supply.enums import ProductKind, ProductOrder
from db.supply.filters import ProductFilter
from db.supply.models import Product
from db.supply.rows import OpenUseRow, ProductRow
from db.supply.shop_floor import OPEN_WORK_ORDERS, USED_ON_THE_FLOOR

_products: Select[*tuple[Any, ...]] = select(*Product.__table__.columns)

PRODUCTS_BY_IDS = ReadingByKeys(_products, Product.id)

PRODUCTS_BY_SKU_KEYS = ReadingByKeys(_products, Product.sku_key)

PRODUCT_ORDERINGS = {
    ProductOrder.SKU: Ordering(Product.sku_sort, Product.id),
    ProductOrder.NAME: Ordering(folded("product.name"), Product.id),
    ProductOrder.CREATED: Ordering(Product.id),
    ProductOrder.UNIT_COST: Ordering(Product.unit_cost, Product.id, unknown_last=True),
}

# Whatever has been planned, counted or made of a product fixes how it is counted.
_USED = text(f"""
    WITH given AS (SELECT * FROM unnest(CAST(:ids AS bigint[])) AS given (id))
    SELECT given.id FROM given
    WHERE EXISTS (SELECT 1 FROM bom_line WHERE product_id = given.id)
       OR EXISTS (SELECT 1 FROM bom_line WHERE component_id = given.id)
       OR EXISTS (SELECT 1 FROM demand_series WHERE product_id = given.id)
       OR EXISTS (SELECT 1 FROM supply_forecast WHERE product_id = given.id)
       OR EXISTS (SELECT 1 FROM production_plan WHERE product_id = given.id)
       OR EXISTS (SELECT 1 FROM safety_stock WHERE product_id = given.id)
       OR EXISTS (SELECT 1 FROM inventory_level WHERE product_id = given.id)
       OR {USED_ON_THE_FLOOR}""")

# What keeps a product from becoming inactive.
_OPEN_USES = text(f"""
    SELECT f.product_id, 'forecast' AS kind, f.number, f.version, f.location, f.status FROM supply_forecast f
    WHERE f.product_id = ANY(CAST(:ids AS bigint[])) AND f.status = 'ACTIVE'
    UNION ALL
    SELECT p.product_id, 'plan', p.number, NULL, p.location, p.status FROM production_plan p
    WHERE p.product_id = ANY(CAST(:ids AS bigint[])) AND p.status NOT IN ('COMPLETED', 'CANCELLED')
    UNION ALL {OPEN_WORK_ORDERS}
    ORDER BY 1, 2, 3, 4""")

_UPSERT = text("""
    INSERT INTO product AS product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency,
                                    lead_time_days, daily_capacity, labour_hours_per_unit, labour_skill, is_active)
    SELECT :tenant, * FROM unnest(
        CAST(:sku AS text[]), CAST(:sku_key AS text[]), CAST(:name AS text[]), CAST(:unit AS text[]),
        CAST(:kind AS text[]), CAST(:decimals AS int[]), CAST(:unit_cost AS numeric[]), CAST(:currency AS text[]),
        CAST(:lead_time_days AS numeric[]), CAST(:daily_capacity AS numeric[]),
        CAST(:labour_hours_per_unit AS numeric[]), CAST(:labour_skill AS text[]), CAST(:is_active AS boolean[]))
    ON CONFLICT (tenant_id, sku_key) DO UPDATE SET
        name = excluded.name, unit = excluded.unit, kind = excluded.kind, decimals = excluded.decimals,
        unit_cost = excluded.unit_cost, currency = excluded.currency, lead_time_days = excluded.lead_time_days,
        daily_capacity = excluded.daily_capacity, labour_hours_per_unit = excluded.labour_hours_per_unit,
        labour_skill = excluded.labour_skill, is_active = excluded.is_active""")


class NewProduct(NamedTuple):
    """A product as a file has it."""

    sku: str
    sku_key: str
    name: str
    unit: str
    kind: ProductKind
    decimals: int
    unit_cost: Decimal | None
    currency: str | None
    lead_time_days: Decimal | None
    daily_capacity: Decimal | None
    labour_hours_per_unit: Decimal | None
    labour_skill: str | None
    is_active: bool


async def products_by_sku_keys(session: ReadSession, sku_keys: Collection[str]) -> Sequence[ProductRow]:
    """Products by the keys of their skus."""
    return await session.rows(_products.where(Product.sku_key == func.any(list(sku_keys))))


async def products_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[ProductRow]:
    """Products by their ids."""
    return await session.rows(_products.where(Product.id == func.any(sorted(ids)))) if ids else []


async def locked_product(session: WriteSession, sku_key: str, *, changing: bool) -> ProductRow | None:
    """A product, held as it is until the transaction ends: alone by who changes it, shared by who relies on it."""
    query = _products.where(Product.sku_key == sku_key)
    return await session.row(query.with_for_update(key_share=changing, read=not changing))


async def product_page(session: ReadSession, chosen: ProductFilter, window: Window) -> ColumnRows:
    """Products in an order, those in a window."""
    return await session.table(page(_products.where(*chosen.conditions()), window))


async def product_count(session: ReadSession, chosen: ProductFilter) -> int:
    """How many products a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Product).where(*chosen.conditions())))


async def products_matching(session: ReadSession, chosen: ProductFilter) -> Sequence[ProductRow]:
    """Every product a filter keeps, by sku."""
    return await session.rows(_products.where(*chosen.conditions()).order_by(Product.sku_sort))


async def used_products(session: ReadSession, ids: Collection[int]) -> set[int]:
    """Those of some products that anything refers to: their kind and decimals are fixed."""
    return {row.id for row in await session.rows(_USED, {"ids": sorted(ids)})} if ids else set()


async def open_uses_of(session: ReadSession, ids: Collection[int]) -> Sequence[OpenUseRow]:
    """Active forecasts and open plans of some products."""
    return await session.rows(_OPEN_USES, {"ids": sorted(ids)}) if ids else []


async def locked_products(session: WriteSession, sku_keys: Collection[str]) -> Sequence[ProductRow]:
    """Products by the keys of their skus, held as they are until the transaction ends, in order of id."""
    query = _products.where(Product.sku_key == func.any(list(sku_keys))).order_by(Product.id)
    return await session.rows(query.with_for_update(read=True))


async def locked_products_by_ids(session: WriteSession, ids: Collection[int]) -> Sequence[ProductRow]:
    """Products held as they are until the transaction ends, in order of id."""
    query = _products.where(Product.id == func.any(sorted(ids))).order_by(Product.id)
    return await session.rows(query.with_for_update(read=True)) if ids else []


async def upsert_products(session: WriteSession, products: Sequence[NewProduct]) -> None:
    """Create products, and change those of the same sku; what they are called stays as first spelled."""
    if products:
        await session.run(_UPSERT, {"tenant": session.tenant_id, **columns_of(NewProduct, products)})
        await take_statistics(session, "product", len(products))


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


async def skus_in_use(session: ReadSession, *, first: ProductKind, most: int) -> Sequence[str]:
    """The skus of active products, those of a kind before the others, so many at most."""
    chosen = select(Product.sku).where(Product.is_active).order_by(Product.kind != first, Product.sku_sort)
    return [row.sku for row in await session.rows(chosen.limit(most))]


async def skus_of(session: ReadSession, ids: Collection[int]) -> dict[int, str]:
    """The skus of some products, by id."""
    rows = await session.rows(select(Product.id, Product.sku).where(Product.id == func.any(sorted(ids))))
    return {row.id: row.sku for row in rows}


async def sku_key_of(session: ReadSession, id: int) -> str:
    """The key of a product's sku."""
    return str(await session.scalar(select(Product.sku_key).where(Product.id == id)))
