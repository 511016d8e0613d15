"""Putting a forecast away."""

from db.engine import WriteSession
from db.shared.clock import moment
from db.supply.enums import SupplyForecastStatus
from db.supply.forecasts import hold_plans_of_forecast, update_forecast
from db.supply.levels import LevelKey
from db.supply.plans import plans_using_forecasts
from services.shared.errors import Incompatible
from services.shared.inputs import Inputs
from services.supply.forecasts.hold_forecast import Held, hold_forecast
from services.supply.forecasts.transitions import FORECAST_TRANSITIONS
from services.supply.stock.touching import touch_level


async def archive_forecast(session: WriteSession, *, id: int | None, reason: str | None) -> int:
    """Archive a forecast; returns its id. An active one needs a reason, and that no plan under way uses it.

    Raises NotFound, NotAllowedInState, InvalidInput for the reason, and Incompatible, which names the plans.
    """
    inputs = Inputs()
    why = inputs.optional_text("reason", reason)
    held = await hold_forecast(session, id, unreferred=True)
    forecast = held.forecast
    target = FORECAST_TRANSITIONS.advance(forecast.status, "be archived", reason=why, path=("id",))
    inputs.refuse()
    if forecast.status is SupplyForecastStatus.ACTIVE:
        await _require_unused(session, held)
    now = await moment(session)
    values = {"status": target, "archived_by": session.subject, "archived_at": now, "archive_reason": why}
    await update_forecast(session, forecast.id, values, status=forecast.status)
    if forecast.status is SupplyForecastStatus.ACTIVE:
        await touch_level(session, LevelKey(forecast.product_id, forecast.location))
    return forecast.id


async def _require_unused(session: WriteSession, held: Held) -> None:
    await hold_plans_of_forecast(session, held.forecast.id)
    plans = await plans_using_forecasts(session, [held.forecast.id])
    uses = [f"plan {plan.number} is {plan.status}" for plan in plans]
    if uses:
        raise Incompatible(f"{held.told} is in use: {'; '.join(uses)}", ("id",), reasons=uses)
