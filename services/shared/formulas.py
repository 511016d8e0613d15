"""The formulas of the forecast cell, exact in decimals: productive hours of a month, FTE required, planned capacity."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from services.shared.numbers import exact, round_half_up


class ConfiguredWeek(Protocol):
    """A week configuration: productive hours of one person, and the occupancy as a fraction 0–1."""

    @property
    def productive_hours(self) -> float: ...
    @property
    def occupancy(self) -> float: ...


class ConfiguredMonth(Protocol):
    """A month configuration: days, hours a day, and shrinkage as a fraction 0–1."""

    @property
    def working_days(self) -> int: ...
    @property
    def work_hours(self) -> float: ...
    @property
    def shrinkage(self) -> float: ...


def productive_hours_from_weeks(weeks: Iterable[ConfiguredWeek]) -> Decimal:
    """Productive hours of one person in a month without a month configuration.

    Σ over its week configurations of `working_days × work_hours × occupancy × (1 − shrinkage)`. The factor without
    occupancy is the productive hours of a week, which the database computes.
    """
    return sum((exact(week.productive_hours) * exact(week.occupancy) for week in weeks), Decimal(0))


def productive_hours_of_weeks(weeks: Iterable[ConfiguredWeek]) -> Decimal:
    """Productive hours of one person in a month's configured weeks, which capacity goes by: they know no occupancy."""
    return sum((exact(week.productive_hours) for week in weeks), Decimal(0))


def productive_hours_without_occupancy(month: ConfiguredMonth) -> Decimal:
    """Productive hours of one person in a configured month, if occupancy were 1."""
    return month.working_days * exact(month.work_hours) * (1 - exact(month.shrinkage))


def fte_required(*, forecast: int, target_cph: Decimal, productive_hours: Decimal) -> int:
    """Fully productive people a month's forecast needs: `round_half_up(forecast ÷ (target_cph × productive_hours))`.

    In a month without productive hours nobody is required: no number of people would do.
    """
    if not productive_hours:
        return 0
    # In whole numbers: (2f ÷ c + 1) ÷ 2, rounded down. Fractions take five times as long, and reports are large.
    numerator, denominator = (target_cph * productive_hours).as_integer_ratio()
    return (2 * forecast * denominator + numerator) // (2 * numerator)


def planned_capacity(*, fte_available: int, target_cph: Decimal, productive_hours: Decimal) -> int:
    """Cases the available people finish in a month: `round_half_up(fte_avail × target_cph × productive_hours)`."""
    return round_half_up(fte_available * target_cph * productive_hours)
