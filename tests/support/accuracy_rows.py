"""Calls of what is measured and checked of forecasts, on a forecast that gives them something to find."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.supply import accuracies, forecast_checks
from tests.support.supply_rows import DAY, ONE, of_product


async def _stored(session: WriteSession, _: int) -> Any:
    """A forecast with figures that are not those of its values."""
    forecast = await session.scalar(text("SELECT max(id) FROM supply_forecast"))
    accuracy = {"buckets": 1, "left_out": 0, "zero_actuals": 0, "mae": 2.0, "rmse": 1.0, "bias": 0.0}
    return await accuracies.store_accuracy(session, forecast, accuracy, actuals={DAY: ONE})


async def _differing(session: WriteSession, product: int) -> Any:
    await _stored(session, product)
    return await accuracies.differing_accuracies(session)


async def _incomplete(session: WriteSession, _: int) -> Any:
    """A forecast of a day more than it has values of."""
    await session.run(text("UPDATE supply_forecast SET horizon_end = horizon_end + 1 WHERE number LIKE 'FC-9%'"))
    return await forecast_checks.incomplete_forecasts(session)


CALLS_ABOUT_ACCURACY: dict[str, Callable[[Any], Any]] = {
    "db.supply.accuracies.store_accuracy": of_product(_stored),
    "db.supply.accuracies.differing_accuracies": of_product(_differing),
    "db.supply.forecast_checks.incomplete_forecasts": of_product(_incomplete),
}
