"""How long stock lasts along a forecast."""

from datetime import date
from decimal import Decimal

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
