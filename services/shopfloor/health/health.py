"""How a work order is getting on as of a date, from what was made of it up to and including that date.

    expected  = elapsed ÷ planned working days, start to deadline, both included; days before the date have elapsed
    behind    = expected − progress, in points
    recent    = mean of the last five entries up to the date
    needed    = remaining ÷ working days left, the date included
    projected = the last of remaining ÷ recent working days, rounded up, from the date on

The first of these holds: COMPLETED, DELAYED, OFF_TRACK, AT_RISK, ON_TRACK. Everything is compared exactly, and rounded
only to be shown. `db/shopfloor/health.py` is the same over all orders at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from db.shopfloor.enums import WorkOrderHealth
from db.shopfloor.thresholds import HealthThresholds
from services.shared.quantities import nearest, plain
from services.shared.working_days import after_working_days, count_working_days

POINTS = 2
"""Places that percentages and points are shown with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSoFar:
    """A work order and what was made of it up to a date; of its last five entries the sum, and how many there are."""

    planned_start: date
    deadline: date
    target: Decimal
    made: Decimal = Decimal(0)
    recent_sum: Decimal = Decimal(0)
    recent_entries: int = 0

    @property
    def remaining(self) -> Decimal:
        """What is left to make; nothing on an overrun."""
        return max(self.target - self.made, Decimal(0))

    @property
    def recent(self) -> Fraction:
        """What was made of late, a day; 0 before the first entry."""
        return Fraction(self.recent_sum) / self.recent_entries if self.recent_entries else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a work order is getting on; `behind` is exact, percentages and points have two places, quantities four.

    Nothing is needed a day where no working day is left; nothing is projected once all is made, where nothing was made
    of late, and past the end of the calendar.
    """

    health: WorkOrderHealth
    as_of: date
    behind: Fraction
    expected_percent: Decimal
    progress_percent: Decimal
    points_behind: Decimal
    working_days_left: int
    needed_per_day: Decimal | None
    recent_per_day: Decimal
    projected_completion: date | None
    reasons: tuple[str, ...]


def health(order: OrderSoFar, *, as_of: date, thresholds: HealthThresholds, holidays: Collection[date] = ()) -> Health:
    """How a work order is getting on as of a date."""
    expected = expected_share(order, as_of, holidays)
    progress = Fraction(order.made) / Fraction(order.target)
    behind = 100 * (expected - progress)
    left = days_left(order, as_of, holidays)
    found, reasons = _judged(order, as_of=as_of, behind=behind, left=left, thresholds=thresholds)
    return Health(
        health=found,
        as_of=as_of,
        behind=behind,
        expected_percent=nearest(100 * expected, POINTS),
        progress_percent=nearest(100 * progress, POINTS),
        points_behind=nearest(behind, POINTS),
        working_days_left=left,
        needed_per_day=nearest(Fraction(order.remaining) / left) if left else None,
        recent_per_day=nearest(order.recent),
        projected_completion=_projected(order, as_of, holidays),
        reasons=reasons,
    )


def expected_share(order: OrderSoFar, as_of: date, holidays: Collection[date] = ()) -> Fraction:
    """Which part of the planned working days is over as of a date; all of none."""
    planned = count_working_days(order.planned_start, order.deadline, holidays=holidays)
    if not planned:
        return Fraction(1)
    if as_of <= order.planned_start:
        return Fraction(0)
    until = min(as_of - timedelta(days=1), order.deadline)
    return Fraction(count_working_days(order.planned_start, until, holidays=holidays), planned)


def days_left(order: OrderSoFar, as_of: date, holidays: Collection[date] = ()) -> int:
    """Working days from the date, or the planned start where that is later, to the deadline."""
    return count_working_days(max(as_of, order.planned_start), order.deadline, holidays=holidays)


def _judged(
    order: OrderSoFar, *, as_of: date, behind: Fraction, left: int, thresholds: HealthThresholds
) -> tuple[WorkOrderHealth, tuple[str, ...]]:
    """What a work order's health is, and why."""
    if order.made >= order.target:
        return WorkOrderHealth.COMPLETED, (f"{plain(order.made)} of {plain(order.target)} made",)
    if as_of > order.deadline:
        return WorkOrderHealth.DELAYED, (f"the deadline was {order.deadline}, {plain(order.remaining)} are left",)
    if behind > thresholds.off_track_points:
        return WorkOrderHealth.OFF_TRACK, (_behind(behind, thresholds.off_track_points),)
    reasons = []
    if behind > thresholds.at_risk_points:
        reasons.append(_behind(behind, thresholds.at_risk_points))
    if left <= thresholds.at_risk_days and order.remaining > order.recent * left:
        reasons.append(_short_of_days(order, left))
    return WorkOrderHealth.AT_RISK if reasons else WorkOrderHealth.ON_TRACK, tuple(reasons)


def _behind(behind: Fraction, most: Decimal) -> str:
    return f"{nearest(behind, POINTS)} points behind, more than {plain(most)}"


def _short_of_days(order: OrderSoFar, left: int) -> str:
    """Why what is left cannot be made in the days that are left, at the pace of late."""
    made = f"{plain(nearest(order.recent))} a day were made of late"
    if not left:
        return f"no working day is left for {plain(order.remaining)}, {made}"
    needed = plain(nearest(Fraction(order.remaining) / left))
    return f"{left} working day{'s' * (left > 1)} left, {needed} a day needed, {made}"


def _projected(order: OrderSoFar, as_of: date, holidays: Collection[date]) -> date | None:
    if not order.recent or not order.remaining:
        return None
    try:
        return after_working_days(as_of, ceil(Fraction(order.remaining) / order.recent), holidays=holidays)
    except OverflowError:
        return None
