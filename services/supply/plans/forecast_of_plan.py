"""The forecast that a plan names: it expects the same product at the same location."""

from typing import NamedTuple

from db.engine import ReadSession
from db.supply.forecasts import FORECASTS_BY_IDS
from services.shared.errors import InvalidInput, NotFound

_NAMES = ("product_id", "location", "number", "version")


class Planned(NamedTuple):
    """What is made, and where."""

    product_id: int
    sku: str
    location: str


async def require_forecast(session: ReadSession, forecast_id: int, planned: Planned, *, path: tuple[str, ...]) -> None:
    """Raise NotFound, and InvalidInput for a forecast of another product or location."""
    rows = await session.read(FORECASTS_BY_IDS, _NAMES, {"keys": [forecast_id]})
    if not len(rows):
        raise NotFound("there is no such forecast", path, "the id of one that supplyForecasts lists")
    product, where, number, version = (rows.column(name)[0] for name in _NAMES)
    if (product, where) != (planned.product_id, planned.location):
        told = f"{number} version {version} is of another product or location"
        raise InvalidInput(told, path, accepted=f"a forecast of {planned.sku} at {planned.location}")
