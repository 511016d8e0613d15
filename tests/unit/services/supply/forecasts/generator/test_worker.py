"""Many series in child processes: the answers of here, one after another, whatever becomes of one of them."""

import asyncio
import os
from dataclasses import replace

import psutil
import pytest

from db.supply.enums import ForecastModel
from services.supply.forecasts.generator import worker
from services.supply.forecasts.generator.generate import generate
from services.supply.forecasts.generator.series import Failed, Generated, Series, TooShort
from services.supply.forecasts.generator.worker import generate_apart, shares
from tests.unit.services.supply.forecasts.generator.histories import seasonal

QUICK = [seasonal(seed, 40, model=ForecastModel.MOVING_AVERAGE) for seed in range(40)]
SLOW = seasonal(1, 3000, model=ForecastModel.MOVING_AVERAGE)
BROKEN = replace(QUICK[0], level=2.0)  # no quantile


def children() -> list[psutil.Process]:
    """The processes that forecast for this one."""
    running = psutil.process_iter(["ppid", "cmdline"])
    return [
        one for one in running if one.info["ppid"] == os.getpid() and worker.__name__ in (one.info["cmdline"] or [])
    ]


async def test_answers_are_those_of_here_in_their_order_and_progress_is_told() -> None:
    series = [seasonal(seed, 20 + seed) for seed in range(20)]
    series.append(Series((), series[0].bucket, 1))
    steps: list[tuple[int, int]] = []
    outcomes = await generate_apart(series, progress=lambda *step: steps.append(step))
    assert outcomes == [generate(one) for one in series]
    assert outcomes[-1] == TooShort(3, 0)
    assert steps == [(number, 21) for number in range(1, 22)]


async def test_a_series_that_breaks_loses_no_other() -> None:
    outcomes = await generate_apart([*QUICK[:3], BROKEN, *QUICK[3:]])
    assert isinstance(outcomes[3], Failed) and "ValueError" in outcomes[3].reason
    assert all(isinstance(outcome, Generated) for outcome in (*outcomes[:3], *outcomes[4:]))


async def test_a_child_that_dies_loses_the_series_at_work_alone() -> None:
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done == 5:
            (child,) = children()
            killed.append(child.pid)
            child.kill()

    series = [*QUICK[:5], *[seasonal(seed, 200, model=ForecastModel.ETS_SEASONAL) for seed in range(6)]]
    outcomes = await generate_apart(sorted(series, key=lambda one: -len(one.values)), progress=kill, children=1)
    assert len(killed) == 1
    assert sum(isinstance(outcome, Failed) for outcome in outcomes) <= 1
    assert len(outcomes) == 11


async def test_a_series_that_takes_too_long_is_given_up_and_the_rest_goes_on() -> None:
    endless = replace(seasonal(1, 1_000_000, model=ForecastModel.ETS), horizon=3)
    outcomes = await generate_apart([QUICK[0], endless, QUICK[1]], series_seconds=12)
    assert outcomes[1] == Failed("it takes more than 12 seconds")
    assert isinstance(outcomes[0], Generated) and isinstance(outcomes[2], Generated)


async def test_no_child_outlives_a_caller_who_goes_away() -> None:
    endless = [replace(seasonal(1, 60_000, model=ForecastModel.ETS), horizon=3)] * 40
    working = asyncio.create_task(generate_apart(endless))
    while len(children()) < 2:
        await asyncio.sleep(0.05)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert children() == []


async def test_too_little_memory_fails_series_and_does_not_hang() -> None:
    outcomes = await generate_apart([seasonal(1, 40, model=ForecastModel.ETS)] * 2, memory=150 * 1024**2)
    assert all(isinstance(outcome, Failed) for outcome in outcomes)


def test_few_series_go_to_one_child_and_many_are_dealt_out() -> None:
    assert [len(share) for share in shares(QUICK[:16], 2)] == [16]
    assert [len(share) for share in shares(QUICK, 2)] == [20, 20]
    assert shares([], 2) == []
    dealt = shares([SLOW, *QUICK], 2)
    assert sorted(number for share in dealt for number, _ in share) == list(range(41))
