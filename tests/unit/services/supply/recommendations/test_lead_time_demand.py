"""EMPIRICAL_LEAD_TIME_DEMAND: worked by hand, and against an implementation that counts one by one."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from services.supply.recommendations.lead_time_demand import (
    LeadTimeDemand,
    TooFew,
    covering,
    lead_time_demand,
    sums_over,
)


def days(*quantities: int | None) -> list[Decimal | None]:
    return [None if quantity is None else Decimal(quantity) for quantity in quantities]


def test_the_least_sum_that_covers_the_share() -> None:
    twenty = [Decimal(number) for number in range(20, 0, -1)]
    assert covering(twenty, 0.95) == 19
    assert covering(twenty, 0.951) == 20
    assert covering(twenty, 0.05) == 1
    assert covering(twenty, 1.0) == 20
    assert covering([Decimal(number) for number in range(1, 101)], 0.07) == 7  # 0.07 × 100 as doubles exceeds 7
    assert covering([Decimal(number) for number in range(1, 101)], 0.57) == 57  # 0.57 × 100 as doubles falls short


def test_sums_overlap_and_leave_out_days_without_data() -> None:
    assert sums_over(days(1, 2, 3, 4), 2) == [3, 5, 7]
    assert sums_over(days(1, 2, None, 4, 5), 2) == [3, 9]
    assert sums_over(days(1, 2), 3) == []


def test_a_worked_history() -> None:
    # 100 a day for 54 days, then six days of 400: 58 sums over three days (2.5 rounded up), of which 52 are 300 and the
    # last six 600, 900, 1200, 1200, 1200, 1200. 90 % of 58 is 52.2: the 53rd is 600. The first 40 sums are all 300, and
    # 12 of the 18 later ones are no more.
    found = lead_time_demand(days(*[100] * 54, *[400] * 6), lead_time_days=Decimal("2.5"), service_level=0.9)
    assert found == LeadTimeDemand(
        reorder_point=Decimal("600.0000"),
        safety_stock=Decimal("210.0000"),  # 600 − 130 × 3
        mean_daily_demand=Decimal("130.0000"),
        days=3,
        windows=58,
        confidence=12 / 18,
    )


def test_the_safety_stock_is_never_below_zero() -> None:
    found = lead_time_demand(days(*[0] * 40, *[100] * 21), lead_time_days=Decimal(1), service_level=0.5)
    assert isinstance(found, LeadTimeDemand)
    assert (found.reorder_point, found.safety_stock) == (0, 0)


def test_too_little_history_is_said() -> None:
    assert lead_time_demand(days(*[1] * 59, None), lead_time_days=Decimal(3), service_level=0.95) == TooFew(
        "days", 60, 59
    )
    assert lead_time_demand(days(*[1] * 60), lead_time_days=Decimal(32), service_level=0.95) == TooFew(
        "windows", 30, 29
    )
    assert isinstance(lead_time_demand(days(*[1] * 60), lead_time_days=Decimal(31), service_level=0.95), LeadTimeDemand)


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_counting(seed: int) -> None:
    draw = random.Random(seed)
    daily = [draw.choice((None, *[Decimal(draw.randint(0, 90)) / 4] * 30)) for _ in range(draw.randint(90, 200))]
    lead, level = Decimal(draw.randint(1, 60)) / 10, draw.choice((0.5, 0.8, 0.9, 0.95, 0.99, 0.9999))
    found = lead_time_demand(daily, lead_time_days=lead, service_level=level)
    length = next(number for number in range(100) if number >= lead)
    windows = []
    for first in range(len(daily)):
        window = daily[first : first + length]
        if len(window) == length and None not in window:
            windows.append(sum(map(Fraction, window)))  # type: ignore[arg-type]
    share = Fraction(str(level))

    def least(sums: list[Fraction]) -> Fraction:
        return min(value for value in sums if Fraction(sum(one <= value for one in sums), len(sums)) >= share)

    known = [Fraction(quantity) for quantity in daily if quantity is not None]
    fitted = windows[: 7 * len(windows) // 10]
    later = windows[len(fitted) :]
    assert isinstance(found, LeadTimeDemand)
    assert found.windows == len(windows)
    assert float(found.reorder_point) == pytest.approx(float(least(windows)), abs=1e-4)
    expected = max(Fraction(0), least(windows) - sum(known) / len(known) * length)
    assert float(found.safety_stock) == pytest.approx(float(expected), abs=1e-4)
    assert found.confidence == pytest.approx(sum(one <= least(fitted) for one in later) / len(later))
