"""The list of products, a page at a time."""

from db.engine import ReadSession
from db.supply.filters import ProductFilter
from db.supply.products import product_page
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_products(session: ReadSession, *, chosen: ProductFilter, first: int | None, after: str | None) -> Page:
    """A page of products by sku; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_cursor(after, str, int)
    rows = await product_page(session, chosen, after=(place[0], place[1]) if place else None, size=size + 1)
    return page(rows, size=size, after=after, place=["place", "id"])
