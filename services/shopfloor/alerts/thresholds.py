"""From which figures on alerts open, and down to which they stay open."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertThresholds:
    """What an installation can choose of alerts."""

    working_days_without_entry: int = 3  # of an order that is stuck
    working_days_left: int = 3  # of one that is near its deadline
    points_behind: Decimal = Decimal(10)
    points_behind_closed: Decimal = Decimal(8)  # at most so far behind, and the alert closes
    safety_stock_closed: Decimal = Decimal("1.05")  # so many times the safety stock available, and the alert closes
    debt_days: int = 14  # a debt is overdue that has been open for longer
    debt_days_critical: int = 30
    reopening_hours: int = 24  # so long after it closed, an alert that opens again is the same one
