"""Which pages of other origins may ask: exactly those that are set, and those of the address that clients see.

A page's browser sends no cookies here and gets no say over credentials: whoever asks signs in by a header of their own.
"""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from server.graphql.multipart import PREFLIGHT
from server.http.request_id import HEADER as REQUEST_ID
from server.settings import Settings

METHODS = ("GET", "HEAD", "POST")
ASKED_WITH = ("Authorization", "Headroom-Cost", "Idempotency-Key", "If-None-Match", REQUEST_ID, *PREFLIGHT,
              "apollographql-client-name", "apollographql-client-version", "x-apollo-operation-name")  # fmt: skip
TOLD = ("Content-Disposition", "ETag", "Link", "Next-Updated-Since", "Retry-After", "WWW-Authenticate", REQUEST_ID)
REMEMBERED = 3_600  # seconds that a browser need not ask again


def allowed_origins(settings: Settings) -> list[str]:
    """The origins whose pages may ask, as browsers write them: in lower case, without a port that needs no saying."""
    listed = [*settings.allowed_origins.split(","), _origin_of(settings.public_url or "")]
    return list(dict.fromkeys(written for origin in listed if (written := _as_browsers_write(origin.strip()))))


def cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """What answers preflights of these origins and lets their pages read answers; nothing where there are none."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=ASKED_WITH,
            expose_headers=TOLD,
            max_age=REMEMBERED,
        )
    ]


def _origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    return "/".join(address.split("/", 3)[:3])


def _as_browsers_write(origin: str) -> str:
    scheme, _, host = origin.lower().partition("://")
    default = {"http": ":80", "https": ":443"}.get(scheme, "")
    return f"{scheme}://{host.removesuffix(default)}" if host else ""
