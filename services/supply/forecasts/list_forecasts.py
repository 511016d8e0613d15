"""The list of forecasts, a page at a time."""

from db.engine import ReadSession
from db.shared.enums import OrderDirection
from db.supply.enums import SupplyForecastOrder
from db.supply.filters import SupplyForecastFilter
from db.supply.forecasts import forecast_page
from services.shared.paging import Page, ordered_page, page_size, parse_place


async def list_forecasts(
    session: ReadSession,
    *,
    chosen: SupplyForecastFilter,
    order: SupplyForecastOrder,
    direction: OrderDirection,
    first: int | None,
    after: str | None,
) -> Page:
    """A page of forecasts; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_place(after, order, direction)
    rows = await forecast_page(session, chosen, order=order, direction=direction, after=place, size=size + 1)
    return ordered_page(rows, size=size, after=after, order=order, direction=direction)
