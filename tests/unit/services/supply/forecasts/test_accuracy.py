"""How right forecasts were: the printed numbers, what is undefined, and the same by plain fractions."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.supply.forecasts.accuracy import Accuracy, accuracy_of

QUANTITIES = st.decimals(min_value=0, max_value=Decimal("99999999999999.9999"), places=4)
Pairs = list[tuple[Decimal | None, Decimal | None]]


def pairs(*figures: tuple[int | None, int | None]) -> Pairs:
    """Actual figures and forecasts, as the examples name them, turned round."""
    return [(None if f is None else Decimal(f), None if a is None else Decimal(a)) for a, f in figures]


def test_the_printed_example() -> None:
    found = accuracy_of(pairs((100, 110), (0, 5), (200, 180), (50, 50), (None, 70)))
    assert found is not None
    assert (found.buckets, found.left_out, found.zero_actuals) == (4, 1, 1)
    assert (round(found.mape or 0, 4), found.wape, found.mae) == (0.0667, 0.1, 8.75)
    assert (round(found.rmse, 4), found.bias) == (11.4564, -1.25)


def test_what_is_undefined_is_none() -> None:
    assert accuracy_of(pairs((0, 5), (0, 0))) == Accuracy(2, 0, 2, None, None, 2.5, math.sqrt(12.5), 2.5)
    assert accuracy_of(pairs((None, 5), (3, None))) is None
    assert accuracy_of([]) is None


@given(st.lists(st.tuples(st.none() | QUANTITIES, st.none() | QUANTITIES), max_size=20))
def test_figures_are_those_of_fractions(figures: Pairs) -> None:
    both = [(Fraction(f), Fraction(a)) for f, a in figures if f is not None and a is not None]
    found = accuracy_of(figures)
    if not both:
        assert found is None
        return
    assert found is not None
    asked = [(f, a) for f, a in both if a > 0]
    assert (found.buckets, found.left_out) == (len(both), len(figures) - len(both))
    assert found.zero_actuals == len(both) - len(asked)
    assert found.mae == pytest.approx(float(sum(abs(f - a) for f, a in both) / len(both)), rel=1e-14)
    assert found.rmse**2 == pytest.approx(float(sum((f - a) ** 2 for f, a in both) / len(both)), rel=1e-14)
    assert found.bias == pytest.approx(float(sum(f - a for f, a in both) / len(both)), rel=1e-14)
    if not asked:
        assert (found.mape, found.wape) == (None, None)
        return
    assert found.mape == pytest.approx(float(sum(abs(f - a) / a for f, a in asked) / len(asked)), rel=1e-14)
    total = sum(abs(f - a) for f, a in both) / sum(a for _, a in both)
    assert found.wape == pytest.approx(float(total), rel=1e-14)
