"""The formulas of the product's rules, by number."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.formulas import fte_required, planned_capacity, productive_hours_from_weeks
from services.shared.numbers import clean, exact, round_half_up, shown


class ConfiguredWeek(NamedTuple):
    productive_hours: float
    occupancy: float


@given(
    st.integers(0, 99_999_999),
    st.decimals("0.01", 200, places=2),
    st.decimals("0.0001", 744, places=6).filter(lambda hours: hours > 0),
)
def test_people_required_are_the_quotient_rounded_half_up(forecast: int, cph: Decimal, hours: Decimal) -> None:
    found = fte_required(forecast=forecast, target_cph=cph, productive_hours=hours)
    assert found == round_half_up(Fraction(forecast) / (Fraction(cph) * Fraction(hours)))


def test_a_month_without_a_configuration_takes_its_weeks_hours_with_occupancy() -> None:
    weeks = [ConfiguredWeek(5 * 9 * 0.9, 0.95)] * 4
    assert productive_hours_from_weeks(weeks) == Decimal("153.9")
    assert productive_hours_from_weeks([]) == 0


@pytest.mark.parametrize(
    ("forecast", "cph", "hours", "people"),
    [
        (10_000, "12.5", "160", 5),
        (9_000, "12.5", "160", 5),
        (8_999, "12.5", "160", 4),
        (0, "12.5", "160", 0),
        (1, "200", "744", 0),
    ],
)
def test_people_required(forecast: int, cph: str, hours: str, people: int) -> None:
    found = fte_required(forecast=forecast, target_cph=Decimal(cph), productive_hours=Decimal(hours))
    assert found == people


def test_planned_capacity_is_whole_cases() -> None:
    assert planned_capacity(fte_available=3, target_cph=Decimal("12.5"), productive_hours=Decimal("153.9")) == 5771
    assert planned_capacity(fte_available=0, target_cph=Decimal("12.5"), productive_hours=Decimal("153.9")) == 0


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("12.5", 13), ("0", 0), ("0.49", 0)]
)
def test_a_half_goes_up(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded
    assert round_half_up(Fraction(value)) == rounded


@given(st.decimals(0, 10**9, places=4))
def test_both_ways_of_rounding_agree(value: Decimal) -> None:
    assert round_half_up(value) == round_half_up(Fraction(value))
    assert abs(round_half_up(value) - value) <= Decimal("0.5")


def test_a_float_is_what_a_person_means_by_it() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert clean(0.15000000000000002) == 0.15
    assert [shown(value) for value in (379.6875, 0.005, 2.675, 1.0)] == [379.69, 0.01, 2.68, 1.0]
    assert str(shown(-0.004)) == str(shown(Decimal("-0.001"))) == "0.0"
