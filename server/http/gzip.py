"""How answers are compressed: by Starlette's middleware, or once for as long as the answer cache holds them."""

import asyncio
import gzip

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.types import Receive, Scope, Send

from server.http.weights import weights_of

MINIMUM_SIZE = 1024  # bytes
LEVEL = 3  # half the time of 5, for a seventh more bytes
NAMES = ("gzip", "x-gzip")
GZIP_HEADERS = {"Content-Encoding": "gzip", "Vary": "Accept, Accept-Encoding"}


def is_gzipped_for(request: Request, body: bytes) -> bool:
    """Whether an answer is sent compressed; the middleware decides by the same rule."""
    return len(body) >= MINIMUM_SIZE and accepts_gzip(request)


def accepts_gzip(connection: HTTPConnection) -> bool:
    """Whether a client reads compressed answers, and does not prefer them as they are."""
    weights = weights_of(",".join(connection.headers.getlist("Accept-Encoding")))
    zipped = max((weights[name] for name in NAMES if name in weights), default=weights.get("*", 0.0))
    return zipped > 0 and zipped >= weights.get("identity", 0.0)


class GzipMiddleware(GZipMiddleware):
    """Starlette's, which looks for the word alone: whoever refuses gzip has no word of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compress what is answered to whoever accepts it."""
        if scope["type"] == "http":
            accepted = b"gzip" if accepts_gzip(HTTPConnection(scope)) else b"identity"
            others = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
            # In the scope itself: what the router notes in it is read outside of here too, by the metrics.
            scope["headers"] = [*others, (b"accept-encoding", accepted)]
        await super().__call__(scope, receive, send)


async def gzipped(body: bytes) -> bytes:
    """An answer compressed, in a thread: others are served meanwhile."""
    # Without a time of modification equal answers are equal bytes.
    return await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)


async def gunzipped(body: bytes) -> bytes:
    """What was compressed by `gzipped`, in a thread as well."""
    return await asyncio.to_thread(gzip.decompress, body)
