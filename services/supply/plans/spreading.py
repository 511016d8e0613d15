"""Spreading: what a forecast expects over the calendar days of its buckets, what a plan makes over its working days."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import NamedTuple

from services.shared.quantities import PLACES, at_most


class ExpectedBucket(NamedTuple):
    """What is expected from one day to another, both included."""

    first: date
    last: date
    quantity: Decimal


class ExpectedDemand:
    """What a forecast expects, evenly spread over the calendar days of its buckets; days without a bucket ask nothing.

    Buckets come in order and do not overlap.
    """

    def __init__(self, buckets: Sequence[ExpectedBucket]) -> None:
        self._starts = [bucket.first.toordinal() for bucket in buckets]
        self._days = [(bucket.last - bucket.first).days + 1 for bucket in buckets]
        # Whole numbers of a unit that divides every quantity by its days without a rest: adding them up is exact, and
        # much faster than with fractions.
        self._unit = 10**PLACES * lcm(*self._days)
        quantities = [int(Fraction(bucket.quantity) * self._unit) for bucket in buckets]
        self._a_day = [quantity // days for quantity, days in zip(quantities, self._days, strict=True)]
        self._before = list(accumulate(quantities, initial=0))

    def between(self, first: date, last: date) -> Fraction:
        """What is expected from one day to another, both included; nothing where the last lies before the first."""
        if last < first:
            return Fraction(0)
        return Fraction(self._until(last.toordinal() + 1) - self._until(first.toordinal()), self._unit)

    def _until(self, day: int) -> int:
        """What is expected on all days before one, in the unit."""
        place = bisect_left(self._starts, day) - 1
        if place < 0:
            return 0
        return self._before[place] + self._a_day[place] * min(day - self._starts[place], self._days[place])


def spread(quantity: Decimal, working_days: Sequence[int], decimals: int) -> list[Decimal]:
    """A quantity over parts by their working days, each rounded down, and what remains in the last that has any.

    100 over 5 and 2 days without decimals are 71 and 29. Where no part has a working day, the last takes everything.
    """
    total = sum(working_days)
    a_day = Fraction(quantity) / (total or 1)
    share_of = {days: at_most(a_day * days, decimals) for days in set(working_days)}
    shares = [share_of[days] for days in working_days]
    last = max((place for place, days in enumerate(working_days) if days), default=len(shares) - 1)
    shares[last] += quantity - sum(shares, Decimal(0))
    return shares
