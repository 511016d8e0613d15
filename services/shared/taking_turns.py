"""Long work that gives way: between its parts, others who share the event loop have their turn."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")


async def taking_turns(parts: Iterable[T], *, at_once: int = 1) -> AsyncIterator[T]:
    """The parts of a work one after another; after every so many of them others have a turn.

    Choose as many as take a millisecond or so, or one where a part may be long by itself.
    """
    for number, part in enumerate(parts, start=1):
        yield part
        if number % at_once == 0:
            await asyncio.sleep(0)
