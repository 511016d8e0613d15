"""How a model would have done on the last buckets of a history, each forecast from the buckets before it alone."""

from collections.abc import Sequence
from typing import NamedTuple

from services.supply.forecasts.generator.models import Cannot, Model
from services.supply.forecasts.generator.series import Trial

MOST = 12
"""Buckets a model is tried on at most."""
LEAST = 3
"""Buckets that have to be left beside two seasons and one for models with a season to be tried."""


def last_buckets(history: int, season: int) -> tuple[int, bool]:
    """How many buckets models are tried on, and whether models with a season are tried at all."""
    beside_seasons = min(MOST, history - 2 * season - 1)
    return (beside_seasons, True) if beside_seasons >= LEAST else (min(MOST, history // 3), False)


class Tried(NamedTuple):
    """One-step forecasts of a model by place in the history, or why there are none."""

    model: Model
    forecasts: dict[int, float]
    values: Sequence[float]
    skipped: str | None = None

    @property
    def errors(self) -> list[float]:
        """Forecast − actual of each bucket."""
        return [forecast - self.values[place] for place, forecast in self.forecasts.items()]

    @property
    def mae(self) -> float | None:
        """Mean absolute error; None where nothing was tried."""
        errors = self.errors
        return sum(map(abs, errors)) / len(errors) if errors else None

    def measured(self, *, chosen: bool) -> Trial:
        """The trial's figures."""
        errors = self.errors
        if not errors:
            return Trial(self.model.name, chosen=chosen, skipped=self.skipped)
        asked = sum(self.values[place] for place in self.forecasts)
        wape = sum(map(abs, errors)) / asked if asked > 0 else None
        return Trial(self.model.name, wape, self.mae, sum(errors) / len(errors), chosen)


def tried(model: Model, values: Sequence[float], season: int, last: int) -> Tried:
    """A model's unrounded forecasts of the last buckets; none below 0."""
    try:
        forecasts = model.one_step(values, season, last)
    except Cannot as reason:
        return Tried(model, {}, values, skipped=str(reason))
    if not forecasts:
        return Tried(model, {}, values, skipped="the history has no bucket that it could have forecast")
    return Tried(model, {place: max(value, 0.0) for place, value in forecasts.items()}, values)
