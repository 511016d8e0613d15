"""Demand of a day: mean and sample deviation of a history in buckets of any length.

Per day, a mean is divided by the days of a bucket and a deviation by the root of them: days are taken as independent.
A month has 365.25 ÷ 12 of them.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from db.supply.enums import TimeBucket
from services.shared.quantities import rounded
from services.supply.demand.buckets import starts_between

DAYS = {
    TimeBucket.DAY: Decimal(1),
    TimeBucket.WEEK: Decimal(7),
    TimeBucket.MONTH: Decimal("365.25") / 12,
}
DIGITS = 60  # of sums of squares, so that nothing but the last step rounds


class DailyDemand(NamedTuple):
    """Mean and deviation of a day, to four places; a deviation needs two buckets."""

    mean: Decimal | None
    deviation: Decimal | None


def daily_demand(figures: Mapping[date, Decimal | None], bucket: TimeBucket) -> DailyDemand:
    """Mean and sample deviation (n − 1) per day of figures by the first day of their bucket.

    None says that there is no data: the bucket is left out. A bucket without a figure between the first and the last
    one is zero. Days 0, 15, 0, 12, 0, 0, 0 → 3.8571 and 6.6440.
    """
    values = _values(figures, bucket)
    if not values:
        return DailyDemand(None, None)
    with localcontext() as context:
        context.prec = DIGITS
        mean = sum(values, Decimal(0)) / len(values)
        spread = sum(((value - mean) ** 2 for value in values), Decimal(0))
        daily = mean / DAYS[bucket]
        deviation = (spread / (len(values) - 1) / DAYS[bucket]).sqrt() if len(values) > 1 else None
        return DailyDemand(rounded(daily), None if deviation is None else rounded(deviation))


def _values(figures: Mapping[date, Decimal | None], bucket: TimeBucket) -> list[Decimal]:
    if not figures:
        return []
    every = (figures.get(start, Decimal(0)) for start in starts_between(min(figures), max(figures), bucket))
    return [value for value in every if value is not None]
