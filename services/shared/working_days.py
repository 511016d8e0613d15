"""Working days: a tenant's weekdays, Monday to Friday, less its holidays."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

_WORKED = 5  # Monday to Friday


def is_working_day(day: date, *, holidays: Collection[date] = ()) -> bool:
    """Whether a day is worked."""
    return day.weekday() < _WORKED and day not in holidays


def working_days(first: date, last: date, *, holidays: Collection[date] = ()) -> Iterator[date]:
    """The working days from one day to another, both included; none where the last lies before the first."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return (day for day in days if is_working_day(day, holidays=holidays))


def count_working_days(first: date, last: date, *, holidays: Collection[date] = ()) -> int:
    """How many working days there are from one day to another, both included."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    begun = sum((first.weekday() + number) % 7 < _WORKED for number in range(rest))
    return weeks * _WORKED + begun - sum(first <= day <= last and day.weekday() < _WORKED for day in set(holidays))


def after_working_days(day: date, count: int, *, holidays: Collection[date] = ()) -> date:
    """The last of so many working days, the first of which is a day itself where it is worked; the day for none.

    Raises OverflowError where the calendar ends before.
    """
    if count <= 0:
        return day
    last = _after_weekdays(day, count)
    while (found := count_working_days(day, last, holidays=holidays)) < count:
        last = _after_weekdays(last + timedelta(days=1), count - found)
    return last


def _after_weekdays(day: date, count: int) -> date:
    """The last of so many days from Monday to Friday, from a day on."""
    into_week = day.weekday()
    if into_week >= _WORKED:
        day, into_week = day + timedelta(days=7 - into_week), 0
    weeks, rest = divmod(into_week + count - 1, _WORKED)
    return day + timedelta(days=7 * weeks + rest - into_week)
