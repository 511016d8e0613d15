"""When cycles are collected: between what is long, and not in the midst of it.

The collector goes through every object made since it last did, and nobody else has the interpreter meanwhile: beside
the tree of 24,000 demands that was half a second, for nothing, since what an operation leaves behind is freed without
it (server/graphql/execution.py). So it does not run by itself. It is asked to again and again where nothing long is
under way, when there is little to go through; and where there always is, once there is a great deal.
"""

import asyncio
import gc
from collections.abc import Callable, Sequence
from itertools import count

from server.loop_thread import LoopThread

PAUSE = 0.1  # seconds
LONG = 0.1  # seconds, from which on work is not taken for one of many that are soon over: by then it has made much
SOME, MANY = 20_000, 5_000_000  # objects that are new, and for which it is worth while; or which can no longer wait
YOUNG, OLDER, ALL = 0, 1, 2
OFTEN = 20  # collections of one generation, after which the next one has its turn


def begin() -> None:
    """Take what has been loaded by now, modules and the schema, out of the collector's sight, and have it wait."""
    gc.freeze()
    gc.disable()


def end() -> None:
    """Let it run by itself again."""
    gc.enable()


async def collect_between(threads: Sequence[LoopThread], collect: Callable[[int], object] = gc.collect) -> None:
    """Collect whenever it is worth while and holds nobody up, until cancelled."""
    turns = count(1)
    while True:
        await asyncio.sleep(PAUSE)
        is_long = any(thread.has_worked(LONG) for thread in threads)
        if gc.get_count()[0] >= (MANY if is_long else SOME):
            collect(YOUNG if is_long else generation(next(turns)))


def generation(turn: int) -> int:
    """Which objects are gone through: mostly those that are new, now and then all."""
    if turn % OFTEN:
        return YOUNG
    return OLDER if turn % (OFTEN * OFTEN) else ALL
