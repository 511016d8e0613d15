"""Which pages of other origins may ask: exactly those that are set, and those of the address that clients see.

A page's browser sends no cookies here and gets no say over credentials: whoever asks signs in by a header of their own.
"""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from server.browser_origins import origin_of
from server.graphql.multipart import PREFLIGHT
from server.http.request_id import HEADER as REQUEST_ID
from server.settings import Settings

METHODS = ("GET", "HEAD", "POST")
ASKED_WITH = ("Authorization", "Headroom-Cost", "Idempotency-Key", "If-None-Match", REQUEST_ID, *PREFLIGHT,
              "OData-MaxVersion", "OData-Version", "Prefer", "traceparent", "tracestate",
              "apollographql-client-name", "apollographql-client-version", "x-apollo-operation-name")  # fmt: skip
TOLD = ("Content-Disposition", "ETag", "Ignored-Arguments", "Link", "Next-Updated-Since", "OData-Version",
        "Preference-Applied", "Retry-After", "WWW-Authenticate", REQUEST_ID)  # fmt: skip
REMEMBERED = 3_600  # seconds that a browser need not ask again


def allowed_origins(settings: Settings) -> list[str]:
    """The origins whose pages may ask, as browsers write them."""
    listed = [*settings.allowed_origins.split(","), settings.public_url or ""]
    return list(dict.fromkeys(origin_of(address.strip()) for address in listed if address.strip()))


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
