"""The list of products, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.supply.enums import ProductOrder
from db.supply.filters import ProductFilter
from db.supply.products import PRODUCT_ORDERINGS, product_page
from services.shared.paging import Page, Turn, turned


async def list_products(session: ReadSession, *, chosen: ProductFilter, turn: Turn[ProductOrder]) -> Page:
    """A page of products; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(product_page, session, chosen), turn, PRODUCT_ORDERINGS[turn.order])
