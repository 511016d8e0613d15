"""Numbers: exact decimals from floats, and the one way of rounding."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

# Twelve decimals keep every digit a person types and drop the noise of percent cells (0.15000000000000002).
_CLEAN_PLACES = 12
_CENT = Decimal("0.01")
_WHOLE = 2**53  # from here on every float is a whole number


def exact(value: float | Decimal) -> Decimal:
    """The decimal a person means by a float: its shortest spelling."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def clean(value: float) -> float:
    """A float without binary noise."""
    return round(float(value), _CLEAN_PLACES) + 0.0  # and never -0.0


def shown(value: float | Decimal) -> float:
    """A figure as flat reports and workbooks show it: two decimals, a half going up; as it is where it has none."""
    figure = exact(value)
    if abs(figure) >= _WHOLE:
        return float(figure)
    return float(figure.quantize(_CENT, ROUND_HALF_UP)) + 0.0  # a trifle below nothing is 0.0, not -0.0


def shown_or_none(value: float | Decimal | None) -> float | None:
    """The same of a figure that may be unknown."""
    return None if value is None else shown(value)


def round_half_up(value: Decimal | Fraction) -> int:
    """The nearest whole number, a half going up (away from zero): 12.5 → 13."""
    if isinstance(value, Fraction):
        return (2 * value.numerator + value.denominator) // (2 * value.denominator)
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
