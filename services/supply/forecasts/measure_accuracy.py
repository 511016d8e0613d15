"""What had been forecast when each bucket, less a lag, began, against what came."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from db.engine import ReadSession
from db.shared.bounds import Bound
from db.supply.demand import demand_series_of
from db.supply.enums import MOST_BUCKETS, TimeBucket
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.forecasts import forecasts_ever_active, values_of
from db.supply.levels import LevelKey
from db.supply.products import products_by_sku_keys
from services.shared.bounds import require_argument
from services.shared.errors import BadRequest
from services.shared.text import key
from services.supply.demand.buckets import bucket_end, bucket_start, earlier, is_start, next_start, starts_between
from services.supply.forecasts.accuracy import Accuracy, accuracy_of
from services.supply.forecasts.actuals import Asked, actuals_of
from services.supply.locations import spelled_location

LAG = Bound(least=0, most=MOST_BUCKETS, places=0)


class Measured(NamedTuple):
    """A bucket that is over: what had been forecast by the version that was active, and what came; None if unknown."""

    start: date
    forecast: Decimal | None
    actual: Decimal | None
    version_id: int | None

    @property
    def error(self) -> Decimal | None:
        """Forecast less actual."""
        return None if self.forecast is None or self.actual is None else self.forecast - self.actual


class MeasuredAccuracy(NamedTuple):
    """The buckets of a product at a location by date, and the accuracy of all; None where nothing was measured."""

    key: LevelKey
    rows: Sequence[Measured]
    overall: Accuracy | None


async def measure_accuracy(
    session: ReadSession, *, sku: str, location: str, since: date, until: date, lag: int, today: date
) -> MeasuredAccuracy | None:
    """Buckets that begin from one day to another and are over, each by what was active `lag` buckets before it began.

    Buckets are those of the forecast that was active last; one of another length forecasts none of them. None where
    there is no such product. Raises BadRequest.
    """
    require_argument("lagBuckets", lag, LAG)
    if until < since:
        raise BadRequest(f"to {until} lies before from {since}; accepted: days in order")
    products = await products_by_sku_keys(session, [key(sku)])
    if not products:
        return None
    place = LevelKey(products[0].id, await spelled_location(session, location))
    versions = await forecasts_ever_active(session, *place)
    bucket = versions[-1].bucket if versions else await _kept(session, place)
    starts = _starts(since, until, bucket, today)
    asked = Asked(place, bucket, starts[0] if starts else today, starts[-1] if starts else today)
    actuals = (await actuals_of(session, [asked], today=today))[asked]
    active = {start: _active(versions, earlier(start, bucket, lag)) for start in starts}
    forecast = await _forecast(session, active, bucket)
    rows = [
        Measured(start, forecast.get(start), actuals.get(start), None if version is None else version.id)
        for start, version in active.items()
    ]
    return MeasuredAccuracy(place, rows, accuracy_of([(row.forecast, row.actual) for row in rows]))


async def _kept(session: ReadSession, place: LevelKey) -> TimeBucket:
    """The bucket that a history is kept in."""
    return next((row.bucket for row in await demand_series_of(session, [place])), TimeBucket.DAY)


def _starts(since: date, until: date, bucket: TimeBucket, today: date) -> Sequence[date]:
    """The first days of the buckets that begin within some days and are over; raises BadRequest for too many."""
    last = min(until, today - timedelta(days=1))
    if since > last:
        return []
    first = since if is_start(since, bucket) else next_start(bucket_start(since, bucket), bucket)
    found = list(islice(starts_between(first, last, bucket), MOST_BUCKETS + 1))
    if len(found) > MOST_BUCKETS:
        raise BadRequest(
            f"{since} to {until} are too many buckets; accepted: days of at most {MOST_BUCKETS} of a {bucket}"
        )
    return [start for start in found if bucket_end(start, bucket) < today]


def _active(versions: Sequence[SupplyForecastRow], day: date) -> SupplyForecastRow | None:
    """What was active when a day began."""
    moment = datetime.combine(day, time(), UTC)
    for version in versions:
        ended = version.superseded_at or version.archived_at
        if version.activated_at is not None and version.activated_at <= moment and (ended is None or moment < ended):
            return version
    return None


async def _forecast(
    session: ReadSession, active: Mapping[date, SupplyForecastRow | None], bucket: TimeBucket
) -> dict[date, Decimal]:
    """What had been forecast of buckets, by their first day."""
    ids = {version.id for version in active.values() if version is not None and version.bucket is bucket}
    values = {(row.forecast_id, row.start): row.quantity for row in await values_of(session, ids)} if ids else {}
    found = {start: values.get((version.id, start)) for start, version in active.items() if version is not None}
    return {start: quantity for start, quantity in found.items() if quantity is not None}
