"""Lists of production plans, a page at a time."""

from db.engine import ReadSession
from db.shared.enums import OrderDirection
from db.supply.enums import ProductionPlanOrder
from db.supply.filters import ProductionPlanFilter
from db.supply.plans import plan_page
from services.shared.paging import Page, ordered_page, page_size, parse_place


async def list_plans(
    session: ReadSession,
    *,
    chosen: ProductionPlanFilter,
    order: ProductionPlanOrder,
    direction: OrderDirection,
    first: int | None,
    after: str | None,
) -> Page:
    """A page of plans in an order; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_place(after, order, direction)
    rows = await plan_page(session, chosen, order=order, direction=direction, after=place, size=size + 1)
    return ordered_page(rows, size=size, after=after, order=order, direction=direction)
