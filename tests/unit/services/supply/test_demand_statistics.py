"""Demand of a day, by the numbers of the rule."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt
from statistics import mean, stdev

import pytest

from db.supply.enums import TimeBucket
from services.supply.demand.buckets import bucket_end, bucket_label, bucket_start, is_start, starts_between
from services.supply.demand.statistics import daily_demand

MONDAY = date(2025, 6, 2)


def days(*values: int | None) -> dict[date, Decimal | None]:
    return {
        MONDAY + timedelta(days=place): None if value is None else Decimal(value) for place, value in enumerate(values)
    }


def test_the_worked_example() -> None:
    found = daily_demand(days(0, 15, 0, 12, 0, 0, 0), TimeBucket.DAY)
    assert found == (Decimal("3.8571"), Decimal("6.6440"))


def test_days_without_rows_between_first_and_last_are_zeros() -> None:
    whole = days(5, 0, 0, 7)
    assert daily_demand({day: value for day, value in whole.items() if value}, TimeBucket.DAY) == daily_demand(
        whole, TimeBucket.DAY
    )


def test_no_data_is_left_out_wherever_it_stands() -> None:
    assert daily_demand(days(None, 4, None, 8), TimeBucket.DAY) == (Decimal(6), Decimal("2.8284"))


def test_too_little_to_say_is_nothing() -> None:
    assert daily_demand({}, TimeBucket.DAY) == (None, None)
    assert daily_demand(days(None), TimeBucket.DAY) == (None, None)
    assert daily_demand(days(3), TimeBucket.DAY) == (Decimal(3), None)


@pytest.mark.parametrize(("bucket", "length"), [(TimeBucket.WEEK, 7.0), (TimeBucket.MONTH, 365.25 / 12)])
def test_longer_buckets_are_divided_by_their_days(bucket: TimeBucket, length: float) -> None:
    starts = list(starts_between(bucket_start(date(2025, 1, 1), bucket), date(2025, 12, 31), bucket))
    values = [(place * 37) % 101 + 0.25 for place in range(len(starts))]
    found = daily_demand({s: Decimal(str(v)) for s, v in zip(starts, values, strict=True)}, bucket)
    assert float(found.mean or 0) == pytest.approx(mean(values) / length, abs=6e-5)
    assert float(found.deviation or 0) == pytest.approx(stdev(values) / sqrt(length), abs=6e-5)


@pytest.mark.parametrize("bucket", TimeBucket)
def test_every_day_lies_in_one_bucket(bucket: TimeBucket) -> None:
    for offset in range(800):
        day = date(2023, 12, 1) + timedelta(days=offset)
        start = bucket_start(day, bucket)
        assert is_start(start, bucket) and start <= day <= bucket_end(start, bucket)
        assert bucket_start(bucket_end(start, bucket) + timedelta(days=1), bucket) > day


def test_buckets_are_named_as_people_name_them() -> None:
    day = date(2026, 7, 14)
    labels = [bucket_label(bucket_start(day, bucket), bucket) for bucket in TimeBucket]
    assert labels == ["2026-07-14", "2026-W29", "2026-07"]
