"""How long stock lasts along a forecast."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from services.supply.stock.days_of_supply import Bucket, lasting

JUNE = Bucket(date(2026, 6, 1), date(2026, 7, 1), Decimal(3000))
JULY = Bucket(date(2026, 7, 1), date(2026, 8, 1), Decimal(6200))
END = date(2026, 7, 31)


def lasts(available: str, today: date, *buckets: Bucket) -> tuple[Decimal, bool]:
    found = lasting(Decimal(available), buckets or (JUNE, JULY), horizon_end=END, today=today)
    return found.shown, found.is_minimum


def test_days_are_counted_along_the_forecast_today_in_full() -> None:
    assert lasts("250", date(2026, 6, 10)) == (Decimal("2.50"), False)
    assert lasts("500", date(2026, 6, 28)) == (Decimal("4.00"), False)
    assert lasts("0", date(2026, 6, 28)) == (Decimal(0), False)
    assert lasts("-5", date(2026, 6, 28)) == (Decimal(0), False)


def test_what_outlasts_the_forecast_is_a_minimum() -> None:
    assert lasts("6300", date(2026, 7, 1)) == (Decimal(31), True)
    assert lasts("6200", date(2026, 7, 1)) == (Decimal(31), False)
    assert lasts("5", date(2026, 9, 1)) == (Decimal(0), True)


def test_days_without_a_bucket_ask_for_nothing() -> None:
    assert lasts("200", date(2026, 6, 29), JULY) == (Decimal("3.00"), False)


def day_by_day(available: Fraction, buckets: list[Bucket], today: date) -> tuple[Fraction, bool]:
    """The same, walked along one day after another in exact ratios."""
    left, end = available, max(bucket.ends for bucket in buckets)
    for bucket in buckets:
        length = (bucket.ends - bucket.start).days
        for day in (bucket.start + timedelta(days=place) for place in range(length)):
            asked = Fraction(bucket.quantity) / length if day >= today else Fraction(0)
            if asked and asked >= left:
                return (day - today).days + left / asked, False
            left -= asked
    return Fraction(max((end - today).days, 0)), True


@pytest.mark.parametrize("seed", range(20))
def test_drawn_cases_are_exact_to_the_day_that_orders_go_by(seed: int) -> None:
    draw, today = random.Random(seed), date(2026, 6, 10)
    for _ in range(100):
        length, start = draw.choice((1, 7, 28, 30, 31)), today - timedelta(days=draw.randint(0, 40))
        buckets = []
        for place in range(draw.randint(1, 6)):
            quantity = Decimal(draw.choice((0, draw.randint(0, 50), draw.randint(1, 10**17)))) / draw.choice(
                (1, 10_000)
            )
            first = start + timedelta(days=place * length)
            buckets.append(Bucket(first, first + timedelta(days=length), quantity))
        some = sum((bucket.quantity for bucket in buckets[: draw.randint(0, 6)]), Decimal(0))
        available = draw.choice((some, Decimal(draw.randint(1, 100)))) or Decimal(1)
        end = buckets[-1].ends - timedelta(days=1)
        found = lasting(available, buckets, horizon_end=end, today=today)
        days, is_minimum = day_by_day(Fraction(available), buckets, today)
        assert (found.days, found.is_minimum) == (days, is_minimum), (available, buckets)
        lead_time = draw.randint(0, 60)
        assert found.whole_days_less(Decimal(lead_time)) == days // 1 - lead_time
