"""Figures as answers tell them: six decimals, alike for one and for columns, nothing lost that had no more."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.figures import DECIMALS, PART, rounded, rounded_column

FIGURES = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e7, 1e7)


@given(st.lists(FIGURES))
def test_a_column_is_rounded_as_its_figures_are(figures: list[float]) -> None:
    assert [repr(one) for one in rounded_column(figures)] == [repr(rounded(one)) for one in figures]


@pytest.mark.parametrize("length", [PART - 1, PART, PART + 1, 2 * PART + 3])
@pytest.mark.parametrize("odd", [0.1234567, 1e21])
def test_a_long_column_is_rounded_as_its_figures_are(length: int, odd: float) -> None:
    """Wherever one stands that is too large to be rounded as the others are."""
    for place in (0, length // 2, length - 1):
        figures = [number / 7 for number in range(length)]
        figures[place] = odd
        assert rounded_column(figures) == [rounded(one) for one in figures]


@given(FIGURES)
def test_a_figure_is_told_within_half_a_millionth(figure: float) -> None:
    away = abs(Decimal(rounded(figure)) - Decimal(figure))
    assert away <= Decimal("0.0000005") + abs(Decimal(figure)) * Decimal(2) ** -50


@given(st.integers(-(10**15), 10**15))
def test_what_has_no_more_decimals_stays_to_the_digit(millionths: int) -> None:
    figure = float(Decimal(millionths).scaleb(-DECIMALS))
    assert rounded(figure) == figure


@given(FIGURES)
def test_a_figure_that_was_told_is_told_alike(figure: float) -> None:
    assert rounded(rounded(figure)) == rounded(figure)


@given(st.floats(-1e9, 1e9))
def test_no_more_than_six_decimals_are_written(figure: float) -> None:
    _, _, exponent = Decimal(repr(rounded(figure))).as_tuple()
    assert isinstance(exponent, int)
    assert exponent >= -DECIMALS


@pytest.mark.parametrize(("figure", "told"), [
    (234.33333333333334, "234.333333"), (-111.73402185578396, "-111.734022"), (-874.7999999998137, "-874.8"),
    (0.1 + 0.2, "0.3"), (1642362.1875, "1642362.1875"), (1e-9, "0.0"), (-1e-9, "0.0"), (-0.0, "0.0"), (0.95, "0.95"),
    (1e21, "1e+21"), (4278.0, "4278.0"),
])  # fmt: skip
def test_figures_that_people_read(figure: float, told: str) -> None:
    assert repr(rounded(figure)) == told
