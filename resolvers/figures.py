"""Figures as answers tell them, to six decimals (decision 82); computed with, summed and kept they are as they come."""

from collections.abc import Sequence

DECIMALS = 6
_SHIFT = 10.0**DECIMALS

# A double has 52 bits behind its first one: where anything smaller than 2^51 is added to one and a half times 2^52,
# there is no room for a fraction, and the processor rounds it. That takes a sixth of the time of round().
_WITHOUT_FRACTIONS = 1.5 * 2.0**52
_LARGEST = 2.0**51 / _SHIFT
PART = 20_000  # figures that one call looks at: a millisecond, in which nobody else works


def rounded(figure: float) -> float:
    """A figure to six decimals; nothing is 0.0, never -0.0."""
    if -_LARGEST < figure < _LARGEST:
        return (figure * _SHIFT + _WITHOUT_FRACTIONS - _WITHOUT_FRACTIONS) / _SHIFT
    return round(figure, DECIMALS)


def rounded_column(figures: Sequence[float]) -> Sequence[float]:
    """Figures to six decimals, each as `rounded` has it."""
    column: list[float] = []
    for start in range(0, len(figures), PART):
        column += _rounded_part(figures[start : start + PART])
    return column


def _rounded_part(figures: Sequence[float]) -> Sequence[float]:
    if max(figures) < _LARGEST and min(figures) > -_LARGEST:
        shift, without = _SHIFT, _WITHOUT_FRACTIONS
        return [(figure * shift + without - without) / shift for figure in figures]
    return list(map(rounded, figures))
