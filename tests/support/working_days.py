"""First and last days worked out by hand, a day at a time: what percentages of part weeks are compared with."""

from collections.abc import Collection
from datetime import date, timedelta


def days_present(
    week: tuple[int, int], working_days: int, holidays: Collection[date], hired: date | None, last: date | None
) -> int:
    """On how many working days of an ISO week somebody is there."""
    monday = date.fromisocalendar(*week, 1)
    days = [monday + timedelta(days=place) for place in range(max(5, working_days))]
    if len(holidays) == 5 - working_days:
        days = [day for day in days if day not in holidays]
    there = [day for day in days if (hired is None or day >= hired) and (last is None or day <= last)]
    return min(working_days, len(there))


def percentage(level: float, present: int, working_days: int) -> float:
    """What counts of a percentage of a whole week."""
    return level * present / working_days
