"""Headings that name a month, and those that only look like one."""

from datetime import date, datetime

import pytest

from sheets.months import doubt_of_heading, month_heading


@pytest.mark.parametrize(
    "cell",
    ["2025-06-01", "2025-06-30", "2025-06-01 00:00:00", "2025-06-01T00:00:00Z", "6/1/2025", "01.06.2025", "1-Jun-25",
     "01 June 2025", "June 1, 2025", "2025/06", "06-2025", "06.2025", "2025-Jun", "2025 June", date(2025, 6, 1),
     datetime(2025, 6, 30)],
)  # fmt: skip
def test_a_month_is_named_in_many_ways(cell):
    assert month_heading(cell) == (2025, 6)
    assert doubt_of_heading(cell) is None


@pytest.mark.parametrize(
    "cell",
    [date(2026, 6, 25), datetime(2026, 6, 2), datetime(2026, 6, 1, 12), datetime(2026, 6, 30, 0, 0, 1), "2026-06-25",
     "2026-06-01 08:30", "6/25/2026", "25.06.2026", "25-Jun-2026", "June 25, 2026", "25-Jun", "25 June", "1-Jul"],
)  # fmt: skip
def test_a_day_inside_a_month_is_doubted(cell):
    assert doubt_of_heading(cell)


@pytest.mark.parametrize("cell", [None, "State", "Jun-25", "25 people", "CN 25", 45809, "2025-02-30", "31-Foo", "1-2"])
def test_other_headings_are_not(cell):
    assert doubt_of_heading(cell) is None


@pytest.mark.parametrize("year", [2023, 2024, 2025])
@pytest.mark.parametrize("month", range(1, 13))
def test_the_first_and_last_day_of_every_month_name_it_and_no_other_does(year, month):
    days = [date(year, month, day) for day in range(1, 32) if _exists(year, month, day)]
    assert [day for day in days if doubt_of_heading(day) is None] == [days[0], days[-1]]


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False
