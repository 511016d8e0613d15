"""Days of supply: how long what is available lasts, day by day along the active forecast."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import groupby
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.expected_demand import expected_demand
from db.supply.stock_rows import ExpectedDemandRow
from services.shared.quantities import rounded

PLACES = 2


class Bucket(NamedTuple):
    """What is expected from a day to the day before another, spread evenly over its days."""

    start: date
    ends: date
    quantity: Decimal


class Lasting(NamedTuple):
    """Days, unrounded; as a minimum where something is left when the forecast ends."""

    days: Decimal
    is_minimum: bool

    @property
    def shown(self) -> Decimal:
        """To two places, a half going up."""
        return rounded(self.days, PLACES)

    def whole_days_less(self, lead_time: Decimal) -> int:
        """Whole days until something must be ordered that takes a lead time; below 0 where that day is past."""
        return int((self.days - lead_time).to_integral_value(ROUND_FLOOR))


def lasting(available: Decimal, buckets: Sequence[Bucket], *, horizon_end: date, today: date) -> Lasting:
    """How long a quantity lasts from today on, today's demand counting in full: 250 at 100 a day are 2.5 days.

    Days that no bucket covers ask for nothing.
    """
    left = available
    if left <= 0:
        return Lasting(Decimal(0), False)
    for bucket in buckets:
        first = max(bucket.start, today)
        days = (bucket.ends - first).days
        if days <= 0:
            continue
        whole = (bucket.ends - bucket.start).days
        wanted = bucket.quantity * days / whole
        if wanted and wanted >= left:
            return Lasting((first - today).days + left * whole / bucket.quantity, False)
        left -= wanted
    return Lasting(Decimal(max((horizon_end - today).days + 1, 0)), True)


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
