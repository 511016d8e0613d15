"""What came in the buckets of a forecast: from the first to the last row of the history, and only what is known."""

from datetime import date
from decimal import Decimal

from db.supply.enums import DemandSource, TimeBucket
from services.supply.demand.history import History, HistoryPoint
from services.supply.forecasts.actuals import actuals_in

MONTHS = [date(2025, month, 1) for month in range(1, 8)]
JULY_15 = date(2025, 7, 15)


def history(*points: tuple[date, int | None], bucket: TimeBucket = TimeBucket.MONTH) -> History:
    return History(
        bucket,
        [HistoryPoint(day, Decimal(quantity or 0), quantity is None, DemandSource.IMPORT) for day, quantity in points],
    )


def test_between_the_first_and_the_last_row_a_bucket_without_one_is_zero() -> None:
    known = history((MONTHS[1], 20), (MONTHS[4], 50))
    found = actuals_in(known, MONTHS, bucket=TimeBucket.MONTH, today=JULY_15)
    assert found == {MONTHS[1]: 20, MONTHS[2]: 0, MONTHS[3]: 0, MONTHS[4]: 50}


def test_a_bucket_without_data_or_to_come_is_unknown() -> None:
    known = history((MONTHS[0], 10), (MONTHS[2], None), (MONTHS[5], 60), (MONTHS[6], 70))
    found = actuals_in(known, MONTHS, bucket=TimeBucket.MONTH, today=JULY_15)
    assert found == {MONTHS[0]: 10, MONTHS[1]: 0, MONTHS[3]: 0, MONTHS[4]: 0, MONTHS[5]: 60}


def test_a_bucket_is_over_on_the_day_after_its_last() -> None:
    known = history((MONTHS[5], 60))
    assert actuals_in(known, MONTHS, bucket=TimeBucket.MONTH, today=date(2025, 6, 30)) == {}
    assert actuals_in(known, MONTHS, bucket=TimeBucket.MONTH, today=date(2025, 7, 1)) == {MONTHS[5]: 60}


def test_a_history_in_other_buckets_tells_nothing() -> None:
    weeks = history((date(2025, 1, 6), 5), bucket=TimeBucket.WEEK)
    assert actuals_in(weeks, MONTHS, bucket=TimeBucket.MONTH, today=JULY_15) == {}
    assert actuals_in(history(), MONTHS, bucket=TimeBucket.MONTH, today=JULY_15) == {}
