"""python -m benchmarks.forecasts: forecasts of many series by the best model, against the naive one in the same run."""

import argparse
import asyncio
import math
import os
import random
import time
from collections import Counter
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from db.supply.enums import ForecastModel, TimeBucket
from services.supply.forecasts.generator.library import is_installed
from services.supply.forecasts.generator.series import SEASONS, Generated, Outcome, Series
from services.supply.forecasts.generator.worker import CHILDREN, generate_apart

HISTORIES = {TimeBucket.MONTH: 36, TimeBucket.WEEK: 156, TimeBucket.DAY: 365}
SPORADIC = 5  # every so manyth series is intermittent


def main() -> None:
    """Forecast as many series of months, weeks and days, and print seconds and ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecasts", description=__doc__)
    parser.add_argument("--series", type=int, default=1000, help="how many series of each bucket")
    parser.add_argument("--children", type=int, default=CHILDREN, help="processes side by side")
    parser.add_argument("--seed", type=int, default=1, help="what histories are drawn from")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    count = 20 if options.quick else options.series
    table = Table("history", "seconds", "a series", "naive, a series", "× naive", "failed", "chosen")
    for bucket, buckets in HISTORIES.items():
        series = [drawn(options.seed + number, buckets, bucket) for number in range(count)]
        naive, _ = timed([replace(one, model=ForecastModel.SEASONAL_NAIVE) for one in series], options.children)
        took, outcomes = timed(series, options.children)
        table.add_row(
            f"{buckets} × {bucket}",
            f"{took:.1f}",
            f"{took / count:.4f}",
            f"{naive / count:.4f}",
            f"{took / naive:.1f}",
            str(sum(not isinstance(outcome, Generated) for outcome in outcomes)),
            chosen(outcomes),
        )
    console = Console(width=160)
    console.print(f"{count:,} series each, {options.children} children, {os.cpu_count()} cores, seed {options.seed}")
    console.print("With statsforecast." if is_installed() else "Without statsforecast: no ETS.")
    console.print(table)


def timed(series: list[Series], children: int) -> tuple[float, list[Outcome]]:
    """Seconds from the call to the last answer, children and their libraries included, and the answers."""
    began = time.monotonic()
    outcomes = asyncio.run(generate_apart(series, children=children))
    return time.monotonic() - began, outcomes


def drawn(seed: int, buckets: int, bucket: TimeBucket) -> Series:
    """A history with a level, a trend, a season and noise; every fifth is mostly zeros."""
    draw, season = random.Random(seed), SEASONS[bucket]
    level, trend, swing = draw.uniform(50, 500), draw.uniform(-0.3, 0.5), draw.uniform(0, 0.4)
    if seed % SPORADIC == 0:
        values = [draw.choice((0, 0, 0, round(level))) for _ in range(buckets)]
    else:
        wave = [1 + swing * math.sin(2 * math.pi * number / season) for number in range(buckets)]
        values = [
            max(0, round(level * factor * draw.gauss(1, 0.1) + trend * number)) for number, factor in enumerate(wave)
        ]
    return Series(tuple(values), bucket, horizon=12)


def chosen(outcomes: list[Outcome]) -> str:
    """How often each model was the best."""
    models = Counter(outcome.model for outcome in outcomes if isinstance(outcome, Generated))
    return ", ".join(f"{model} {count}" for model, count in models.most_common())


if __name__ == "__main__":
    main()
