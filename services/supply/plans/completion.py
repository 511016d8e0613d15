"""How much of a plan is done: the one place that says where that comes from.

A plan that work orders make stock for follows from them; of any other it is what was set by hand.
"""

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from db.supply.enums import CompletionSource
from services.shared.quantities import at_most

WHOLE = Decimal(100)
PLACES = 2


def percentage(manual: Decimal, made: Decimal | None, quantity: Decimal) -> Decimal:
    """Of a plan, 0 to 100: what its stock-producing work orders made of its quantity, floored; 3,100 of 3,000 → 100.

    Where it has none, `made` is None, and it is what was set by hand.
    """
    if made is None:
        return manual
    return min(WHOLE, at_most(Fraction(made) * 100 / Fraction(quantity), PLACES))


def source(made: Decimal | None) -> CompletionSource:
    """Where that is from."""
    return CompletionSource.MANUAL if made is None else CompletionSource.WORK_ORDERS


def floored(value: Decimal) -> Decimal:
    """A percentage as it is kept: of two decimals, never more than it is: 99.999 → 99.99."""
    return value.quantize(Decimal(1).scaleb(-PLACES), ROUND_FLOOR)
