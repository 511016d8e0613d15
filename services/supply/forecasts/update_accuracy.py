"""Measuring a forecast by what came."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.supply.accuracies import store_accuracy
from db.supply.bounds import QUANTITY
from db.supply.demand import demand_extents, demand_series_of
from db.supply.enums import TimeBucket
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import values_of
from db.supply.levels import LevelKey
from services.shared.errors import InvalidInput, Refusal, noted, refuse_all
from services.shared.quantities import require_quantity
from services.supply.demand.buckets import ACCEPTED_STARTS, bucket_end, is_start
from services.supply.forecasts.accuracy import accuracy_of
from services.supply.forecasts.actuals import Actuals, Asked, actuals_of
from services.supply.forecasts.hold_forecast import hold_forecast

PATH = ("actuals",)


class GivenActual(NamedTuple):
    """What came in the bucket that begins on a day, as it is given."""

    start: date
    quantity: Decimal


async def update_forecast_accuracy(
    session: WriteSession, *, id: int | None, actuals: Sequence[GivenActual] | None, today: date
) -> SupplyForecastRow:
    """Measure a forecast over its buckets that are over, and keep the result: by the figures given alone, else by the
    demand history.

    Raises NotFound, and InvalidInput: for figures that are none of its buckets', and where no bucket has one, with the
    days of both.
    """
    forecast, product = await hold_forecast(session, id)
    values = await values_of(session, [forecast.id])
    given = None if actuals is None else _checked(forecast, actuals, product.decimals)
    known = await _by_history(session, forecast, today) if given is None else given
    over = [value.start for value in values if bucket_end(value.start, forecast.bucket) < today]
    used = {start: known[start] for start in over if start in known}
    accuracy = accuracy_of([(value.quantity, used.get(value.start)) for value in values])
    if accuracy is None:
        source = await _of_history(session, forecast) if given is None else _of_figures(forecast, given)
        raise _nothing_in_common(forecast, source, today)
    return await store_accuracy(session, forecast.id, accuracy._asdict(), actuals=used)


async def _by_history(session: WriteSession, forecast: SupplyForecastRow, today: date) -> Actuals:
    key = LevelKey(forecast.product_id, forecast.location)
    asked = Asked(key, forecast.bucket, forecast.horizon_start, forecast.horizon_end)
    return (await actuals_of(session, [asked], today=today))[asked]


async def _of_history(session: WriteSession, forecast: SupplyForecastRow) -> str:
    """What there is of a demand history, in words."""
    key = [LevelKey(forecast.product_id, forecast.location)]
    kept = [row.bucket for row in await demand_series_of(session, key)] or [TimeBucket.DAY]
    days = [f"of {row.first} to {row.last}" for row in await demand_extents(session, key)] or ["of no day"]
    return f"the demand history, kept by {kept[0]}, is {days[0]}"


def _of_figures(forecast: SupplyForecastRow, given: Actuals) -> str:
    """What is given, in words."""
    days = f"of {min(given)} to {bucket_end(max(given), forecast.bucket)}" if given else "of no day"
    return f"what is given is {days}"


def _checked(forecast: SupplyForecastRow, actuals: Sequence[GivenActual], decimals: int) -> Actuals:
    """Figures by the first day of their bucket; raises Refusals."""
    refusals: list[Refusal] = []
    given: dict[date, Decimal] = {}
    for place, one in enumerate(actuals):
        path = (*PATH, str(place))
        noted(
            refusals, require_quantity, "quantity", one.quantity,
            bound=QUANTITY, decimals=decimals, path=(*path, "quantity"),
        )  # fmt: skip
        if not is_start(one.start, forecast.bucket):
            accepted = ACCEPTED_STARTS[forecast.bucket]
            refusals.append(InvalidInput(f"start is {one.start}", (*path, "start"), accepted=accepted))
        elif one.start in given:
            refusals.append(InvalidInput(f"{one.start} is given twice", (*path, "start"), accepted="each bucket once"))
        given[one.start] = one.quantity
    refuse_all(refusals)
    return given


def _nothing_in_common(forecast: SupplyForecastRow, source: str, today: date) -> InvalidInput:
    """A refusal that names the days of the forecast and of what it would be measured by."""
    own = f"{forecast.horizon_start} to {forecast.horizon_end}"
    return InvalidInput(
        f"the forecast is of {own}, and {source}: no bucket that was over before {today} is known in both",
        PATH,
        accepted=f"figures of buckets within {own} that were over before {today}",
    )
