"""The weeks of a plan, by number."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.supply.plans.spreading import ExpectedBucket, ExpectedDemand, spread
from services.supply.plans.weeks import PlanFacts, PlanWeek, parts_of_weeks, plan_weeks, scheduled_before

MONDAY = date(2026, 6, 1)
JUNE = ExpectedBucket(MONDAY, date(2026, 6, 30), Decimal(3000))
JULY = ExpectedBucket(date(2026, 7, 1), date(2026, 7, 31), Decimal(6200))


def weeks(start: date, end: date, *, today: date = MONDAY, quantity: str = "1000", **more: Any) -> list[PlanWeek]:
    values: dict[str, Any] = {"decimals": 0, "daily_capacity": Decimal(100), "demand": ExpectedDemand([JUNE, JULY])}
    facts = PlanFacts(planned_start=start, planned_end=end, quantity=Decimal(quantity), **{**values, **more})
    return plan_weeks(facts, today=today)


def column(name: str, found: list[PlanWeek]) -> list[str]:
    return [str(getattr(week, name).normalize() + 0) for week in found]


def test_two_whole_weeks() -> None:
    found = weeks(MONDAY, date(2026, 6, 14), on_hand=Decimal(700), safety_stock=Decimal(400), quantity="1100")
    assert [(week.start.day, week.end.day) for week in found] == [(1, 7), (8, 14)]
    assert found[0] == PlanWeek(
        date(2026, 6, 1), date(2026, 6, 7), Decimal(700), Decimal(500), Decimal(550), Decimal(0), Decimal(550),
        Decimal(0), Decimal(0), 1.1, True,
    )  # fmt: skip
    assert found[1].projected_stock == 400


def test_a_plan_that_begins_in_the_middle_of_a_week_counts_the_rest_of_it() -> None:
    found = weeks(date(2026, 6, 4), date(2026, 6, 9), on_hand=Decimal(1000), quantity="10")
    assert [(week.start, week.end) for week in found] == [
        (date(2026, 6, 4), date(2026, 6, 7)), (date(2026, 6, 8), date(2026, 6, 9)),
    ]  # fmt: skip
    assert (column("capacity", found), column("scheduled", found)) == (["200", "200"], ["5", "5"])
    assert column("demand", found) == ["400", "200"]
    assert column("projected_stock", found) == ["305", "110"], "1,000 less three days until it begins"


def test_a_plan_of_a_day() -> None:
    (week,) = weeks(date(2026, 6, 3), date(2026, 6, 3), quantity="70")
    assert (week.start, week.end, week.capacity, week.scheduled) == (date(2026, 6, 3), date(2026, 6, 3), 100, 70)
    assert (week.demand, week.projected_stock, week.short) == (100, -230, 230)


def test_a_plan_of_a_weekend_can_make_nothing_and_is_scheduled_on_its_last_day() -> None:
    (week,) = weeks(date(2026, 6, 6), date(2026, 6, 7), quantity="70")
    assert (week.capacity, week.scheduled, week.utilisation, week.is_overloaded) == (0, 70, None, True)


def test_weeks_over_the_end_of_a_year_go_on() -> None:
    found = weeks(date(2026, 12, 23), date(2027, 1, 5), today=date(2026, 12, 23), demand=None)
    assert [(str(week.start), str(week.end)) for week in found] == [
        ("2026-12-23", "2026-12-27"), ("2026-12-28", "2027-01-03"), ("2027-01-04", "2027-01-05"),
    ]  # fmt: skip
    assert found[1].start.isocalendar()[:2] == found[1].end.isocalendar()[:2] == (2026, 53)


def test_the_last_week_there_is_ends() -> None:
    assert list(parts_of_weeks(date(9999, 12, 24), date.max))[-1] == (date(9999, 12, 27), date.max)


def test_without_a_forecast_nothing_is_asked_for() -> None:
    found = weeks(date(2026, 6, 8), date(2026, 6, 14), demand=None, on_hand=Decimal(5))
    assert (column("demand", found), column("projected_stock", found)) == (["0"], ["1005"])


def test_without_capacity_there_is_no_utilisation_and_all_is_too_much() -> None:
    (week,) = weeks(MONDAY, date(2026, 6, 5), daily_capacity=None)
    assert (week.capacity, week.utilisation, week.is_overloaded) == (0, None, True)


def test_capacity_is_rounded_down_to_the_decimals_of_the_product() -> None:
    of_none = weeks(MONDAY, date(2026, 6, 5), daily_capacity=Decimal("33.3333"))
    of_two = weeks(MONDAY, date(2026, 6, 5), daily_capacity=Decimal("33.3333"), decimals=2)
    assert (column("capacity", of_none), column("capacity", of_two)) == (["166"], ["166.66"])


def test_a_plan_that_has_begun_opens_with_what_is_there_now() -> None:
    found = weeks(MONDAY, date(2026, 6, 7), today=date(2026, 6, 4), on_hand=Decimal(100), quantity="50")
    assert column("projected_stock", found) == ["-550"]


def test_a_month_is_spread_over_its_calendar_days() -> None:
    found = weeks(date(2026, 6, 29), date(2026, 7, 5), today=date(2026, 6, 29))
    assert column("demand", found) == ["1200"], "two days of June at 100, five of July at 200"
    third = ExpectedDemand([ExpectedBucket(MONDAY, date(2026, 6, 30), Decimal(100))])
    assert column("demand", weeks(MONDAY, date(2026, 6, 7), demand=third)) == ["23.3333"]


def test_what_is_below_is_told_against_the_safety_stock() -> None:
    (week,) = weeks(MONDAY, date(2026, 6, 7), quantity="650", safety_stock=Decimal(88))
    assert (week.projected_stock, week.short, week.below_safety_stock) == (-50, 50, 138)


def test_a_schedule_counts_on_its_days() -> None:
    schedule = [(date(2026, 6, 7), Decimal(30)), (date(2026, 6, 8), Decimal(20)), (MONDAY, Decimal(50))]
    found = weeks(MONDAY, date(2026, 6, 14), quantity="100", schedule=schedule)
    assert column("scheduled", found) == ["80", "20"]


def test_a_quantity_is_spread_in_proportion_and_the_rest_is_in_the_last_part_that_works() -> None:
    assert spread(Decimal(100), [5, 2], 0) == [71, 29]
    assert spread(Decimal(100), [5, 5, 5, 0], 0) == [33, 33, 34, 0]
    assert spread(Decimal("1"), [1, 5, 1], 2) == [Decimal("0.14"), Decimal("0.71"), Decimal("0.15")]
    assert spread(Decimal(7), [0, 0], 0) == [0, 7]


def test_what_should_be_made_before_a_day() -> None:
    spreads = PlanFacts(planned_start=MONDAY, planned_end=date(2026, 6, 12), quantity=Decimal(105), decimals=0)
    assert [scheduled_before(spreads, date(2026, 6, day)) for day in (1, 2, 6, 8, 13)] == [0, 10, 52, 52, 105]
    schedule = [(MONDAY, Decimal(5)), (date(2026, 6, 3), Decimal(100))]
    named = PlanFacts(planned_start=MONDAY, planned_end=date(2026, 6, 12), quantity=Decimal(105), decimals=0,
                      schedule=schedule)  # fmt: skip
    assert [scheduled_before(named, date(2026, 6, day)) for day in (1, 3, 4)] == [0, 5, 105]


def test_days_that_no_bucket_covers_ask_for_nothing() -> None:
    gap = ExpectedDemand([JUNE, ExpectedBucket(date(2026, 8, 1), date(2026, 8, 31), Decimal(3100))])
    assert gap.between(date(2026, 5, 1), date(2026, 6, 2)) == 200
    assert gap.between(date(2026, 6, 30), date(2026, 8, 1)) == 200
    assert gap.between(date(2026, 8, 30), date(2027, 8, 1)) == 200
    assert gap.between(date(2026, 6, 2), date(2026, 6, 1)) == 0


def test_what_was_made_counts_in_the_week_of_its_day_and_outside_the_plan_in_none() -> None:
    made = [(date(2026, 6, day), Decimal(quantity)) for day, quantity in ((2, 7), (4, 10), (7, 5), (8, 3), (10, 90))]
    found = weeks(date(2026, 6, 4), date(2026, 6, 9), on_hand=Decimal(1000), quantity="10", made=made)
    assert column("produced", found) == ["15", "3"]
    assert column("projected_stock", found) == ["305", "110"], "what was made is on hand already"
