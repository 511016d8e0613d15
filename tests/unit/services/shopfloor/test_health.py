"""How a work order is getting on as of a date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.shopfloor.enums import WorkOrderHealth
from services.shared.floor_rules import FloorRules
from services.shopfloor.health.health import Health, OrderSoFar, health

START, DEADLINE = date(2025, 6, 2), date(2025, 6, 13)
NINTH = date(2025, 6, 9)
RULES = FloorRules()


def order(*made: float, target: int = 1_000, start: date = START, deadline: date = DEADLINE) -> OrderSoFar:
    """An order of which so much was made, an entry each."""
    quantities = [Decimal(str(quantity)) for quantity in made]
    last = quantities[-5:]
    return OrderSoFar(
        planned_start=start, deadline=deadline, target=Decimal(target), made=sum(quantities, Decimal(0)),
        recent_sum=sum(last, Decimal(0)), recent_entries=len(last),
    )  # fmt: skip


def seen(figures: OrderSoFar, as_of: date, *, rules: FloorRules = RULES) -> Health:
    return health(figures, as_of=as_of, thresholds=rules)


@pytest.mark.parametrize(
    ("made", "points", "expected"),
    [
        (420, "8.00", WorkOrderHealth.AT_RISK),
        (370, "13.00", WorkOrderHealth.OFF_TRACK),
        (400, "10.00", WorkOrderHealth.AT_RISK),
        (480, "2.00", WorkOrderHealth.ON_TRACK),
        (470, "3.00", WorkOrderHealth.ON_TRACK),
        (1_000, "-50.00", WorkOrderHealth.COMPLETED),
        (1_050, "-55.00", WorkOrderHealth.COMPLETED),
    ],
)
def test_after_half_of_its_days_half_is_expected(made: int, points: str, expected: WorkOrderHealth) -> None:
    found = seen(order(made / 5, made / 5, made / 5, made / 5, made / 5), NINTH)
    assert found.health is expected
    assert (str(found.expected_percent), str(found.points_behind)) == ("50.00", points)
    assert found.working_days_left == 5


def test_exactly_at_a_threshold_is_not_past_it_and_a_little_more_is() -> None:
    assert seen(order(400), NINTH).health is WorkOrderHealth.AT_RISK
    found = seen(order(399.9999), NINTH)
    assert (found.health, str(found.points_behind)) == (WorkOrderHealth.OFF_TRACK, "10.00")  # shown rounded


def test_few_days_are_left_and_more_is_needed_than_was_made_of_late() -> None:
    found = seen(order(*[100] * 7, 80), date(2025, 6, 12))
    assert found.health is WorkOrderHealth.AT_RISK
    assert found.working_days_left == 2
    assert (str(found.points_behind), str(found.needed_per_day), str(found.recent_per_day)) == (
        "2.00", "110.0000", "96.0000",
    )  # fmt: skip
    assert found.reasons == ("2 working days left, 110 a day needed, 96 a day were made of late",)


def test_few_days_left_are_no_risk_where_the_pace_of_late_is_enough() -> None:
    assert seen(order(*[100] * 8), date(2025, 6, 12)).health is WorkOrderHealth.ON_TRACK  # 100 needed, 100 made


def test_past_the_deadline_it_is_delayed_and_on_the_day_it_is_not() -> None:
    made = order(100, 90, 80, 80, 70)
    found = seen(made, date(2025, 6, 14))
    assert (found.health, str(found.expected_percent)) == (WorkOrderHealth.DELAYED, "100.00")
    assert (found.working_days_left, found.needed_per_day) == (0, None)
    assert found.reasons == ("the deadline was 2025-06-13, 580 are left",)
    assert seen(made, DEADLINE).health is WorkOrderHealth.OFF_TRACK


def test_what_is_left_is_projected_at_the_pace_of_late() -> None:
    found = seen(order(100, 90, 80, 80, 70), NINTH)
    assert str(found.recent_per_day) == "84.0000"
    assert found.projected_completion == date(2025, 6, 17)
    assert found.reasons == ("8.00 points behind, more than 3",)


def test_nothing_is_projected_without_a_pace_once_all_is_made_or_past_the_calendar() -> None:
    assert seen(order(), NINTH).projected_completion is None
    assert seen(order(0, 0), NINTH).projected_completion is None
    assert seen(order(500, 500), NINTH).projected_completion is None
    assert seen(order(0.0001, target=10**13), NINTH).projected_completion is None


def test_an_overrun_has_nothing_left() -> None:
    found = seen(order(1_035, 1_036, target=2_000), NINTH)
    assert (str(found.progress_percent), str(found.needed_per_day)) == ("103.55", "0.0000")


def test_before_the_start_nothing_is_expected_and_all_days_are_left() -> None:
    for day in (START, START - timedelta(days=30), date.min):
        found = seen(order(), day)
        assert (found.health, str(found.expected_percent)) == (WorkOrderHealth.ON_TRACK, "0.00")
        assert found.working_days_left == 10


def test_without_a_working_day_all_is_expected() -> None:
    saturday, sunday = date(2025, 6, 7), date(2025, 6, 8)
    found = seen(order(0.5, target=1, start=saturday, deadline=sunday), saturday)
    assert (found.health, str(found.expected_percent)) == (WorkOrderHealth.OFF_TRACK, "100.00")
    assert (found.working_days_left, found.needed_per_day) == (0, None)


def test_where_no_working_day_is_left_what_remains_is_a_risk() -> None:
    sunday = date(2025, 6, 15)
    found = seen(order(*[98] * 10, deadline=sunday), date(2025, 6, 14))
    assert found.health is WorkOrderHealth.AT_RISK
    assert found.reasons == ("no working day is left for 20, 98 a day were made of late",)


def test_thresholds_are_settings() -> None:
    assert seen(order(420), NINTH, rules=FloorRules(off_track_points=Decimal(7))).health is WorkOrderHealth.OFF_TRACK
    assert seen(order(420), NINTH, rules=FloorRules(at_risk_points=Decimal(8))).health is WorkOrderHealth.ON_TRACK
    slow = seen(order(*[96] * 5), NINTH, rules=FloorRules(at_risk_days=5))
    assert slow.health is WorkOrderHealth.AT_RISK  # 104 needed a day, 96 made


def test_a_holiday_is_no_working_day() -> None:
    monday = date(2025, 6, 9)
    found = health(order(420), as_of=date(2025, 6, 10), thresholds=RULES, holidays=[monday])
    assert (str(found.expected_percent), found.working_days_left) == ("55.56", 4)
