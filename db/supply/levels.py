"""Levels: what there is of a product at a location, held by who writes movements, read by key, page and filter."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Numeric,
    Select,
    Text,
    and_,
    cast,
    column,
    false,
    func,
    literal,
    select,
    text,
)

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.enums import OrderDirection
from db.shared.pages import Ordering, Place, Window, page
from db.shared.rows import DifferingBalanceRow
from db.supply.enums import InventoryOrder
from db.supply.filters import (
    AVAILABLE,
    IS_LOW_STOCK,
    IS_STOCKOUT,
    NEEDS_REORDER,
    POSITION,
    InventoryFilter,
)
from db.supply.ledgers import ALLOCATED, IN_TRANSIT, ON_HAND
from db.supply.models import InventoryLevel, Product, SafetyStock
from db.supply.shop_floor import ALLOWANCE, ON_ORDER
from db.supply.stock_rows import HeldLevelRow, InventoryLevelRow, LevelSeenRow
from db.touched import Touched


class LevelKey(NamedTuple):
    """A product at a location, by the location's spelling."""

    product_id: int
    location: str


_levels: Select[*tuple[Any, ...]] = select(*InventoryLevel.__table__.columns)

LEVELS_BY_IDS = ReadingByKeys(_levels, InventoryLevel.id)

LEVELS_BY_PRODUCT_IDS = ReadingByKeys(
    _levels.order_by(InventoryLevel.product_id, InventoryLevel.location), InventoryLevel.product_id
)

_GIVEN = "unnest(CAST(:product_id AS bigint[]), CAST(:location AS text[])) AS given (product_id, location)"
_CREATE = text(f"""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location)
    SELECT :tenant, given.product_id, p.sku_sort, given.location
    FROM {_GIVEN} JOIN product p ON p.id = given.product_id
    WHERE NOT EXISTS (SELECT 1 FROM inventory_level l
                      WHERE l.product_id = given.product_id AND l.location = given.location)
    ORDER BY given.product_id, given.location
    FOR SHARE OF p
    ON CONFLICT (tenant_id, product_id, location) DO NOTHING
    RETURNING id""")
_LOCK = text(f"""
    SELECT l.*, p.decimals
    FROM inventory_level l JOIN {_GIVEN} USING (product_id, location) JOIN product p ON p.id = l.product_id
    ORDER BY l.product_id, l.location FOR NO KEY UPDATE OF l""")
_BY_KEYS = text(f"SELECT l.* FROM inventory_level l JOIN {_GIVEN} USING (product_id, location)")


async def lock_levels(session: WriteSession, keys: Collection[LevelKey]) -> dict[LevelKey, HeldLevelRow]:
    """Levels held alone until the transaction ends, in the order of their keys; those that are missing are created.

    A product that there is not has no level. A product's first level holds it as it is: whoever would change its
    decimals waits, and then finds it in use. What follows from a level is looked at once it is created, though nothing
    is moved.
    """
    if not keys:
        return {}
    given = columns_of(LevelKey, sorted(set(keys)))
    created = await session.rows(_CREATE, {"tenant": session.tenant_id, **given})
    session.touched.note(Touched.LEVELS, [row.id for row in created])
    rows: Sequence[HeldLevelRow] = await session.rows(_LOCK, given)
    return {LevelKey(row.product_id, row.location): row for row in rows}


async def levels_by_keys(session: ReadSession, keys: Collection[LevelKey]) -> Sequence[InventoryLevelRow]:
    """The levels there are of some products at some locations."""
    return await session.rows(_BY_KEYS, columns_of(LevelKey, sorted(set(keys)))) if keys else []


async def differing_levels(session: ReadSession) -> dict[str, Sequence[DifferingBalanceRow]]:
    """Levels that are not the sum of their movements, by the column that differs."""
    ledgers = (ON_HAND, ALLOCATED, IN_TRANSIT)
    return {ledger.balance: await session.rows(ledger.differing) for ledger in ledgers}


_DAYS: Any = column("days", Numeric())  # of supply, which are computed, not read

