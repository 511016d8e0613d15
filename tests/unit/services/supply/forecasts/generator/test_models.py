"""The models that need no library, by hand."""

import pytest

from services.supply.forecasts.generator.gaps import interpolated
from services.supply.forecasts.generator.models import CrostonSba, MovingAverage, SeasonalNaive, mean_interval
from services.supply.forecasts.generator.trials import last_buckets


def test_a_moving_average_is_of_six_buckets_or_as_many_as_there_are() -> None:
    assert MovingAverage().ahead([100, 1, 2, 3, 4, 5, 6], 12, 2) == [3.5, 3.5]
    assert MovingAverage().ahead([1, 2, 6], 12, 1) == [3]


def test_seasonal_naive_repeats_the_last_season() -> None:
    assert SeasonalNaive().ahead([9, 1, 2, 3], 3, 7) == [1, 2, 3, 1, 2, 3, 1]


def test_croston_by_hand() -> None:
    # Demands of 10 in the second bucket and 20 five later: sizes 10 → 11, intervals 2 → 2.3; 0.95 × 11 ÷ 2.3.
    history = [0, 10, 0, 0, 0, 0, 20, 0]
    assert CrostonSba().ahead(history, 12, 2) == pytest.approx([0.95 * 11 / 2.3] * 2)
    assert CrostonSba().ahead(history[:6], 12, 1) == pytest.approx([0.95 * 10 / 2])
    assert CrostonSba().ahead([0, 0, 0], 12, 1) == [0]


def test_one_step_forecasts_know_nothing_of_what_they_forecast() -> None:
    assert MovingAverage().one_step([1, 2, 3, 100], 12, 2) == {2: 1.5, 3: 2}
    assert SeasonalNaive().one_step([1, 2, 3, 4], 3, 3) == {3: 1}
    assert CrostonSba().one_step([0, 0, 5], 12, 2) == {1: 0, 2: 0}


def test_the_mean_interval_is_from_one_demand_to_the_next() -> None:
    assert mean_interval([0, 15, 0, 12, 0, 0, 0]) == 2
    assert mean_interval([5, 5, 5, 0, 5]) == pytest.approx(4 / 3)
    assert mean_interval([0, 3, 0]) == float("inf")


def test_gaps_are_filled_on_a_straight_line_and_at_the_ends_with_the_nearest() -> None:
    assert interpolated([None, 1, None, None, 7, None]) == [1, 1, 3, 5, 7, 7]


@pytest.mark.parametrize(
    ("history", "season", "expected"),
    [
        (30, 12, (5, True)),
        (28, 12, (3, True)),
        (27, 12, (9, False)),
        (36, 12, (11, True)),
        (37, 12, (12, True)),
        (300, 12, (12, True)),
        (17, 7, (5, False)),
        (18, 7, (3, True)),
        (107, 52, (12, False)),
        (108, 52, (3, True)),
        (3, 12, (1, False)),
        (5, 7, (1, False)),
    ],
)
def test_how_many_buckets_models_are_tried_on(history: int, season: int, expected: tuple[int, bool]) -> None:
    assert last_buckets(history, season) == expected
