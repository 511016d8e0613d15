"""Buckets of time: days, ISO weeks and calendar months; every day lies in one of each length."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from db.supply.enums import TimeBucket

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)  # that histories and forecasts may have
ACCEPTED_STARTS = {
    TimeBucket.DAY: "any day",
    TimeBucket.WEEK: "a Monday",
    TimeBucket.MONTH: "the first day of a month",
}


def bucket_start(day: date, bucket: TimeBucket) -> date:
    """The first day of the bucket that a day lies in."""
    if bucket is TimeBucket.WEEK:
        return day - timedelta(days=min(day.weekday(), (day - date.min).days))
    return day.replace(day=1) if bucket is TimeBucket.MONTH else day


def bucket_end(start: date, bucket: TimeBucket) -> date:
    """The last day of the bucket that begins on a day."""
    if bucket is TimeBucket.MONTH:
        return start.replace(day=monthrange(start.year, start.month)[1])
    return start + timedelta(days=min(6, (date.max - start).days)) if bucket is TimeBucket.WEEK else start


def next_start(start: date, bucket: TimeBucket) -> date:
    """The first day of the bucket after the one that begins on a day."""
    return bucket_end(start, bucket) + timedelta(days=1)


def earlier(start: date, bucket: TimeBucket, count: int) -> date:
    """The first day of the bucket so many before the one that begins on a day; the calendar's first where it has none.

    A negative count goes forward.
    """
    if bucket is TimeBucket.MONTH:
        months = start.year * 12 + start.month - 1 - count
        return date.min if months < 12 else date(months // 12, months % 12 + 1, 1)
    days = count * (7 if bucket is TimeBucket.WEEK else 1)
    return date.min if days > (start - date.min).days else start - timedelta(days=days)


def distance(first: date, last: date, bucket: TimeBucket) -> int:
    """How many buckets later than the one that begins on a first day the one is that begins on another."""
    if bucket is TimeBucket.MONTH:
        return (last.year - first.year) * 12 + last.month - first.month
    return (last - first).days // (7 if bucket is TimeBucket.WEEK else 1)


def is_start(day: date, bucket: TimeBucket) -> bool:
    """Whether a bucket begins on a day."""
    return bucket_start(day, bucket) == day


def starts_between(first: date, last: date, bucket: TimeBucket) -> Iterator[date]:
    """The first days of the buckets from the one that begins on `first` to the one that begins on `last` or before."""
    start = first
    while start <= last:
        yield start
        start = next_start(start, bucket)


def bucket_label(start: date, bucket: TimeBucket) -> str:
    """ "2026-07-14", "2026-W29" or "2026-07"."""
    if bucket is TimeBucket.WEEK:
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{start:%Y-%m}" if bucket is TimeBucket.MONTH else start.isoformat()
