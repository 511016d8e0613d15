"""Editing a draft of a forecast."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from db.engine import WriteSession
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import NEVER_MEASURED, NewValue, values_of, write_values
from db.supply.forecasts import update_forecast as write
from services.shared.errors import NoChanges
from services.supply.forecasts.hold_forecast import hold_forecast
from services.supply.forecasts.transitions import FORECAST_TRANSITIONS
from services.supply.forecasts.values import ForecastInputs, Horizon, Value


async def update_forecast(session: WriteSession, *, id: int | None, patch: Mapping[str, Any]) -> int:
    """Change name and notes of a draft, and the values of the buckets that the patch names; returns its id.

    What was measured of other values is forgotten. Raises NotFound, NotAllowedInState, NoChanges, and Refusals of
    InvalidInput for bad values.
    """
    held = await hold_forecast(session, id)
    forecast = held.forecast
    FORECAST_TRANSITIONS.advance(forecast.status, "be updated", path=("id",))
    columns = _checked(forecast, patch, held.product.decimals)
    changed = {name: value for name, value in columns.items() if getattr(forecast, name) != value}
    values = await _other_values(session, forecast, patch.get("values", ()))
    if not changed and not values:
        raise NoChanges("the patch changes nothing", ("patch",))
    await write_values(session, [NewValue(forecast.id, *value) for value in values])
    await write(session, forecast.id, {**changed, **(NEVER_MEASURED if values else {})}, status=forecast.status)
    return forecast.id


def _checked(forecast: SupplyForecastRow, patch: Mapping[str, Any], decimals: int) -> dict[str, Any]:
    """The columns that a patch names; raises Refusals for what is wrong with them, or with its values."""
    inputs = ForecastInputs("patch")
    columns: dict[str, Any] = {}
    if "name" in patch:
        columns["name"] = inputs.text("name", patch["name"])
    if "notes" in patch:
        columns["notes"] = inputs.prose("notes", patch["notes"]) or ""
    if "values" in patch and patch["values"] is None:
        inputs.note("values is null", "values", accepted="values of some buckets, or no such field")
    elif "values" in patch:
        horizon = Horizon(forecast.bucket, forecast.horizon_start, forecast.horizon_end)
        inputs.values(patch["values"], horizon, decimals=decimals, whole=False)
    inputs.refuse()
    return columns


async def _other_values(session: WriteSession, forecast: SupplyForecastRow, given: Sequence[Value]) -> list[Value]:
    """Those of some values that are not as they are stored."""
    stored: dict[date, Value] = {
        row.start: Value(row.start, row.quantity, row.lower, row.upper)
        for row in (await values_of(session, [forecast.id]) if given else ())
    }
    return [value for value in given if stored.get(value.start) != value]
