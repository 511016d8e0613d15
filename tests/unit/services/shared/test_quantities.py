"""Quantities are refused, never rounded; figures are rounded in two ways."""

from decimal import Decimal
from fractions import Fraction

import pytest

from db.supply.bounds import POSITIVE_QUANTITY
from services.shared.errors import InvalidInput
from services.shared.quantities import at_most, nearest, places_of, plain, require_quantity, rounded, rounded_up


@pytest.mark.parametrize(("text", "places"), (("12.50", 1), ("300", 0), ("3E+2", 0), ("0.0001", 4), ("0", 0)))
def test_places_are_those_that_are_needed(text: str, places: int) -> None:
    assert places_of(Decimal(text)) == places


@pytest.mark.parametrize(
    ("text", "decimals"), (("1.5", 0), ("1.23456", 4), ("0", 2), ("-1", 2), ("1E+14", 0), ("NaN", 0))
)
def test_what_does_not_fit_is_refused(text: str, decimals: int) -> None:
    with pytest.raises(InvalidInput) as raised:
        require_quantity("quantity", Decimal(text), bound=POSITIVE_QUANTITY, decimals=decimals, path=("input",))
    assert raised.value.accepted


@pytest.mark.parametrize(("text", "decimals"), (("1", 0), ("1.50", 1), ("99999999999999.9999", 4)))
def test_what_fits_is_kept(text: str, decimals: int) -> None:
    given = Decimal(text)
    assert require_quantity("q", given, bound=POSITIVE_QUANTITY, decimals=decimals, path=()) == given


@pytest.mark.parametrize(
    ("ratio", "places", "shown"),
    (
        (Fraction(2, 3), 4, "0.6667"), (Fraction(-2, 3), 4, "-0.6667"), (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"), (Fraction(1, 30_000), 4, "0.0000"), (Fraction(-1, 30_000), 4, "0.0000"),
        (Fraction(10**30 + 1, 2), 0, str(5 * 10**29 + 1)), (Fraction(5), 0, "5"),
    ),
)  # fmt: skip
def test_a_ratio_is_rounded_exactly(ratio: Fraction, places: int, shown: str) -> None:
    assert str(nearest(ratio, places)) == shown


@pytest.mark.parametrize(
    ("ratio", "places", "shown"),
    ((Fraction(500, 7), 0, "71"), (Fraction(500, 7), 2, "71.42"), (Fraction(3), 1, "3.0"), (Fraction(0), 0, "0")),
)
def test_at_most_is_never_more(ratio: Fraction, places: int, shown: str) -> None:
    assert str(at_most(ratio, places)) == shown


def test_a_half_goes_up_and_up_is_up() -> None:
    assert rounded(Decimal("105") * Decimal("0.35") * Decimal("1.04"), 2) == Decimal("38.22")
    assert rounded(Decimal("0.125"), 2) == Decimal("0.13")
    assert rounded_up(Decimal("87.3098"), 0) == 88
    assert rounded_up(Decimal("787.0000"), 0) == 787
    assert plain(rounded_up(Decimal("1000.001"), 0)) == "1001"
