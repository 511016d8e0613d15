"""The formulas of the forecast cell, exact in decimals: productive hours of a month, FTE required, planned capacity."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from services.shared.numbers import exact, round_half_up


class WorkingTime(Protocol):
    """Working time of a week or month: days, hours a day, and the fractions 0–1 that occupancy and shrinkage take."""

    @property
    def working_days(self) -> int: ...
    @property
    def work_hours(self) -> float: ...
    @property
    def occupancy(self) -> float: ...
    @property
    def shrinkage(self) -> float: ...


def productive_hours_of_week(time: WorkingTime) -> Decimal:
    """Productive hours of one person in a week: `working_days × work_hours × (1 − shrinkage)`."""
    return time.working_days * exact(time.work_hours) * (1 - exact(time.shrinkage))


def productive_hours_of_month(times: Iterable[WorkingTime]) -> Decimal:
    """Productive hours of one person in a month, from its month configuration or from all its week configurations.

    Σ `working_days × work_hours × occupancy × (1 − shrinkage)`.
    """
    return sum((productive_hours_of_week(time) * exact(time.occupancy) for time in times), Decimal(0))


def fte_required(*, forecast: int, target_cph: Decimal, productive_hours: Decimal) -> int:
    """Fully productive people a month's forecast needs: `round_half_up(forecast ÷ (target_cph × productive_hours))`."""
    per_person = target_cph * productive_hours
    return round_half_up(Fraction(forecast) / Fraction(per_person)) if per_person else 0


def planned_capacity(*, fte_available: int, target_cph: Decimal, productive_hours: Decimal) -> int:
    """Cases the available people finish in a month: `round_half_up(fte_avail × target_cph × productive_hours)`."""
    return round_half_up(fte_available * target_cph * productive_hours)
