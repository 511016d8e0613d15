"""A day's output against its target: in total, by stage, by department, and by work order.

The target of an order's working day is its target ÷ planned working days, half up to four places; sums add those up, so
that what is printed adds up too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
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


def sum_of(figures: Collection[DayFigures]) -> DayFigures:
    """The figures of some orders together."""
    return DayFigures(
        target=sum((one.target for one in figures), NOTHING),
        actual=sum((one.actual for one in figures), NOTHING),
        scrap=sum((one.scrap for one in figures), NOTHING),
        entries=sum(one.entries for one in figures),
        missing_entries=sum(one.missing_entries for one in figures),
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
        sum_of([order.figures for order in orders]),
        _by((order.stage, order.figures) for order in orders),
        _by((order.department, order.figures) for order in orders),
    )


def _by(named: Iterable[tuple[str, DayFigures]]) -> list[tuple[str, DayFigures]]:
    groups: dict[str, list[DayFigures]] = defaultdict(list)
    for name, figures in named:
        groups[name].append(figures)
    return [(name, sum_of(groups[name])) for name in sorted(groups)]
