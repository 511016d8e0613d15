"""Quantities: exact decimals, refused where they have more places than their product, and the ways of rounding."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from db.shared.bounds import Bound
from services.shared.errors import InvalidInput

PLACES = 4
"""Places after the point that any quantity is kept with."""


def places_of(value: Decimal) -> int:
    """How many places after the point a number needs: 12.50 → 1, 300 → 0."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def require_quantity(name: str, value: Decimal, *, bound: Bound, decimals: int, path: tuple[str, ...]) -> Decimal:
    """A quantity within its bound, and of no more places than its product has; raises InvalidInput, never rounds."""
    if not value.is_finite() or not bound.holds(value):
        raise InvalidInput(f"{name} is {plain(value)}", path, accepted=bound.accepted)
    if places_of(value) > decimals:
        raise InvalidInput(f"{name} is {plain(value)}", path, accepted=_accepted(decimals))
    return value


def rounded(value: Decimal, decimals: int = PLACES) -> Decimal:
    """The nearest number of so many places, a half going away from zero: 0.125 of two places → 0.13."""
    return value.quantize(_unit(decimals), ROUND_HALF_UP)


def rounded_up(value: Decimal, decimals: int) -> Decimal:
    """The least number of so many places that is not below: 87.3098 of none → 88."""
    return value.quantize(_unit(decimals), ROUND_CEILING)


def nearest(value: Fraction, decimals: int = PLACES) -> Decimal:
    """The nearest number of so many places to an exact ratio, a half going away from zero: 2/3 → 0.6667."""
    numerator, denominator = value.as_integer_ratio()
    whole = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(f"{-whole if numerator < 0 else whole}E-{decimals}")


def at_most(value: Fraction, decimals: int) -> Decimal:
    """The greatest number of so many places that is not above a ratio of at least 0: 71.43 of none → 71."""
    numerator, denominator = value.as_integer_ratio()
    return Decimal(f"{numerator * 10**decimals // denominator}E-{decimals}")


def plain(value: Decimal) -> str:
    """A number as people write it: 12.5, 300, never 3E+2."""
    return f"{value.normalize():f}" if value.is_finite() else str(value)


def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _accepted(decimals: int) -> str:
    if decimals == 0:
        return "a whole number: the product is counted without decimals"
    return f"at most {decimals} decimal{'s' * (decimals > 1)}, as the product has"
