"""Weeks and months: a week counts for the month and year of its Thursday."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.calendar import Month, Week, is_iso_week, report_months, weeks_between, weeks_of_year

years = st.integers(2020, 2050)
days = st.dates(date(2020, 1, 6), date(2050, 12, 25))


def test_june_2025_has_four_weeks_and_the_thirtieth_belongs_to_july() -> None:
    june = [week.start for week in weeks_of_year(2025) if week.month == Month(2025, 6)]
    assert june == [date(2025, 6, day) for day in (2, 9, 16, 23)]
    assert Week.of(date(2025, 6, 30)).month == Month(2025, 7)


@pytest.mark.parametrize(("year", "weeks"), [(2020, 53), (2025, 52), (2026, 53), (2032, 53)])
def test_a_long_year_has_fifty_three_weeks(year: int, weeks: int) -> None:
    assert len(weeks_of_year(year)) == weeks
    assert is_iso_week(year, weeks)
    assert not is_iso_week(year, weeks + 1)
    assert not is_iso_week(year, 0)


def test_the_turn_of_the_year_goes_by_thursday() -> None:
    assert Week.of(date(2027, 1, 1)) == Week(2026, 53)
    assert Week(2026, 53).month == Month(2026, 12)
    assert Week.of(date(2024, 12, 30)) == Week(2025, 1)
    assert Week(2025, 1).month == Month(2025, 1)


@given(years)
def test_every_week_of_an_iso_year_counts_for_a_month_of_that_year(year: int) -> None:
    months = Counter(week.month for week in weeks_of_year(year))
    assert set(months) == {Month(year, number) for number in range(1, 13)}
    assert set(months.values()) <= {4, 5}


@given(days)
def test_a_day_lies_in_its_week(day: date) -> None:
    week = Week.of(day)
    assert week.start <= day <= week.end
    assert week.start.weekday() == 0
    assert [one.weekday() for one in week.weekdays()] == [0, 1, 2, 3, 4]


@given(days, st.integers(0, 60))
def test_weeks_between_leave_none_out(day: date, count: int) -> None:
    first, last = Week.of(day), Week.of(day + timedelta(weeks=count))
    weeks = weeks_between(first, last)
    assert (weeks[0], weeks[-1], len(weeks)) == (first, last, count + 1)
    assert weeks == sorted(set(weeks))


@given(st.builds(Month, years, st.integers(1, 12)), st.integers(-100, 100))
def test_months_are_added_and_subtracted(month: Month, count: int) -> None:
    assert month.plus(count).minus(month) == count


def test_months_are_named_in_english() -> None:
    june = Month(2025, 6)
    assert (june.name, june.label, june.value, june.start) == ("June", "Jun-25", "2025-06", date(2025, 6, 1))
    assert [month.label for month in report_months(Month(2025, 9))] == [
        "Sep-25", "Oct-25", "Nov-25", "Dec-25", "Jan-26", "Feb-26",
    ]  # fmt: skip


def test_a_week_is_written_as_iso_8601_writes_it() -> None:
    assert Week(2025, 3).value == "2025-W03"
