"""Days of supply: how long what is available lasts, day by day along the active forecast."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor, lcm
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.expected_demand import expected_demand
from db.supply.stock_rows import ExpectedDemandRow
from services.shared.quantities import PLACES as QUANTITY_PLACES
from services.shared.quantities import nearest

PLACES = 2


class Bucket(NamedTuple):
    """What is expected from a day to the day before another, spread evenly over its days."""

    start: date
    ends: date
    quantity: Decimal


class Lasting(NamedTuple):
    """Days, exactly; as a minimum where something is left when the forecast ends."""

    days: Fraction
    is_minimum: bool

    @property
    def shown(self) -> Decimal:
        """To two places, a half going up."""
        return nearest(self.days, PLACES)

    @property
    def place(self) -> Decimal:
        """What levels are listed by, to as many digits as a decimal has: never in another order than the days."""
        return Decimal(self.days.numerator) / self.days.denominator

    def whole_days_less(self, lead_time: Decimal) -> int:
        """Whole days until something must be ordered that takes a lead time; below 0 where that day is past."""
        return floor(self.days - Fraction(lead_time))


def lasting(available: Decimal, buckets: Sequence[Bucket], *, horizon_end: date, today: date) -> Lasting:
    """How long a quantity lasts from today on, today's demand counting in full: 250 at 100 a day are 2.5 days.

    Days that no bucket covers ask for nothing. It is reckoned in whole numbers, of a unit that divides what every day
    asks for: a day more or less would follow from the last digit of a decimal.
    """
    if available <= 0:
        return Lasting(Fraction(0), False)
    unit = 10**QUANTITY_PLACES * lcm(*((bucket.ends - bucket.start).days for bucket in buckets))
    left = Fraction(available) * unit
    for bucket in buckets:
        first = max(bucket.start, today)
        days = (bucket.ends - first).days
        a_day = int(Fraction(bucket.quantity) * unit) // (bucket.ends - bucket.start).days
        if days <= 0 or not a_day:
            continue
        if days * a_day >= left:
            return Lasting((first - today).days + left / a_day, False)
        left -= days * a_day
    return Lasting(Fraction(max((horizon_end - today).days + 1, 0)), True)


async def days_of_supply(session: ReadSession, available: Mapping[int, Decimal], *, today: date) -> dict[int, Lasting]:
    """How long what is available of levels lasts; nothing for those that no active forecast is there for."""
    rows = await expected_demand(session, available, today=today)
    lasts = {}
    for level_id, some in groupby(rows, key=lambda row: row.level_id):
        of_level = list(some)
        lasts[level_id] = lasting(
            available[level_id], list(_buckets(of_level)), horizon_end=of_level[0].horizon_end, today=today
        )
    return lasts


def _buckets(rows: Iterable[ExpectedDemandRow]) -> Iterable[Bucket]:
    for row in rows:
        if row.start is not None and row.ends is not None and row.quantity is not None:
            yield Bucket(row.start, row.ends, row.quantity)
