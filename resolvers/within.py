"""Long work that is given up a little before its operation is, of which nothing could be told but that it was late."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.shared.errors import TookTooLong


@asynccontextmanager
async def within(seconds: float, told: str) -> AsyncIterator[None]:
    """The time that work has, a little less than its operation's; raises TookTooLong, which says what to do."""
    try:
        async with asyncio.timeout(seconds) as clock:
            yield
    except TimeoutError:
        if not clock.expired():
            raise
        raise TookTooLong(told) from None
