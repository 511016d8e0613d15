"""Holding a forecast while it is changed, with its product, which stays as it is."""

from typing import NamedTuple

from db.engine import WriteSession
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import forecast_by_id, locked_forecasts
from db.supply.products import locked_product, sku_key_of
from db.supply.rows import ProductRow
from services.shared.errors import NotFound
from services.shared.locks import FORECASTS, PLAN
from services.shared.text import key


class Held(NamedTuple):
    """A forecast that nobody else changes, or makes another active beside, until the transaction ends."""

    forecast: SupplyForecastRow
    product: ProductRow

    @property
    def told(self) -> str:
        """What it is called: "FC-00001 version 2"."""
        return told(self.forecast)


def told(forecast: SupplyForecastRow) -> str:
    """What a forecast is called: "FC-00001 version 2"."""
    return f"{forecast.number} version {forecast.version}"


async def hold_forecast(session: WriteSession, id: int | None, *, unreferred: bool = False) -> Held:
    """Hold a forecast by id; `unreferred` keeps plans from beginning to use it too. Raises NotFound."""
    await session.lock(PLAN, shared=True)
    found = None if id is None else await forecast_by_id(session, id)
    if found is None:
        raise NotFound("there is no such forecast", ("id",), "the id of one that supplyForecasts lists")
    sku_key = await sku_key_of(session, found.product_id)
    await session.lock(FORECASTS, sku_key, key(found.location))
    product = await locked_product(session, sku_key, changing=False)
    (forecast,) = await locked_forecasts(session, [found.id], unreferred=unreferred)
    assert product is not None  # nobody deletes one
    return Held(forecast, product)
