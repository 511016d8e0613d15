"""Holding levels: whoever enters movements holds the levels of all of them, in the order of their keys."""

from collections.abc import Collection, Mapping, Sequence

from db.engine import WriteSession
from db.errors import ConcurrentChange
from db.supply.levels import LevelKey, lock_levels
from db.supply.products import PRODUCTS_BY_IDS
from db.supply.rows import ProductRow
from db.supply.stock_rows import MovementThereRow
from services.supply.stock.entering import Held


async def hold(session: WriteSession, products: Mapping[LevelKey, ProductRow]) -> dict[LevelKey, Held]:
    """The levels of some products at locations, held until the transaction ends; those that are missing are made.

    Quantities were checked by the decimals of `products`: raises ConcurrentChange where they have changed meanwhile.
    """
    rows = await lock_levels(session, products)
    if any(row.decimals != products[at].decimals for at, row in rows.items()):
        raise ConcurrentChange
    return {
        at: Held(row.id, products[at].sku, row.location, row.on_hand, row.allocated, row.in_transit)
        for at, row in rows.items()
    }


async def hold_again(session: WriteSession, rows: Sequence[MovementThereRow]) -> dict[int, Held]:
    """The levels of some movements, by id, held until the transaction ends."""
    levels = await hold_levels(session, [LevelKey(row.product_id, row.location) for row in rows])
    return {level.id: level for level in levels.values()}


async def hold_levels(session: WriteSession, keys: Collection[LevelKey]) -> dict[LevelKey, Held]:
    """The levels of products at locations whose quantities are used already, held until the transaction ends."""
    levels = await lock_levels(session, keys)
    products = await session.read(PRODUCTS_BY_IDS, ("id", "sku"), {"keys": sorted({at.product_id for at in levels})})
    skus = dict(zip(products.column("id"), products.column("sku"), strict=True))
    return {
        at: Held(row.id, skus[at.product_id], row.location, row.on_hand, row.allocated, row.in_transit)
        for at, row in levels.items()
    }
