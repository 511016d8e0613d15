"""How much of a plan is done: the one place that says where that comes from. Work orders join it once there are any."""

from decimal import ROUND_FLOOR, Decimal

from db.supply.enums import CompletionSource

WHOLE = Decimal(100)
_PLACES = Decimal("0.01")


def percentage(manual: Decimal) -> Decimal:
    """Of a plan, 0 to 100: what was set by hand."""
    return manual


def source(_: Decimal) -> CompletionSource:
    """Where that is from: set by hand, as long as there are no work orders."""
    return CompletionSource.MANUAL


def floored(value: Decimal) -> Decimal:
    """A percentage as it is kept: of two decimals, never more than it is: 99.999 → 99.99."""
    return value.quantize(_PLACES, ROUND_FLOOR)
