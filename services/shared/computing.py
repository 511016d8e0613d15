"""Computing that others do not wait for, however much it turns out to be.

What computes on an event loop holds up everybody whom that loop answers, and an answer takes many turns of it: steps of
a few milliseconds each, between which others have their turn, make theirs take a tenth of a second. A thread gives the
interpreter up, every half millisecond, to whoever waits for it (server/app.py).
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
MANY = 100  # parts of some ten microseconds each: as long as it takes to begin another thread's work, several times


async def computed(work: Callable[[], T], *, parts: int) -> T:
    """What work that waits for nothing returns or raises: at once, or on another thread where it is of many parts."""
    return work() if parts < MANY else await asyncio.to_thread(work)
