"""How answers are compressed: by Starlette's middleware, or once for as long as the answer cache holds them."""

import asyncio
import gzip

from starlette.requests import Request

MINIMUM_SIZE = 1024  # bytes
LEVEL = 3  # half the time of 5, for a seventh more bytes
GZIP_HEADERS = {"Content-Encoding": "gzip", "Vary": "Accept, Accept-Encoding"}


def is_gzipped_for(request: Request, body: bytes) -> bool:
    """Whether an answer is sent compressed; the middleware decides by the same rule."""
    return len(body) >= MINIMUM_SIZE and accepts_gzip(request)


def accepts_gzip(request: Request) -> bool:
    """Whether a client reads compressed answers."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


async def gzipped(body: bytes) -> bytes:
    """An answer compressed, in a thread: others are served meanwhile."""
    # Without a time of modification equal answers are equal bytes.
    return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)


async def gunzipped(body: bytes) -> bytes:
    """What was compressed by `gzipped`, in a thread as well."""
    return await asyncio.to_thread(gzip.decompress, body)
