"""A day's output against its target: in total, by stage, by department, and by work order.

The target of an order's working day is its target ÷ planned working days, half up to four places; sums add those up, so
that what is printed adds up too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from services.shared.quantities import nearest
from services.shared.working_days import is_working_day

NOTHING = Decimal(0)


class DayOfOrder(Protocol):
    """An order's day: its target, and its entry where there is one (`entries` 1)."""

    @property
    def stage(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def target(self) -> Decimal: ...
    @property
    def actual(self) -> Decimal: ...
    @property
    def scrap(self) -> Decimal: ...
    @property
    def entries(self) -> int: ...
    @property
    def missing_entries(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What was to be made and what was; of some orders, or of one."""

    target: Decimal = NOTHING
    actual: Decimal = NOTHING
    scrap: Decimal = NOTHING
    entries: int = 0
    missing_entries: int = 0

    @property
    def variance(self) -> Decimal:
        """How much more was made than was to be; negative where it was less."""
        return self.actual - self.target

    @property
    def variance_pct(self) -> Decimal | None:
        """The same in percent of the target, half up to two places; None without a target."""
        return nearest(100 * Fraction(self.variance) / Fraction(self.target), 2) if self.target else None

    def and_of(self, day: DayOfOrder) -> "DayFigures":
        """The sums with another order's day."""
        return DayFigures(
            target=self.target + day.target,
            actual=self.actual + day.actual,
            scrap=self.scrap + day.scrap,
            entries=self.entries + day.entries,
            missing_entries=self.missing_entries + day.missing_entries,
        )


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day in total, by stage and by department in the order of their names."""

    day: date
    is_working_day: bool
    total: DayFigures
    by_stage: Sequence[tuple[str, DayFigures]]
    by_department: Sequence[tuple[str, DayFigures]]


def day_summary(day: date, orders: Sequence[DayOfOrder]) -> DaySummary:
    """The sums of a day's orders."""
    return DaySummary(
        day,
        is_working_day(day),
        _sum(orders),
        _by(orders, lambda order: order.stage),
        _by(orders, lambda order: order.department),
    )


def _by(orders: Iterable[DayOfOrder], name: Callable[[DayOfOrder], str]) -> list[tuple[str, DayFigures]]:
    groups: dict[str, list[DayOfOrder]] = {}
    for order in orders:
        groups.setdefault(name(order), []).append(order)
    return [(one, _sum(groups[one])) for one in sorted(groups)]


def _sum(orders: Iterable[DayOfOrder]) -> DayFigures:
    figures = DayFigures()
    for order in orders:
        figures = figures.and_of(order)
    return figures
