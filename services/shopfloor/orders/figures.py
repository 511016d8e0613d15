"""What follows from a work order's target and from what was made of it.

limit = floor(target × (1 + allowance)), to the product's decimals
progress % = made ÷ target × 100, a half going up, two decimals; above 100 on an overrun
remaining = target − made, at least 0
"""

from decimal import Decimal
from fractions import Fraction

from db.shopfloor.enums import DailyProductionStatus, WorkOrderStatus
from services.shared.quantities import at_most, nearest

PROGRESS_PLACES = 2


def limit_qty(target: Decimal, allowance: Decimal, decimals: int) -> Decimal:
    """How much may be made of a target at most: 1,000 and 0.05 → 1,050; 33 of no decimals → 34."""
    return at_most(Fraction(target) * (1 + Fraction(allowance)), decimals)


def progress_pct(made: Decimal, target: Decimal) -> Decimal:
    """What was made, in percent of the target: 2,071 of 2,000 → 103.55."""
    return nearest(Fraction(made) * 100 / Fraction(target), PROGRESS_PLACES)


def remaining_qty(target: Decimal, made: Decimal) -> Decimal:
    """What is left to make."""
    return max(target - made, Decimal(0))


def status_of(made: Decimal, target: Decimal) -> WorkOrderStatus:
    """Where a work order stands that was not cancelled."""
    if made >= target:
        return WorkOrderStatus.COMPLETED
    return WorkOrderStatus.IN_PROGRESS if made > 0 else WorkOrderStatus.NOT_STARTED


def entry_status(cumulative: Decimal, quantity: Decimal, target: Decimal) -> DailyProductionStatus:
    """Whether an entry is the one that reached the target: the running sum is there with it, and not without it."""
    is_reaching = cumulative >= target > cumulative - quantity
    return DailyProductionStatus.COMPLETED if is_reaching else DailyProductionStatus.CONFIRMED
