"""ETS by the library: patterns that it has to find, and the smallest sum of squares found by trying every weight."""

import random
from statistics import NormalDist

import numpy as np
import pytest

from db.supply.enums import ForecastModel, TimeBucket
from services.supply.forecasts.generator.ets import Ets
from services.supply.forecasts.generator.models import Cannot
from services.supply.forecasts.generator.series import SEASONS
from tests.unit.services.supply.forecasts.generator.histories import seasonal

ETS = Ets(ForecastModel.ETS, seasonal=False)
ETS_SEASONAL = Ets(ForecastModel.ETS_SEASONAL, seasonal=True)


def test_a_straight_line_goes_on() -> None:
    found = ETS.forecast([10.0 + 2 * number for number in range(30)], 12, 4, 0.95)
    assert found.quantities == pytest.approx([70, 72, 74, 76], rel=0.01)


@pytest.mark.parametrize("bucket", TimeBucket)
def test_a_season_goes_on(bucket: TimeBucket) -> None:
    season = SEASONS[bucket]
    history = [float(value or 0) for value in seasonal(1, 3 * season, bucket, noise=0.5).values]
    found = ETS_SEASONAL.forecast(history, season, season, 0.95)
    assert found.quantities == pytest.approx(history[-season:], abs=4)
    assert "A)" in found.version and "statsforecast" in found.version


def smoothed(values: np.ndarray, alpha: float, level: float) -> tuple[float, float]:
    """Sum of squared one-step errors of simple exponential smoothing, and the level it ends at."""
    squares = 0.0
    for value in values:
        squares += (value - level) ** 2
        level += alpha * (value - level)
    return squares, level


@pytest.mark.parametrize("seed", range(4))
def test_a_level_alone_agrees_with_trying_every_weight(seed: int) -> None:
    draw = random.Random(seed)
    level, values = 100.0, []
    for _ in range(80):
        level += draw.gauss(0, 3)
        values.append(level + draw.gauss(0, 6))
    found = ETS.forecast(values, 12, 6, 0.9)
    if not found.version.startswith("ETS(A,N,N)"):
        pytest.fail(f"draw another history: {found.version}")
    grid = [
        (*smoothed(np.array(values), alpha, start), alpha)
        for alpha in np.arange(0.005, 1, 0.005)
        for start in np.arange(85, 116, 0.5)
    ]
    squares, ahead, alpha = min(grid)
    assert found.quantities == pytest.approx([ahead] * 6, abs=0.5)
    # Three parameters of 80 values: weight, first level, and the error itself.
    sigma = (squares / (len(values) - 3)) ** 0.5
    assert found.bounds is not None
    for step, (low, high) in enumerate(found.bounds):
        half = NormalDist().inv_cdf(0.95) * sigma * (1 + alpha**2 * step) ** 0.5
        assert (high - low) / 2 == pytest.approx(half, rel=0.03)


def test_its_trial_does_not_know_what_it_forecasts() -> None:
    history = [float(value or 0) for value in seasonal(5, 40).values]
    before = ETS.one_step(history, 12, 3)
    assert list(before) == [37, 38, 39]
    changed = [*history[:38], 500.0, 600.0]
    after = ETS.one_step(changed, 12, 3)
    assert (after[37], after[38]) == (pytest.approx(before[37]), pytest.approx(before[38]))
    assert after[39] != pytest.approx(before[39])


def test_a_history_too_short_to_try_it_on_is_said() -> None:
    with pytest.raises(Cannot, match="needs 7 buckets before those it is tried on, and there are 6"):
        ETS.one_step([1.0, 5.0, 2.0, 4.0, 3.0, 6.0, 2.0, 4.0], 12, 2)
