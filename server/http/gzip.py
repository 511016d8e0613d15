"""How answers are zipped for whoever accepts it: by the middleware, or once for as long as an answer is kept."""

import asyncio
import gzip

from starlette.requests import Request

SMALLEST = 1024  # bytes
LEVEL = 3  # half the time of 5, for a seventh more bytes
ZIPPED = {"Content-Encoding": "gzip", "Vary": "Accept, Accept-Encoding"}


def is_zipped_for(request: Request, answer: bytes) -> bool:
    """Whether an answer is sent zipped; the middleware decides alike."""
    return len(answer) >= SMALLEST and "gzip" in request.headers.get("Accept-Encoding", "")


async def zipped(answer: bytes) -> bytes:
    """An answer zipped; others are served meanwhile."""
    return await asyncio.to_thread(gzip.compress, answer, LEVEL, mtime=0)
