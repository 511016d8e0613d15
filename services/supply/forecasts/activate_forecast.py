"""Making a forecast the one that counts for its product and location."""

from datetime import date
from typing import NamedTuple

from db.engine import WriteSession
from db.shared.clock import moment
from db.supply.enums import SupplyForecastStatus
from db.supply.forecasts import active_forecast, update_forecast
from db.supply.levels import LevelKey
from services.shared.errors import Incompatible
from services.supply.forecasts.hold_forecast import Held, hold_forecast
from services.supply.forecasts.transitions import FORECAST_TRANSITIONS
from services.supply.stock.touching import touch_level


class Activated(NamedTuple):
    """The forecast that counts now, and the one that did before."""

    id: int
    superseded_id: int | None


async def activate_forecast(session: WriteSession, *, id: int | None, today: date) -> Activated:
    """Activate a draft; the active one of its product and location is superseded in the same moment.

    Raises NotFound, NotAllowedInState, and Incompatible where the product is inactive or the horizon over.
    """
    held = await hold_forecast(session, id)
    forecast = held.forecast
    target = FORECAST_TRANSITIONS.advance(forecast.status, "be activated", path=("id",))
    _require_use(held, today)
    who, now = session.subject, await moment(session)
    former = await active_forecast(session, forecast.product_id, forecast.location)
    if former is not None:
        superseded = FORECAST_TRANSITIONS.advance(former.status, "be superseded")
        values = {"status": superseded, "superseded_by": who, "superseded_at": now}
        await update_forecast(session, former.id, values, status=SupplyForecastStatus.ACTIVE)
    values = {"status": target, "activated_by": who, "activated_at": now}
    await update_forecast(session, forecast.id, values, status=forecast.status)
    await touch_level(session, LevelKey(forecast.product_id, forecast.location))
    return Activated(forecast.id, None if former is None else former.id)


def _require_use(held: Held, today: date) -> None:
    reasons = [] if held.product.is_active else [f"product {held.product.sku} is inactive"]
    if held.forecast.horizon_end < today:
        reasons.append(f"{held.told} ended on {held.forecast.horizon_end}")
    if reasons:
        raise Incompatible(f"{held.told} cannot be activated: {'; '.join(reasons)}", ("id",), reasons=reasons)
