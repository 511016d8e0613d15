"""One series forecast: gaps filled, models tried on the last buckets, the best one's quantities and bounds, rounded."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

import numpy as np

from db.supply.enums import ForecastModel
from services.supply.forecasts.generator.ets import Ets
from services.supply.forecasts.generator.gaps import interpolated
from services.supply.forecasts.generator.library import MISSING, is_installed
from services.supply.forecasts.generator.models import (
    Cannot,
    CrostonSba,
    Fitted,
    Model,
    MovingAverage,
    SeasonalNaive,
    mean_interval,
)
from services.supply.forecasts.generator.series import (
    LEAST_HISTORY,
    Failed,
    Generated,
    Outcome,
    Series,
    TooShort,
    Unavailable,
)
from services.supply.forecasts.generator.trials import Tried, last_buckets, tried

INTERMITTENT = 1.32
"""Mean buckets from one demand to the next from which on demand is intermittent: Syntetos, Boylan, Croston (2005)."""

# Of models that did as well the one named first is chosen: the simplest.
SMOOTH = (MovingAverage(), SeasonalNaive(), Ets(ForecastModel.ETS, seasonal=False))
SEASONAL = Ets(ForecastModel.ETS_SEASONAL, seasonal=True)
CANDIDATES: tuple[Model, ...] = (*SMOOTH, SEASONAL)
INTERMITTENT_CANDIDATES: tuple[Model, ...] = (MovingAverage(), CrostonSba())
BY_NAME: dict[ForecastModel, Model] = {model.name: model for model in (*CANDIDATES, CrostonSba())}
OF_SEASONS = (ForecastModel.SEASONAL_NAIVE, ForecastModel.ETS_SEASONAL)
OF_THE_LIBRARY = (ForecastModel.ETS, ForecastModel.ETS_SEASONAL)


def generate(series: Series) -> Outcome:
    """The forecast of a series by its model, or by the best of those that AUTO tries.

    TooShort where there are fewer buckets than 3 or than the model needs, Unavailable where its library is missing,
    Failed where it finds nothing. The same series gives the same answer.
    """
    found = len(series.values) if any(value is not None for value in series.values) else 0
    if found < LEAST_HISTORY:
        return TooShort(LEAST_HISTORY, found)
    values = interpolated(series.values)
    return _by_best(series, values) if series.model == ForecastModel.AUTO else _by_name(series, values)


def _by_name(series: Series, values: list[float]) -> Outcome:
    model = BY_NAME[series.model]
    if model.name in OF_THE_LIBRARY and not is_installed():
        return Unavailable(model.name, MISSING)
    needed = max(LEAST_HISTORY, model.needs(series.season))
    if len(values) < needed:
        return TooShort(needed, len(values))
    last, _ = last_buckets(len(values), series.season)
    trial = tried(model, values, series.season, last)
    try:
        fitted = _fitted(model, series, values)
    except Cannot as reason:
        return Failed(f"{model.name}: {reason}")
    return _answer(series, fitted, trial, [trial])


def _by_best(series: Series, values: list[float]) -> Outcome:
    """The model with the least mean error in its trial whose forecast can be made."""
    last, has_seasons = last_buckets(len(values), series.season)
    models = INTERMITTENT_CANDIDATES if mean_interval(values) >= INTERMITTENT else CANDIDATES
    trials = [_trial(model, series, values, last, has_seasons=has_seasons) for model in models]
    while True:
        best = min((trial for trial in trials if trial.mae is not None), key=lambda trial: trial.mae or 0.0)
        try:
            return _answer(series, _fitted(best.model, series, values), best, trials)
        except Cannot as reason:  # a moving average can always be made, so that this ends
            trials[trials.index(best)] = Tried(best.model, {}, values, skipped=str(reason))


def _trial(model: Model, series: Series, values: list[float], last: int, *, has_seasons: bool) -> Tried:
    if model.name in OF_SEASONS and not has_seasons:
        needed = 2 * series.season + 4
        return Tried(model, {}, values, skipped=f"needs {needed} buckets of history, and there are {len(values)}")
    if model.name in OF_THE_LIBRARY and not is_installed():
        return Tried(model, {}, values, skipped=MISSING)
    return tried(model, values, series.season, last)


def _fitted(model: Model, series: Series, values: list[float]) -> Fitted:
    return model.forecast(values, series.season, series.lead + series.horizon, series.level)


def _answer(series: Series, fitted: Fitted, chosen: Tried, trials: Sequence[Tried]) -> Generated:
    """What was fitted, from the horizon's first bucket on, with intervals, rounded."""
    bounds = fitted.bounds or _of_errors(fitted.quantities, chosen.errors, series.level)
    wanted = slice(series.lead, None)
    pairs = bounds[wanted] if bounds else [None] * series.horizon
    return Generated(
        quantities=tuple(quantity(value, series.decimals) for value in fitted.quantities[wanted]),
        lower=tuple(pair and quantity(pair[0], series.decimals) for pair in pairs),
        upper=tuple(pair and quantity(pair[1], series.decimals) for pair in pairs),
        model=chosen.model.name,
        model_version=fitted.version,
        trials=tuple(trial.measured(chosen=trial is chosen) for trial in trials),
    )


def _of_errors(quantities: list[float], errors: list[float], level: float) -> list[tuple[float, float]] | None:
    """Bounds as wide as the level's quantile of absolute one-step errors × √h; None where there were no errors."""
    if not errors:
        return None
    width = float(np.quantile(np.abs(errors), level))
    return [(value - width * sqrt(step), value + width * sqrt(step)) for step, value in enumerate(quantities, start=1)]


def quantity(value: float, decimals: int) -> Decimal:
    """A figure of at least 0 with so many decimals, a half going up.

    It is read with 15 digits, as many as a double holds for certain: 0.1 + 0.2 is 0.3 here.
    """
    return Decimal(f"{max(value, 0.0):.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
