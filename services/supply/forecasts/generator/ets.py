"""Exponential smoothing in state space form with additive errors, by statsforecast, where it is installed.

The trend (none, additive, damped) is chosen by statsforecast, by its information criterion, the season by who asks.
Hyndman, Koehler, Ord, Snyder (2008): Forecasting with Exponential Smoothing.
"""

import math
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from db.supply.enums import ForecastModel
from services.supply.forecasts.generator.library import LIBRARY
from services.supply.forecasts.generator.models import Cannot, Fitted

LEAST = 7
"""Buckets below which statsforecast fits nothing without a season."""


class Ets:
    """ETS without a season, or with an additive one."""

    def __init__(self, name: ForecastModel, *, seasonal: bool) -> None:
        self.name = name
        self._seasonal = seasonal

    def needs(self, season: int) -> int:
        return 2 * season + 1 if self._seasonal else LEAST

    def one_step(self, values: Sequence[float], season: int, last: int) -> dict[int, float]:
        """Forecasts of the last buckets by a model fitted to what is before them all, which then sees one by one."""
        known = len(values) - last
        if known < self.needs(season):
            raise Cannot(f"needs {self.needs(season)} buckets before those it is tried on, and there are {known}")
        model = self._fitted(values[:known], season)
        with calm():
            seen = model.forward(np.array(values, dtype=float), h=1, fitted=True)["fitted"]
        return dict(zip(range(known, len(values)), finite(seen[known:]), strict=True))

    def forecast(self, values: Sequence[float], season: int, buckets: int, level: float) -> Fitted:
        percent = 100 * level
        model = self._fitted(values, season)
        with calm():
            ahead = model.predict(h=buckets, level=[percent])
        bounds = zip(ahead[f"lo-{percent}"].tolist(), ahead[f"hi-{percent}"].tolist(), strict=True)
        return Fitted(finite(ahead["mean"]), _known(list(bounds)), self._version(model))

    def _fitted(self, values: Sequence[float], season: int) -> Any:
        """A model fitted to a history; raises Cannot."""
        # Half a gigabyte of libraries: imported where they are used, which is in the child alone.
        from statsforecast.models import AutoETS

        model = AutoETS(season_length=season if self._seasonal else 1, model="AZA" if self._seasonal else "AZN")
        try:
            with calm():
                return model.fit(np.array(values, dtype=float))
        except Exception as error:  # whatever it raises, another model may do
            raise Cannot(f"{LIBRARY} fits no model: {error}") from error

    def _version(self, model: Any) -> str:
        form = model.model_.get("method", "ETS(A,N,N)")  # of a history that never changes it does not say so
        return f"{form}, {LIBRARY} {version(LIBRARY)}"


def calm() -> Any:
    """Warnings of a fit say nothing that its figures do not."""
    return warnings.catch_warnings(action="ignore")


def finite(values: Any) -> list[float]:
    """Figures of a model; raises Cannot where one is no number."""
    figures = [float(value) for value in values]
    if not all(map(math.isfinite, figures)):
        raise Cannot(f"{LIBRARY} finds no finite forecast")
    return figures


def _known(bounds: list[tuple[float, float]]) -> list[tuple[float, float]] | None:
    """Bounds that are numbers; None where a model with no error of its own has none."""
    return bounds if all(math.isfinite(bound) for pair in bounds for bound in pair) else None
