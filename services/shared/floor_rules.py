"""The numbers that the shop floor goes by: how much more may be made, how long ago, and from when on it is worrying."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertThresholds:
    """From which figures on alerts open, and down to which they stay open."""

    working_days_without_entry: int = 3  # of a work order that is stuck
    working_days_left: int = 3  # of one that is near its deadline
    points_behind: Decimal = Decimal(10)
    points_behind_closed: Decimal = Decimal(8)  # at most so far behind, and the alert closes
    safety_stock_closed: Decimal = Decimal("1.05")  # so many times the safety stock available, and the alert closes
    debt_days: int = 14  # a debt is overdue that has been open for longer
    debt_days_critical: int = 30
    reopening_hours: int = 24  # so long after it closed, an alert that opens again is the same one


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRules:
    """What an installation can set; points are percentage points, days of deadlines are working days."""

    overproduction_allowance: Decimal = Decimal("0.05")  # of the target, where a work order says nothing else
    back_dating_days: int = 7  # that production may lie back
    farthest_back_days: int = 31  # for who may ask for changes; of receipts and what is needed for anybody
    off_track_points: Decimal = Decimal(10)  # behind by more: off track
    at_risk_points: Decimal = Decimal(3)  # behind by more: at risk
    at_risk_days: int = 3  # left, and more needed a day than is made
    large_change: Decimal = Decimal("0.25")  # of the original target: more needs two approvals
    large_debt_value: Decimal = Decimal(1000)  # quantity × unit cost: more needs two approvals
    alerts: AlertThresholds = field(default_factory=AlertThresholds)
