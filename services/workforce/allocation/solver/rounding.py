"""Rows that whole people of different percentages obey on a demand: the need itself, and its roundings."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import NamedTuple

_NOTICED = 1e-6
_FINEST = 100_000  # parts of a full production that a percentage is told apart by


class Cut(NamedTuple):
    """least ≤ Σ weight[percentage] × people + factor × uncovered FTE."""

    least: float
    weights: dict[float, float]
    factor: float


def cuts(need: float, percentages: list[float]) -> Iterator[Cut]:
    """The need as a cut, and mixed-integer roundings of it (Nemhauser and Wolsey, 1990).

    need ≤ Σ percentage × people + uncovered is divided by each percentage, by twice each and by what they have in
    common; what is left over is rounded. These rows close most of the distance between split and whole people.
    """
    yield Cut(need, {share: min(share, need) for share in percentages}, 1.0)
    if not percentages:
        return
    for divisor in sorted({*percentages, *(2 * share for share in percentages), _common(percentages)}):
        most, rest = ceil(need / divisor), need / divisor - floor(need / divisor)
        if _NOTICED < rest < 1 - _NOTICED:
            weights = {share: min(most, _rounded(share / divisor, rest)) for share in percentages}
            yield Cut(most, weights, 1 / (divisor * rest))


def _rounded(ratio: float, rest: float) -> float:
    whole = floor(ratio + 1e-9)
    return whole + min(1.0, max(0.0, ratio - whole) / rest)


def _common(percentages: list[float]) -> float:
    # A part of a week is a fraction of days: a third of a person, which has no end as a decimal.
    shares = [Fraction(share).limit_denominator(_FINEST) for share in percentages]
    parts = lcm(*(share.denominator for share in shares))
    return gcd(*(int(share * parts) for share in shares)) / parts
