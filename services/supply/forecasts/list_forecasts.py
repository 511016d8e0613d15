"""The list of forecasts, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.supply.enums import SupplyForecastOrder
from db.supply.filters import SupplyForecastFilter
from db.supply.forecasts import FORECAST_ORDERINGS, forecast_page
from services.shared.paging import Page, Turn, turned


async def list_forecasts(
    session: ReadSession, *, chosen: SupplyForecastFilter, turn: Turn[SupplyForecastOrder]
) -> Page:
    """A page of forecasts; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(forecast_page, session, chosen), turn, FORECAST_ORDERINGS[turn.order])
