"""The products of a filter that the generator is asked for at once."""

from collections.abc import Sequence

from db.engine import ReadSession
from db.supply.filters import ProductFilter
from db.supply.products import product_count, products_matching
from db.supply.rows import ProductRow
from services.shared.errors import InvalidInput

MOST_PRODUCTS = 1_000
"""Of one call: it is over within two minutes on two cores, with weeks or months of three years."""


async def products_to_forecast(session: ReadSession, chosen: ProductFilter) -> Sequence[ProductRow]:
    """Every product that a filter keeps, by sku; raises InvalidInput for none and for too many."""
    count = await product_count(session, chosen)
    if count == 0:
        raise InvalidInput("the filter keeps no product", ("filter",), accepted="one that keeps a product")
    if count > MOST_PRODUCTS:
        accepted = f"one that keeps at most {MOST_PRODUCTS:,}"
        raise InvalidInput(f"the filter keeps {count:,} products", ("filter",), accepted=accepted)
    return await products_matching(session, chosen)
