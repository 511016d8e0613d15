"""A day's output against its target."""

from datetime import date
from decimal import Decimal

from services.shopfloor.dashboard.daily_summary import DayFigures, OrderDay, day_summary

MONDAY, SATURDAY = date(2025, 6, 2), date(2025, 6, 7)


def figures(target: str, actual: str = "0", **more: int) -> DayFigures:
    return DayFigures(target=Decimal(target), actual=Decimal(actual), **more)


def test_twelve_short_of_a_hundred_is_twelve_percent_short() -> None:
    day = figures("100.0000", "88")
    assert (day.variance, str(day.variance_pct)) == (Decimal(-12), "-12.00")


def test_without_a_target_there_is_no_percent() -> None:
    assert figures("0", "20").variance_pct is None
    assert figures("0", "20").variance == 20


def test_percent_is_rounded_half_up_away_from_zero() -> None:
    assert str(figures("800", "799").variance_pct) == "-0.13"
    assert str(figures("800", "801").variance_pct) == "0.13"


def test_sums_are_by_stage_and_by_department_in_the_order_of_their_names() -> None:
    orders = [
        OrderDay("SEWING", "LINE-2", figures("100", "88", entries=1)),
        OrderDay("CUTTING", "LINE-1", figures("50", "55", entries=1)),
        OrderDay("SEWING", "LINE-1", figures("0.3333", "0", missing_entries=1)),
    ]
    day = day_summary(MONDAY, orders)
    assert day.is_working_day
    assert day.total == figures("150.3333", "143", entries=2, missing_entries=1)
    assert day.by_stage == [
        ("CUTTING", figures("50", "55", entries=1)),
        ("SEWING", figures("100.3333", "88", entries=1, missing_entries=1)),
    ]
    assert [name for name, _ in day.by_department] == ["LINE-1", "LINE-2"]


def test_a_day_of_nothing_is_all_zeros() -> None:
    day = day_summary(SATURDAY, [])
    assert (day.is_working_day, day.total, day.by_stage) == (False, DayFigures(), [])
