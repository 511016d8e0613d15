"""Measuring a forecast by what came."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.supply.accuracies import store_accuracy
from db.supply.bounds import QUANTITY
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import locked_forecasts, values_of
from db.supply.levels import LevelKey
from db.supply.products import PRODUCTS_BY_IDS
from services.shared.errors import InvalidInput, NotFound, Refusal, noted, refuse_all
from services.shared.quantities import require_quantity
from services.supply.demand.buckets import ACCEPTED_STARTS, bucket_end, is_start
from services.supply.demand.history import FIRST_DAY, history_of
from services.supply.forecasts.accuracy import accuracy_of
from services.supply.forecasts.actuals import Actuals, actuals_in

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
    rows = [] if id is None else await locked_forecasts(session, [id])
    if not rows:
        raise NotFound("there is no such forecast", ("id",), "the id of one that supplyForecasts lists")
    (forecast,) = rows
    values = await values_of(session, [forecast.id])
    starts = [value.start for value in values]
    if actuals is None:
        came = await _by_history(session, forecast, starts, today)
    else:
        came = _by_figures(await _checked(session, forecast, actuals), forecast, starts, today)
    accuracy = accuracy_of([(value.quantity, came.known.get(value.start)) for value in values])
    if accuracy is None:
        raise _nothing_in_common(forecast, came, today)
    return await store_accuracy(session, forecast.id, accuracy._asdict(), actuals=came.known)


class _Came(NamedTuple):
    """What came in the buckets of a forecast, and what says so: in words, and of which buckets it has anything."""

    known: Actuals
    source: str
    days: Sequence[date]


async def _by_history(session: WriteSession, forecast: SupplyForecastRow, starts: Sequence[date], today: date) -> _Came:
    key, bucket = LevelKey(forecast.product_id, forecast.location), forecast.bucket
    history = await history_of(session, key, since=FIRST_DAY, until=today, bucket=bucket)
    source = "the demand history" if history.bucket is bucket else f"the demand history, kept by {history.bucket},"
    days = [point.day for point in history.points]
    return _Came(actuals_in(history, starts, bucket=bucket, today=today), source, days)


def _by_figures(given: Actuals, forecast: SupplyForecastRow, starts: Sequence[date], today: date) -> _Came:
    over = [start for start in starts if bucket_end(start, forecast.bucket) < today]
    return _Came({start: given[start] for start in over if start in given}, "what is given", list(given))


async def _checked(session: WriteSession, forecast: SupplyForecastRow, actuals: Sequence[GivenActual]) -> Actuals:
    """Figures by the first day of their bucket; raises Refusals."""
    products = await session.read(PRODUCTS_BY_IDS, ("decimals",), {"keys": [forecast.product_id]})
    (decimals,) = products.column("decimals")
    refusals: list[Refusal] = []
    given: Actuals = {}
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


def _nothing_in_common(forecast: SupplyForecastRow, came: _Came, today: date) -> InvalidInput:
    """A refusal that names the days of the forecast and of what it would be measured by."""
    own = f"{forecast.horizon_start} to {forecast.horizon_end}"
    days = f"{min(came.days)} to {bucket_end(max(came.days), forecast.bucket)}" if came.days else "no day"
    return InvalidInput(
        f"the forecast is of {own}, {came.source} of {days}: no bucket that was over before {today} is known in both",
        PATH,
        accepted=f"figures of buckets within {own} that were over before {today}",
    )
