"""Cells as importers understand them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from sheets.cells import (
    calendar_date,
    decimal_number,
    fraction,
    month_name_or_number,
    text,
    whole_number,
    yes_no,
)
from sheets.months import month_heading

HOSTILE = ["#N/A", "#REF!", "bell\a", "\ud800", "x" * 40_000, "9" * 5_000, "NaN", "inf", "-", ".", ",", "1e5", "٣"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (None, None),
        ("", None),
        (" \u00a0\t", None),
        ("  Zoë\u00a0 \n Müller ", "Zoë Müller"),
        ("Zoe\u0308", "Zoë"),
        ("\ufeffCN1\u200b", "CN1"),
        (12345.0, "12345"),
        (12345, "12345"),
        (8.5, "8.5"),
        (True, "TRUE"),
        (date(2025, 6, 1), "2025-06-01"),
        (datetime(2025, 6, 1), "2025-06-01"),
        (datetime(2025, 6, 1, 12, 30), "2025-06-01T12:30:00"),
        ("=1+1", "=1+1"),
    ],
)
def test_text_is_trimmed_collapsed_and_composed(cell, value):
    assert text(cell) == value


@pytest.mark.parametrize("cell", ["a\0b", "a\x1fb", "a\x7fb", "a\x85b", "a\ud800b", "#N/A", " #DIV/0! ", "#NAME?"])
def test_control_characters_and_error_cells_are_no_text(cell):
    with pytest.raises(ValueError, match="accepted"):
        text(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(7, 7), (1234.0, 1234), ("1,234", 1234), (" 1,234,567 ", 1234567), ("1234.0", 1234), ("-5", -5), ("007", 7)],
)
def test_whole_numbers_are_read_as_people_write_them(cell, value):
    assert whole_number(cell) == value


@pytest.mark.parametrize("cell", [None, "", True, 12.5, "12.5", "1,23", "1 234", float("nan"), float("inf"), 1e300])
def test_what_is_no_whole_number_is_refused(cell):
    with pytest.raises(ValueError, match="1,234 is accepted"):
        whole_number(cell)


def test_whole_numbers_are_bounded_on_both_ends():
    assert [whole_number(value, minimum=0, maximum=7) for value in (0, "7")] == [0, 7]
    for value in (-1, 8, "8"):
        with pytest.raises(ValueError, match="from 0 to 7"):
            whole_number(value, minimum=0, maximum=7)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(8.5, "8.5"), (8.500000000000002, "8.5"), ("8.500000000000002", "8.5"), ("1,234.25", "1234.25"), (14, "14")],
)
def test_decimals_are_exact_and_free_of_binary_noise(cell, value):
    assert decimal_number(cell, places=2) == Decimal(value)


@pytest.mark.parametrize("cell", [8.505, "8.505", 0, -1, 24.01, 1e300, 1e-300, None, False, date(2025, 6, 1)])
def test_decimals_outside_their_bounds_are_refused(cell):
    with pytest.raises(ValueError, match="more than 0 and at most 24 with at most 2 decimals is accepted"):
        decimal_number(cell, places=2, more_than=0, at_most=24)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (0.1, 0.1),
        (1, 1.0),
        (0, 0.0),
        ("0.1", 0.1),
        ("10%", 0.1),
        ("10 %", 0.1),
        ("12.5%", 0.125),
        (0.15000000000000002, 0.15),
    ],
)
def test_fractions_are_shares_or_percentages(cell, value):
    assert fraction(cell) == value


@pytest.mark.parametrize("cell", [10, "10", "101%", "-1%", "%", "10%%", None, True, 1.0001, float("nan")])
def test_what_is_neither_share_nor_percentage_is_refused(cell):
    with pytest.raises(ValueError, match="or a percentage such as 10%"):
        fraction(cell)


@pytest.mark.parametrize("cell", ["Y", "yes", " TRUE ", "1", 1, 1.0, True])
def test_yes_has_many_spellings(cell):
    assert yes_no(cell) is True


@pytest.mark.parametrize("cell", ["n", "NO", "False", "0", 0, 0.0, False])
def test_no_has_many_spellings(cell):
    assert yes_no(cell) is False


@pytest.mark.parametrize("cell", [None, "", "maybe", 2, -1, 0.5])
def test_what_is_neither_yes_nor_no_is_refused(cell):
    with pytest.raises(ValueError, match="neither"):
        yes_no(cell)


@pytest.mark.parametrize(
    "cell", [date(2025, 6, 1), datetime(2025, 6, 1, 12, 30), "2025-06-01", "6/1/2025", "06/01/2025", " 6/1/2025 "]
)
def test_dates_are_cells_or_iso_or_us_text(cell):
    assert calendar_date(cell) == date(2025, 6, 1)


@pytest.mark.parametrize(
    "cell", [None, "", "6/1/25", "1.6.2025", "2025-6-1", "13/1/2025", "2025-02-30", "0000-01-01", 45809, "June 1, 2025"]
)
def test_other_dates_are_refused(cell):
    with pytest.raises(ValueError, match="month first"):
        calendar_date(cell)


@pytest.mark.parametrize(
    "cell",
    ["Jun-25", "JUN-25", " jun - 25 ", "June 2025", "Jun 2025", "Jun. 2025", "2025-06", "06/2025", "Jun-2025",
     "Jun'25", date(2025, 6, 1), datetime(2025, 6, 30)],
)  # fmt: skip
def test_month_headings_name_a_year_and_a_month(cell):
    assert month_heading(cell) == (2025, 6)


@pytest.mark.parametrize("cell", [None, "", "June", "2025", "Juno-25", "2025-13", "State", 45809, 6, True, "May be 25"])
def test_other_headings_are_no_months(cell):
    assert month_heading(cell) is None


def test_every_month_is_known_by_name_and_by_its_first_three_letters():
    names = [date(2025, month, 1).strftime("%B") for month in range(1, 13)]
    assert [month_name_or_number(name) for name in names] == list(range(1, 13))
    assert [month_name_or_number(name[:3].upper()) for name in names] == list(range(1, 13))


@pytest.mark.parametrize("cell", ["April", "apr", "Apr.", 4, 4.0, "4", "04"])
def test_a_month_is_a_name_or_a_number(cell):
    assert month_name_or_number(cell) == 4


@pytest.mark.parametrize("cell", [None, "", 0, 13, 4.5, "Aprl", True, date(2025, 4, 1), "004"])
def test_what_is_no_month_is_refused(cell):
    with pytest.raises(ValueError, match="April, Apr, 4 or 04"):
        month_name_or_number(cell)


@pytest.mark.parametrize("cell", HOSTILE)
def test_hostile_cells_are_refused_in_words_of_this_house(cell):
    for parser in (whole_number, fraction, yes_no, calendar_date, month_name_or_number):
        with pytest.raises(ValueError, match="accepted"):
            parser(cell)
    with pytest.raises(ValueError, match="accepted"):
        decimal_number(cell, places=2)
    assert month_heading(cell) is None