# What stands beside a level, once a row: the product, and the active safety stock.
_VALUE = InventoryLevel.on_hand * Product.unit_cost
_AT_PRODUCT = and_(Product.tenant_id == InventoryLevel.tenant_id, Product.id == InventoryLevel.product_id)
_AT_SAFETY_STOCK = and_(
    SafetyStock.tenant_id == InventoryLevel.tenant_id,
    SafetyStock.product_id == InventoryLevel.product_id,
    SafetyStock.location == InventoryLevel.location,
    SafetyStock.is_active,
)
LEVELS_SEEN = (
    select(
        *InventoryLevel.__table__.columns,
        SafetyStock.id.label("safety_stock_id"),
        ON_ORDER.label("on_order"),
        POSITION.label("position"),
        ALLOWANCE.label("allowance"),
        IS_STOCKOUT.label("is_stockout"),
        func.coalesce(IS_LOW_STOCK, false()).label("is_low_stock"),
        func.coalesce(NEEDS_REORDER, false()).label("needs_reorder"),
        _VALUE.label("value"),
        Product.sku,
        Product.name,
        Product.kind,
        Product.decimals,
        Product.currency,
        Product.lead_time_days,
        SafetyStock.reorder_point,
        SafetyStock.order_up_to,
        SafetyStock.lead_time_days.label("safety_lead_time_days"),
    )
    .join(Product, _AT_PRODUCT)
    .outerjoin(SafetyStock, _AT_SAFETY_STOCK)
)
"""Levels with what stands beside them."""

LEVELS_SEEN_BY_IDS = ReadingByKeys(LEVELS_SEEN, InventoryLevel.id)

LEVELS_SEEN_BY_PRODUCT_IDS = ReadingByKeys(
    LEVELS_SEEN.order_by(InventoryLevel.product_id, InventoryLevel.location), InventoryLevel.product_id
)


def level_ordering(order: InventoryOrder, direction: OrderDirection) -> Ordering:
    """What levels are listed by; those without a cost, or without days of supply, come last in both directions."""
    if order is InventoryOrder.VALUE:
        last = "Infinity" if direction is OrderDirection.ASC else "-Infinity"
        value = func.coalesce(_VALUE, cast(literal(last, Text), Numeric), type_=Numeric)
        return Ordering(value, InventoryLevel.id)
    if order is InventoryOrder.DAYS_OF_SUPPLY:
        return Ordering(_DAYS, InventoryLevel.id, unknown_last=True)
    return Ordering(InventoryLevel.sku_sort if order is InventoryOrder.SKU else AVAILABLE, InventoryLevel.id)


async def level_page(session: ReadSession, chosen: InventoryFilter, window: Window) -> ColumnRows:
    """Levels by sku, available quantity or value, those in a window. Of days of supply see `levels_matching`."""
    return await session.table(page(LEVELS_SEEN.where(*chosen.conditions()), window))


async def levels_listed(session: ReadSession, listed: Sequence[Place]) -> ColumnRows:
    """Levels in the order of some places, days of supply and id, which stand beside them."""
    days, ids = [days_ for days_, _ in listed], [id_ for _, id_ in listed]
    given = (
        func.unnest(cast(ids, ARRAY(BigInteger)), cast(days, ARRAY(Numeric)))
        .table_valued(column("id", BigInteger), _DAYS, with_ordinality="nth", joins_implicitly=True)
        .render_derived(name="given")
    )
    chosen = LEVELS_SEEN.join(given, given.c.id == InventoryLevel.id)
    placed = chosen.add_columns(given.c.days.label("place_0"), given.c.id.label("place_1"))
    return await session.table(placed.order_by(given.c.nth))


async def levels_matching(session: ReadSession, chosen: InventoryFilter) -> Sequence[LevelSeenRow]:
    """Every level a filter keeps, with what stands beside it, by sku."""
    kept = LEVELS_SEEN.where(*chosen.conditions()).order_by(InventoryLevel.sku_sort, InventoryLevel.location)
    return await session.rows(kept)


async def level_count(session: ReadSession, chosen: InventoryFilter) -> int:
    """How many levels a filter keeps."""
    kept = LEVELS_SEEN.where(*chosen.conditions()).with_only_columns(func.count(), maintain_column_froms=True)
    return int(await session.scalar(kept))
