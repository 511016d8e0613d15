"""What came in the buckets of forecasts, as far as it is known."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from db.engine import ReadSession
from db.supply.enums import TimeBucket
from db.supply.forecast_rows import SupplyForecastRow
from db.supply.levels import LevelKey
from services.supply.demand.buckets import bucket_end
from services.supply.demand.history import FIRST_DAY, History, histories_of

Actuals = dict[date, Decimal]
"""What came, by the first day of its bucket."""


def actuals_in(history: History, starts: Iterable[date], *, bucket: TimeBucket, today: date) -> Actuals:
    """What came in buckets that begin on some days; those of which nothing is known are left out.

    Known are buckets that are over, from the first to the last that the history has, except those without data; one
    without a row is 0. A history that is kept in longer buckets, or in others, tells nothing of any.
    """
    if history.bucket is not bucket or not history.points:
        return {}
    points = {point.day: point for point in history.points}
    first, last = history.points[0].day, history.points[-1].day
    unknown = {day for day, point in points.items() if point.is_no_data}
    return {
        start: points[start].quantity if start in points else Decimal(0)
        for start in starts
        if first <= start <= last and bucket_end(start, bucket) < today and start not in unknown
    }


async def actuals_of(
    session: ReadSession, forecasts: Sequence[SupplyForecastRow], starts: dict[int, Sequence[date]], *, today: date
) -> dict[int, Actuals]:
    """What came in the buckets of forecasts, by the forecast's id; `starts` are the first days of theirs, by id."""
    found: dict[int, Actuals] = {}
    for bucket in sorted({row.bucket for row in forecasts}):
        rows = [row for row in forecasts if row.bucket is bucket]
        keys = sorted({LevelKey(row.product_id, row.location) for row in rows})
        histories = await histories_of(session, keys, since=FIRST_DAY, until=today, bucket=bucket)
        for row in rows:
            history = histories[LevelKey(row.product_id, row.location)]
            found[row.id] = actuals_in(history, starts[row.id], bucket=bucket, today=today)
    return found
