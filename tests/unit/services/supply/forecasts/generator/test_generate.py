"""Which model is chosen, what is answered, and an implementation in fractions that is as slow as it is plain."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt

import pytest

from db.supply.enums import ForecastModel, TimeBucket
from services.supply.forecasts.generator import generate as generating
from services.supply.forecasts.generator.generate import generate, quantity
from services.supply.forecasts.generator.library import MISSING
from services.supply.forecasts.generator.series import Generated, Outcome, Series, TooShort, Unavailable
from tests.unit.services.supply.forecasts.generator.histories import seasonal, sporadic

SMOOTH = ("MOVING_AVERAGE", "SEASONAL_NAIVE", "ETS", "ETS_SEASONAL")


def generated(series: Series) -> Generated:
    outcome = generate(series)
    assert isinstance(outcome, Generated), outcome
    return outcome


def of(*values: float | None, model: str = "AUTO", horizon: int = 3, **more: object) -> Series:
    return replace(Series(values, TimeBucket.MONTH, horizon, ForecastModel(model)), **more)  # type: ignore[arg-type]


def plain(history: list[Fraction], model: str, season: int) -> Fraction:
    """The next bucket."""
    if model == "MOVING_AVERAGE":
        window = history[max(0, len(history) - 6) :]
        return sum(window, Fraction(0)) / len(window)
    if model == "SEASONAL_NAIVE":
        return history[-season]
    places = [place for place, value in enumerate(history) if value > 0]
    if not places:
        return Fraction(0)
    size, interval = history[places[0]], Fraction(places[0] + 1)
    for before, place in pairwise(places):
        size = Fraction(9, 10) * size + Fraction(1, 10) * history[place]
        interval = Fraction(9, 10) * interval + Fraction(1, 10) * (place - before)
    return Fraction(19, 20) * size / interval


def quantile(figures: list[float], level: float) -> float:
    """Between the two nearest of the sorted figures, on a straight line."""
    ordered, place = sorted(figures), level * (len(figures) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def filled(values: tuple[float | None, ...]) -> list[Fraction]:
    known = [(place, Fraction(value)) for place, value in enumerate(values) if value is not None]
    found = []
    for place in range(len(values)):
        before, after = [one for one in known if one[0] <= place], [one for one in known if one[0] >= place]
        left, right = (before or after[:1])[-1], (after or before[-1:])[0]
        share = Fraction(place - left[0], right[0] - left[0]) if right[0] > left[0] else Fraction(0)
        found.append(left[1] + share * (right[1] - left[1]))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_figures_agree_with_plain_fractions(seed: int) -> None:
    buckets = (3, 8, 20, 30, 45)[seed % 5]
    for name in ("MOVING_AVERAGE", "CROSTON_SBA", *(("SEASONAL_NAIVE",) if buckets >= 20 else ())):
        series = of(*sporadic(seed, buckets, gaps=seed % 2 == 0), model=name, decimals=2, level=0.9)
        answer, history = generated(series), filled(series.values)
        last = min(12, buckets - 25) if buckets >= 28 else min(12, buckets // 3)
        first = max(buckets - last, 12 if name == "SEASONAL_NAIVE" else 1)
        errors = [plain(history[:place], name, 12) - history[place] for place in range(first, buckets)]
        (trial,) = answer.trials
        assert trial.mae == pytest.approx(float(sum(map(abs, errors)) / len(errors)))
        assert trial.bias == pytest.approx(float(sum(errors) / len(errors)), abs=1e-9)
        asked = sum(history[first:])
        assert trial.wape == (pytest.approx(float(sum(map(abs, errors)) / asked)) if asked else None)
        width = quantile([float(abs(error)) for error in errors], 0.9)
        for step, (middle, low, high) in enumerate(zip(answer.quantities, answer.lower, answer.upper, strict=True), 1):
            ahead = float(history[buckets - 13 + step] if name == "SEASONAL_NAIVE" else plain(history, name, 12))
            assert low is not None and high is not None
            assert float(middle) == pytest.approx(ahead, abs=0.005001)
            assert float(low) == pytest.approx(max(0, ahead - width * sqrt(step)), abs=0.005001)
            assert float(high) == pytest.approx(ahead + width * sqrt(step), abs=0.005001)


def test_fewer_than_three_buckets_are_too_few() -> None:
    assert generate(of(1, 2)) == TooShort(needed=3, found=2)
    assert generate(of()) == TooShort(needed=3, found=0)
    assert generate(of(None, None, None, None)) == TooShort(needed=3, found=0)
    assert isinstance(generate(of(None, None, 4)), Generated)


@pytest.mark.parametrize(("model", "needed"), [("SEASONAL_NAIVE", 12), ("ETS", 7), ("ETS_SEASONAL", 25)])
def test_a_model_that_needs_more_says_how_much(model: str, needed: int) -> None:
    assert generate(of(*[5, 6, 4] * 10, model=model)) != TooShort(needed, 30)
    assert generate(of(*([5, 6, 4] * 10)[: needed - 1], model=model)) == TooShort(needed, needed - 1)


def test_demand_that_comes_seldom_is_for_croston_and_the_moving_average() -> None:
    answer = generated(of(*[0, 0, 0, 5] * 12))
    assert [trial.model for trial in answer.trials] == ["MOVING_AVERAGE", "CROSTON_SBA"]
    assert answer.model == "CROSTON_SBA"


@pytest.mark.parametrize(("idle", "models"), [(7, SMOOTH), (8, ("MOVING_AVERAGE", "CROSTON_SBA"))])
def test_the_border_lies_at_1_32(idle: int, models: tuple[str, ...]) -> None:
    # 25 intervals of one bucket, but for those with an idle one between: 32 ÷ 25 is 1.28, 33 ÷ 25 is 1.32.
    values = [5] * (26 - idle) + [0, 5] * idle
    assert tuple(trial.model for trial in generated(of(*values)).trials) == models


@pytest.mark.parametrize("seed", range(4))
def test_the_model_with_the_least_error_is_chosen_and_marked(seed: int) -> None:
    answer = generated(seasonal(seed, 40))
    assert tuple(trial.model for trial in answer.trials) == SMOOTH
    assert [trial.model for trial in answer.trials if trial.chosen] == [answer.model]
    assert all(trial.skipped is None for trial in answer.trials)
    best = min(answer.trials, key=lambda trial: trial.mae or 0)
    assert best.model == answer.model
    assert len(answer.quantities) == len(answer.lower) == len(answer.upper) == 12


def test_too_few_seasons_drop_the_seasonal_models_and_say_so() -> None:
    trials = {trial.model: trial for trial in generated(seasonal(1, 27)).trials}
    for name in (ForecastModel.SEASONAL_NAIVE, ForecastModel.ETS_SEASONAL):
        assert trials[name] == (name, None, None, None, False, "needs 28 buckets of history, and there are 27")
    assert trials[ForecastModel.ETS].mae is not None
    assert all(trial.skipped is None for trial in generated(seasonal(1, 28)).trials)


def test_of_models_that_do_as_well_the_simplest_is_chosen() -> None:
    answer = generated(of(*[5] * 40))
    assert answer.model == "MOVING_AVERAGE"
    assert (answer.quantities, answer.lower, answer.upper) == ((5, 5, 5),) * 3


@pytest.mark.parametrize("model", list(ForecastModel))
def test_the_same_input_gives_the_same_answer(model: ForecastModel) -> None:
    assert generate(seasonal(7, 50, model=model)) == generate(seasonal(7, 50, model=model))


def test_nothing_is_below_zero_and_bounds_enclose_the_quantity() -> None:
    for model in ForecastModel:
        falling = of(*range(60, 20, -1), model=model, horizon=40, decimals=1)
        answer = generated(falling)
        for middle, low, high in zip(answer.quantities, answer.lower, answer.upper, strict=True):
            assert low is not None and high is not None
            assert 0 <= low <= middle <= high
            assert middle == middle.quantize(Decimal("0.1"))


def test_buckets_between_history_and_horizon_are_forecast_and_left_out() -> None:
    for model in (ForecastModel.SEASONAL_NAIVE, ForecastModel.ETS_SEASONAL, ForecastModel.MOVING_AVERAGE):
        whole = generated(replace(seasonal(3, 48, model=model), horizon=8))
        later = generated(replace(seasonal(3, 48, model=model), horizon=5, lead=3))
        assert (later.quantities, later.lower, later.upper) == (whole.quantities[3:], whole.lower[3:], whole.upper[3:])


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (2.5, 0, "3"),
        (0.1 + 0.2, 1, "0.3"),
        (0.015, 2, "0.02"),
        (1.005, 2, "1.01"),
        (-3.0, 2, "0.00"),
        (1e14, 4, "1e14"),
    ],
)
def test_a_half_goes_up(value: float, places: int, rounded: str) -> None:
    assert quantity(value, places) == Decimal(rounded)
    assert quantity(value, places) == Decimal(rounded).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generating, "is_installed", lambda: False)


@pytest.mark.usefixtures("without_library")
def test_without_the_library_trials_say_so_and_a_wish_is_refused() -> None:
    trials = {trial.model: trial for trial in generated(seasonal(1, 40)).trials}
    assert trials[ForecastModel.ETS].skipped == trials[ForecastModel.ETS_SEASONAL].skipped == MISSING
    assert "headroom-capacity[forecast]" in MISSING
    assert trials[ForecastModel.SEASONAL_NAIVE].mae is not None
    outcomes: list[Outcome] = [generate(seasonal(1, 40, model=model)) for model in (ForecastModel.ETS,)]
    assert outcomes == [Unavailable(ForecastModel.ETS, MISSING)]
