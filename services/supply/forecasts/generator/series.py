"""What the generator is given and what it answers: plain values, which travel to a child process and back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from db.supply.enums import ForecastModel, TimeBucket

LEAST_HISTORY = 3
"""Buckets of history below which nothing is forecast."""
SEASONS = {TimeBucket.DAY: 7, TimeBucket.WEEK: 52, TimeBucket.MONTH: 12}
"""How many buckets make a season."""


@dataclass(frozen=True)
class Series:
    """A history and what is wanted of it.

    `values` are the buckets before the horizon, oldest first, None where there is no data; `horizon` is how many
    buckets to forecast, and `lead` how many lie between the last value and the first of them. `level` is the share that
    an interval holds, above 0 and below 1: 0.95 for 95 %. Quantities get so many `decimals`.
    """

    values: tuple[Decimal | float | None, ...]
    bucket: TimeBucket
    horizon: int
    model: ForecastModel = ForecastModel.AUTO
    level: float = 0.95
    decimals: int = 0
    lead: int = 0

    @property
    def season(self) -> int:
        """Buckets in a season."""
        return SEASONS[self.bucket]


class Trial(NamedTuple):
    """How a model would have done: errors of its one-step forecasts, in the history's unit (wape: a share).

    A model that could not be tried has no figures, and `skipped` says why. WAPE is None where nothing was asked for.
    """

    model: ForecastModel
    wape: float | None = None
    mae: float | None = None
    bias: float | None = None
    chosen: bool = False
    skipped: str | None = None


class Generated(NamedTuple):
    """A forecast: one quantity a bucket with its bounds (None where there are no errors to go by), and how it came."""

    quantities: tuple[Decimal, ...]
    lower: tuple[Decimal | None, ...]
    upper: tuple[Decimal | None, ...]
    model: ForecastModel
    model_version: str
    trials: tuple[Trial, ...]


class TooShort(NamedTuple):
    """A history with fewer buckets than the model needs."""

    needed: int
    found: int


class Unavailable(NamedTuple):
    """A model whose library is not installed; the reason names what to install."""

    model: ForecastModel
    reason: str


class Failed(NamedTuple):
    """A series that could not be forecast, and why: its process died or took too long, or the model found nothing."""

    reason: str


Outcome = Generated | TooShort | Unavailable | Failed
