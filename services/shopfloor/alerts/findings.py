"""What figures say of a subject: whether an alert of each kind opens, stays as it is, or closes.

Between the figure that opens an alert and the one that closes it, one that is open stays open, and no other opens: who
is 11 points behind, then 9, then 11 again is told once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from db.shopfloor.enums import AlertKind, AlertSeverity
from services.shared.floor_rules import AlertThresholds
from services.shared.quantities import nearest

SEVERITY = {
    AlertKind.DELAYED: AlertSeverity.CRITICAL,
    AlertKind.STUCK: AlertSeverity.CRITICAL,
    AlertKind.NEAR_DEADLINE: AlertSeverity.WARNING,
    AlertKind.VARIANCE: AlertSeverity.WARNING,
    AlertKind.COMPLETED_TODAY: AlertSeverity.INFO,
    AlertKind.STOCKOUT: AlertSeverity.CRITICAL,
    AlertKind.LOW_STOCK: AlertSeverity.WARNING,
    AlertKind.DEBT_OVERDUE: AlertSeverity.WARNING,
}
"""How severe an alert of a kind is; an overdue debt becomes critical."""

_POINTS = 2  # decimals of what people read as points


class Finding(NamedTuple):
    """What figures say of one kind of alert: with neither `opens` nor `closes` it stays as it is."""

    kind: AlertKind
    opens: bool
    closes: bool
    severity: AlertSeverity
    figure: Decimal | None = None
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFigures:
    """A work order as of a day: what was made until then, and what of its time has passed.

    `has_late_entry` is whether the day or one of the last working days before it has an entry; `idle_days` are the
    working days since the last entry, the day itself left out. `completed_on` is when it reached its target.
    """

    is_cancelled: bool
    deadline: date
    target: Decimal
    made: Decimal
    points_behind: Fraction
    working_days_left: int
    has_late_entry: bool
    idle_days: int
    completed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFigures:
    """Stock of a product at a location; `is_planned` where a forecast or a safety stock is active."""

    on_hand: Decimal
    available: Decimal
    safety_stock: Decimal | None
    is_planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtFigures:
    """A material debt; its age counts from the later of its approval and the day it was needed on."""

    is_approved: bool
    open_quantity: Decimal
    age_days: int


def of_order(order: OrderFigures, *, as_of: date, thresholds: AlertThresholds) -> Iterator[Finding]:
    """What a work order says of its five kinds. A cancelled one closes all of them."""
    is_completed = order.made >= order.target
    is_open = not order.is_cancelled and not is_completed
    days_past = (as_of - order.deadline).days
    yield _either(AlertKind.DELAYED, is_open and days_past > 0, max(days_past, 0), 0)
    is_stuck = is_open and order.made > 0 and not order.has_late_entry
    yield _either(AlertKind.STUCK, is_stuck, order.idle_days, thresholds.working_days_without_entry)
    is_near = is_open and days_past <= 0 and order.working_days_left <= thresholds.working_days_left
    yield _either(AlertKind.NEAR_DEADLINE, is_near, order.working_days_left, thresholds.working_days_left)
    yield _of_variance(order, is_open, thresholds)
    is_of_today = is_completed and not order.is_cancelled and order.completed_on == as_of
    yield _either(AlertKind.COMPLETED_TODAY, is_of_today, order.made, order.target)


def of_level(level: LevelFigures, *, thresholds: AlertThresholds) -> Iterator[Finding]:
    """What stock says: out of it where something is planned with it, and below the safety stock."""
    yield _either(AlertKind.STOCKOUT, level.is_planned and level.on_hand <= 0, level.on_hand, 0)
    safety_stock = level.safety_stock
    yield Finding(
        AlertKind.LOW_STOCK,
        opens=safety_stock is not None and level.available < safety_stock,
        # Of a safety stock of nothing, and of less, 1.05 times it is no more than it.
        closes=safety_stock is None or level.available >= safety_stock * thresholds.safety_stock_closed,
        severity=SEVERITY[AlertKind.LOW_STOCK],
        figure=level.available,
        threshold=safety_stock,
    )


def of_debt(debt: DebtFigures, *, thresholds: AlertThresholds) -> Iterator[Finding]:
    """What a debt says: overdue, and after longer critical."""
    is_open = debt.is_approved and debt.open_quantity > 0
    is_critical = debt.age_days >= thresholds.debt_days_critical
    yield Finding(
        AlertKind.DEBT_OVERDUE,
        opens=is_open and debt.age_days > thresholds.debt_days,
        closes=not is_open or debt.age_days <= thresholds.debt_days,
        severity=AlertSeverity.CRITICAL if is_critical else SEVERITY[AlertKind.DEBT_OVERDUE],
        figure=Decimal(debt.age_days),
        threshold=Decimal(thresholds.debt_days_critical if is_critical else thresholds.debt_days),
    )


def _of_variance(order: OrderFigures, is_open: bool, thresholds: AlertThresholds) -> Finding:
    """Compared exactly: who is 10.004 points behind is more than 10 behind, though 10.00 is shown."""
    return Finding(
        AlertKind.VARIANCE,
        opens=is_open and order.points_behind > thresholds.points_behind,
        closes=not is_open or order.points_behind <= thresholds.points_behind_closed,
        severity=SEVERITY[AlertKind.VARIANCE],
        figure=nearest(order.points_behind, _POINTS),
        threshold=thresholds.points_behind,
    )


def _either(kind: AlertKind, opens: bool, figure: Decimal | int, threshold: Decimal | int) -> Finding:
    """A kind that opens by one figure and closes by the same."""
    return Finding(kind, opens, not opens, SEVERITY[kind], Decimal(figure), Decimal(threshold))
