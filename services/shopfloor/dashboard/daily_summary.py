"""A day's output against its target: in total, by stage, by department, and by work order.

The target of an order's working day is its target ÷ planned working days, half up to four places; sums add those up, so
that what is printed adds up too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from services.shared.quantities import nearest
from services.shared.working_days import is_working_day

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What was to be made and what was, of some orders or of one: how many entries, and how many are missing."""

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

    def __add__(self, other: "DayFigures") -> "DayFigures":
        """The figures of both."""
        return DayFigures(
            target=self.target + other.target,
            actual=self.actual + other.actual,
            scrap=self.scrap + other.scrap,
            entries=self.entries + other.entries,
            missing_entries=self.missing_entries + other.missing_entries,
        )


class OrderDay(NamedTuple):
    """What an order has to do with a day: who makes it, and its figures."""

    stage: str
    department: str
    figures: DayFigures


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day in total, and by stage and department in the order of their names."""

    day: date
    is_working_day: bool
    total: DayFigures
    by_stage: Sequence[tuple[str, DayFigures]]
    by_department: Sequence[tuple[str, DayFigures]]


def day_summary(day: date, orders: Sequence[OrderDay]) -> DaySummary:
    """The sums of a day's orders."""
    return DaySummary(
        day,
        is_working_day(day),
        reduce(DayFigures.__add__, (order.figures for order in orders), DayFigures()),
        _by((order.stage, order.figures) for order in orders),
        _by((order.department, order.figures) for order in orders),
    )


def _by(named: Iterable[tuple[str, DayFigures]]) -> list[tuple[str, DayFigures]]:
    groups: dict[str, DayFigures] = {}
    for name, figures in named:
        groups[name] = groups.get(name, DayFigures()) + figures
    return sorted(groups.items(), key=lambda group: group[0])
