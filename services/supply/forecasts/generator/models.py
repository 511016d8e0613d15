"""The models that need no library: moving average, seasonal naive, Croston's method as Syntetos and Boylan mend it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from db.supply.enums import ForecastModel

WINDOW = 6
"""Buckets of a moving average."""
ALPHA = 0.1
"""How much a new size or interval weighs in Croston's method."""


class Fitted(NamedTuple):
    """Quantities of the buckets after a history, the model's own bounds where it has them, and its version."""

    quantities: list[float]
    bounds: list[tuple[float, float]] | None
    version: str


class Cannot(Exception):
    """A model cannot be fitted to a history; the message says why."""


class Model(Protocol):
    """A way of forecasting."""

    name: ForecastModel

    def needs(self, season: int) -> int:
        """Buckets of history without which it forecasts nothing."""

    def one_step(self, values: Sequence[float], season: int, last: int) -> dict[int, float]:
        """Forecasts of the last buckets by place, each from the buckets before it; may raise Cannot.

        A bucket that the model could not have forecast is left out.
        """

    def forecast(self, values: Sequence[float], season: int, buckets: int, level: float) -> Fitted:
        """Forecasts of the buckets after a history; may raise Cannot."""


class Simple:
    """A model that forecasts from what lies before a bucket, without estimating anything."""

    name: ForecastModel

    def needs(self, season: int) -> int:
        return 1

    def ahead(self, values: Sequence[float], season: int, buckets: int) -> list[float]:
        """Forecasts of the buckets after a history."""
        raise NotImplementedError

    def one_step(self, values: Sequence[float], season: int, last: int) -> dict[int, float]:
        first = max(len(values) - last, self.needs(season))
        return {place: self.ahead(values[:place], season, 1)[0] for place in range(first, len(values))}

    def forecast(self, values: Sequence[float], season: int, buckets: int, level: float) -> Fitted:
        return Fitted(self.ahead(values, season, buckets), None, "1")


class MovingAverage(Simple):
    """The mean of the last six buckets, or of as many as there are."""

    name = ForecastModel.MOVING_AVERAGE

    def ahead(self, values: Sequence[float], season: int, buckets: int) -> list[float]:
        window = values[-WINDOW:]
        return [sum(window) / len(window)] * buckets


class SeasonalNaive(Simple):
    """What was one season before."""

    name = ForecastModel.SEASONAL_NAIVE

    def needs(self, season: int) -> int:
        return season

    def ahead(self, values: Sequence[float], season: int, buckets: int) -> list[float]:
        return [values[len(values) - season + number % season] for number in range(buckets)]


class CrostonSba(Simple):
    """Smoothed size of a demand ÷ smoothed interval between demands, × (1 − α ÷ 2).

    Size and interval begin as those of the first demand (its interval counts from the history's beginning), and change
    with each demand. Syntetos, Boylan (2005): The accuracy of intermittent demand estimates.
    """

    name = ForecastModel.CROSTON_SBA

    def ahead(self, values: Sequence[float], season: int, buckets: int) -> list[float]:
        size = interval = 0.0
        since = 0
        for value in values:
            since += 1
            if value > 0:
                weight = ALPHA if interval else 1.0
                size += weight * (value - size)
                interval += weight * (since - interval)
                since = 0
        return [(1 - ALPHA / 2) * size / interval if interval else 0.0] * buckets


def mean_interval(values: Sequence[float]) -> float:
    """Mean number of buckets from one demand to the next; infinite where there are not two."""
    places = [place for place, value in enumerate(values) if value > 0]
    return (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else float("inf")
