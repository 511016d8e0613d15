"""Time in tests: what must happen is waited for as long as a busy machine needs; what takes time is compared with time.

Beside twenty other processes everything takes ten times as long. So a wait ends with what is waited for, and gives up
after PATIENCE; settings of servers under test are patient too (`api.PATIENT`), unless a limit is what is tested.
An upper bound is SOON where the fault would be to wait for something that never comes; where it is to take a second
more than it should, the same event loop sleeps beside it, and is as late as the machine makes it.

A run has one day, that on which it begins, for tests and for the servers in their process: what is counted from it
agrees with what was counted before midnight. TEST_DAY=2026-12-31 makes it another. Moments are what they are, in the
database as in tests.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import TypeVar

from services.shared import clock

T = TypeVar("T")

PATIENCE = 60.0  # seconds
SOON = 20.0  # seconds: more than a busy machine needs, less than anybody's patience
_DAY = date.fromisoformat(os.environ.setdefault("TEST_DAY", str(clock.today())))  # which workers inherit


def today() -> date:
    """The day that it is for the run."""
    return _DAY


def ahead(days: int) -> str:
    """A day so many days from now, as clients write it."""
    return str(_DAY + timedelta(days=days))


def ago(days: int) -> str:
    """A day so many days back; of a negative number one to come."""
    return ahead(-days)


async def beside_a_sleep(asking: Awaitable[T], seconds: float) -> tuple[T, float, float]:
    """What is answered, the seconds it took, and how long a sleep of some seconds took in the same event loop."""

    async def sleep() -> float:
        began = time.monotonic()
        await asyncio.sleep(seconds)
        return time.monotonic() - began

    sleeping, began = asyncio.create_task(sleep()), time.monotonic()
    answer = await asking
    return answer, time.monotonic() - began, await sleeping


async def until(found: Callable[[], Awaitable[T]], *, seconds: float = PATIENCE) -> T:
    """What is found, once it is something; fails when patience is over."""
    ends = time.monotonic() + seconds
    while not (answer := await found()):
        assert time.monotonic() < ends, "it did not happen"
        await asyncio.sleep(0.02)
    return answer
