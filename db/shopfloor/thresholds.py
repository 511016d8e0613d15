"""From when on a work order is off track, or at risk: what an installation sets."""

from decimal import Decimal
from typing import Protocol


class HealthThresholds(Protocol):
    """More points behind than these, and working days left that are few: at most so many."""

    @property
    def off_track_points(self) -> Decimal: ...
    @property
    def at_risk_points(self) -> Decimal: ...
    @property
    def at_risk_days(self) -> int: ...
