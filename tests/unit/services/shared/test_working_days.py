"""Working days are Monday to Friday, less holidays."""

from datetime import date, timedelta
from random import Random

import pytest

from services.shared.working_days import after_working_days, count_working_days, is_working_day, working_days

MONDAY = date(2025, 6, 2)


def test_two_weeks_have_ten() -> None:
    assert count_working_days(MONDAY, date(2025, 6, 13)) == 10
    assert not is_working_day(date(2025, 6, 14))
    assert count_working_days(date(2025, 6, 7), date(2025, 6, 8)) == 0


def test_counting_is_the_same_as_going_through_them() -> None:
    random = Random(3)
    for _ in range(500):
        first = MONDAY + timedelta(days=random.randrange(400))
        last = first + timedelta(days=random.randrange(-3, 60))
        holidays = {first + timedelta(days=random.randrange(-5, 70)) for _ in range(4)}
        assert count_working_days(first, last, holidays=holidays) == len(
            list(working_days(first, last, holidays=holidays))
        )


def test_seven_working_days_from_a_monday_end_on_the_tuesday_after() -> None:
    assert after_working_days(date(2025, 6, 9), 7) == date(2025, 6, 17)
    assert after_working_days(MONDAY, 0) == MONDAY


def test_going_on_by_working_days_is_the_same_as_going_through_them() -> None:
    random = Random(4)
    for _ in range(500):
        day, count = MONDAY + timedelta(days=random.randrange(400)), random.randrange(1, 60)
        holidays = {day + timedelta(days=random.randrange(-5, 90)) for _ in range(random.randrange(5))}
        days = list(working_days(day, day + timedelta(days=130), holidays=holidays))
        assert after_working_days(day, count, holidays=holidays) == days[count - 1]


def test_no_working_day_is_past_the_calendar() -> None:
    assert after_working_days(date(9999, 12, 27), 5) == date.max
    for count in (6, 10**7, 10**30):
        with pytest.raises(OverflowError):
            after_working_days(date(9999, 12, 27), count)
