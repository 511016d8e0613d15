"""The numbers that the shop floor goes by: how much more may be made, how long ago, and from when on it is worrying."""

from dataclasses import dataclass
from decimal import Decimal


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
