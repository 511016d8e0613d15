"""Months that people name: the one that was meant, and headings that look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.calendar import MONTH_NAMES, Month, report_months
from services.shared.errors import InvalidInput
from services.shared.month_columns import month_columns
from services.shared.month_names import doubt_of_month, meant_month, month_number, near_month

LONG = [name for name in MONTH_NAMES if len(name) > 3]


@pytest.mark.parametrize("name", MONTH_NAMES)
def test_every_way_of_writing_a_month_means_it(name: str) -> None:
    number = MONTH_NAMES.index(name) + 1
    for written in (name.lower(), name.upper(), f" {name}. ", name[:3], f"{name[:3]}.", str(number), f"{number:02}"):
        assert near_month(written) == name, written


@given(st.sampled_from(LONG), st.data())
def test_two_letters_that_changed_places_are_the_month(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 2))
    slip = name[:place] + name[place : place + 2][::-1] + name[place + 2 :]
    assert near_month(slip) == name
    heading = f"{slip}-25"
    month = Month(2025, MONTH_NAMES.index(name) + 1)
    assert meant_month(heading) == month
    if slip != name:
        assert doubt_of_month(heading) == f"names no month; did you mean {month.label}?"


MEANT = {"Juen": "June", "Sept": "September", "Juni": "June", "Dezember": "December"}


@pytest.mark.parametrize(("word", "name"), MEANT.items())
def test_other_months_as_people_write_them(word: str, name: str) -> None:
    assert near_month(word) == name


@pytest.mark.parametrize("word", ["", "13", "0", "Brumaire", "Q3", "Total", "Ju", "x" * 500, "²"])
def test_what_is_no_month_means_none(word: str) -> None:
    assert near_month(word) is None


def test_a_cell_that_is_no_month_says_what_is_one() -> None:
    with pytest.raises(ValueError, match=r"^is not a month; April, Apr, 4 or 04 is accepted; did you mean June\?$"):
        month_number("Juen")
    with pytest.raises(ValueError, match=r"04 is accepted$"):
        month_number("Q3")
    assert month_number("Sept") == 9


@pytest.mark.parametrize("header", [None, 25, "State", "Jun-25", "Day", "Mary", "Name", "Target CPH", "Notes 25"])
def test_other_headings_are_no_doubtful_months(header: object) -> None:
    assert doubt_of_month(header) is None  # type: ignore[arg-type]


def test_a_month_without_a_year_says_so() -> None:
    assert doubt_of_month("June") == "says no year"
    assert doubt_of_month("sept.") == "says no year"


@given(st.integers(0, 5), st.integers(0, 4))
def test_a_month_that_heads_two_columns_is_named_with_both_and_with_all_that_stood_there(of: int, to: int) -> None:
    labels = [month.label for month in report_months(Month(2025, 6))]
    labels[of] = labels[(of + to + 1) % 6]
    with pytest.raises(InvalidInput) as refused:
        month_columns(["CN", *labels])
    assert f"two columns are headed {labels[of]}" in refused.value.message
    assert all(f"{label} (column {'BCDEFG'[place]})" in refused.value.message for place, label in enumerate(labels))
