"""From when on a work order is off track, or at risk: settings of an installation."""

from decimal import Decimal
from typing import NamedTuple


class HealthThresholds(NamedTuple):
    """More points behind than these, and working days that are few: at most so many."""

    off_track_points: Decimal = Decimal(10)
    at_risk_points: Decimal = Decimal(3)
    at_risk_days: int = 3
