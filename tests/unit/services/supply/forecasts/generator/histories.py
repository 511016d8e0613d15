"""Histories drawn for tests of the generator."""

import math
import random

from db.supply.enums import ForecastModel, TimeBucket
from services.supply.forecasts.generator.series import SEASONS, Series


def seasonal(
    seed: int,
    buckets: int,
    bucket: TimeBucket = TimeBucket.MONTH,
    *,
    model: ForecastModel = ForecastModel.AUTO,
    noise: float = 5,
    swing: float = 20,
    horizon: int = 12,
) -> Series:
    """About 100 a bucket with a season and noise, in whole units."""
    draw, season = random.Random(seed), SEASONS[bucket]
    values = [
        max(0, round(100 + swing * math.sin(2 * math.pi * number / season) + draw.gauss(0, noise)))
        for number in range(buckets)
    ]
    return Series(tuple(values), bucket, horizon, model)


def sporadic(seed: int, buckets: int, *, gaps: bool = False) -> tuple[float | None, ...]:
    """Mostly nothing, now and then a demand; with gaps some buckets have no data."""
    draw = random.Random(seed)
    kinds = (0, 0, 0, 7, 12, 30, None) if gaps else (0, 0, 0, 7, 12, 30)
    return (5, *(draw.choice(kinds) for _ in range(buckets - 1)))
