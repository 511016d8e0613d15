"""The list of safety stocks, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.supply.enums import SafetyStockOrder
from db.supply.filters import SafetyStockFilter
from db.supply.safety_stocks import SAFETY_STOCK_ORDERINGS, safety_stock_page
from services.shared.paging import Page, Turn, turned


async def list_safety_stocks(session: ReadSession, *, chosen: SafetyStockFilter, turn: Turn[SafetyStockOrder]) -> Page:
    """A page of safety stocks; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(safety_stock_page, session, chosen), turn, SAFETY_STOCK_ORDERINGS[turn.order])
