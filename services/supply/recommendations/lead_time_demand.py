"""EMPIRICAL_LEAD_TIME_DEMAND 1: a reorder point from what was really asked for while an order was under way."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from services.shared.quantities import rounded

MODEL, VERSION = "EMPIRICAL_LEAD_TIME_DEMAND", "1"
LEAST_DAYS = 60
LEAST_WINDOWS = 30
TENTHS_FITTED = 7  # of the windows, the earlier ones: the later ones show how well such a fit would have done


class LeadTimeDemand(NamedTuple):
    """A reorder point and safety stock in units (four places), what they rest on, and how far to trust them.

    `days` is the lead time in whole days, `windows` how many sums of so many days there are; `confidence` is the share
    of the later 30 % of them that a reorder point made of the earlier 70 % would have covered, 0 to 1.
    """

    reorder_point: Decimal
    safety_stock: Decimal
    mean_daily_demand: Decimal
    days: int
    windows: int
    confidence: float


class TooFew(NamedTuple):
    """A history that is too short: how many days, or windows of the lead time without a gap, it needs and has."""

    what: str
    needed: int
    found: int


def lead_time_demand(
    daily: Sequence[Decimal | None], *, lead_time_days: Decimal, service_level: float
) -> LeadTimeDemand | TooFew:
    """The least reorder point that covers the service level's share of all overlapping sums over the lead time.

    `daily` is the demand of every day from the first to the last, oldest first, None for a day without data: it is in
    no sum, and not in the mean. `service_level` is above 0 and at most 1.
    """
    known = [quantity for quantity in daily if quantity is not None]
    if len(known) < LEAST_DAYS:
        return TooFew("days", LEAST_DAYS, len(known))
    days = ceil(lead_time_days)
    sums = sums_over(daily, days)
    if len(sums) < LEAST_WINDOWS:
        return TooFew("windows", LEAST_WINDOWS, len(sums))
    asked = sum(known, Decimal(0))
    point = covering(sums, service_level)
    return LeadTimeDemand(
        reorder_point=rounded(point),
        safety_stock=rounded(max(point - asked * days / len(known), Decimal(0))),
        mean_daily_demand=rounded(asked / len(known)),
        days=days,
        windows=len(sums),
        confidence=_confidence(sums, service_level),
    )


def sums_over(daily: Sequence[Decimal | None], days: int) -> list[Decimal]:
    """The demand of every stretch of so many days that has no day without data, in the order of their first days."""
    windows = (daily[first : first + days] for first in range(len(daily) - days + 1))
    whole = ([quantity for quantity in window if quantity is not None] for window in windows)
    return [sum(window, Decimal(0)) for window in whole if len(window) == days]


def covering(sums: Sequence[Decimal], share: float) -> Decimal:
    """The least of some sums that is not below a share of them: the 19th of 20 for 0.95."""
    # As it is written: 0.07 × 100 is 7, and not the double above it, of which the ceiling is 8.
    place = ceil(Decimal(str(share)) * len(sums))
    return sorted(sums)[max(place, 1) - 1]


def _confidence(sums: Sequence[Decimal], share: float) -> float:
    fitted = len(sums) * TENTHS_FITTED // 10
    point, later = covering(sums[:fitted], share), sums[fitted:]
    return sum(quantity <= point for quantity in later) / len(later)
