"""Errors as clients see them: a code, a message they can act on, and nothing of what is inside."""

import asyncio
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from db.errors import ConcurrentChange, DatabaseUnavailable, TenantUnknown, UnkeepableText, reason_of
from server.http.request_id import REQUEST_ID
from services.shared.errors import BadRequest, Forbidden, Refusal, TookTooLong, TooMany, Unauthenticated, Unavailable

log = logging.getLogger("headroom")
TOO_LONG = "this took too long and was cancelled"
TRY_AGAIN = "try again in a moment"
RETRY_AFTER = {"Retry-After": "1"}  # seconds
NO_DATA: Mapping[str, Any] = MappingProxyType({})


class TransportError(Exception):
    """A request that is refused for its form, before anything is executed."""

    def __init__(
        self, status: int, message: str, *, code: str = "BAD_REQUEST", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


class ErrorDescription(NamedTuple):
    """What a client is told of an error: HTTP status, code, message, and further fields."""

    status: int
    code: str
    message: str
    data: Mapping[str, Any] = NO_DATA


# Classes of errors with status, code and message; the first row that fits counts. None sends the error's own message:
# only our own classes may do so, since a library may put anything into its messages, even what somebody typed.
KNOWN_ERRORS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], int, str, str | None], ...] = (
    ((Unauthenticated, TenantUnknown), 401, "UNAUTHENTICATED", None),
    ((BadRequest, Refusal, UnkeepableText), 400, "BAD_REQUEST", None),
    (TooMany, 429, "TOO_MANY_REQUESTS", None),
    (TookTooLong, 504, "TIMEOUT", None),
    (TimeoutError, 504, "TIMEOUT", f"{TOO_LONG}; {TRY_AGAIN}"),
    (ClientDisconnect, 499, "BAD_REQUEST", "whoever asked is gone"),
    (asyncio.CancelledError, 503, "UNAVAILABLE", "the server is stopping; try again in a moment"),
    ((DatabaseUnavailable, Unavailable), 503, "UNAVAILABLE", None),
    (ConcurrentChange, 409, "CONFLICT", None),
)


def describe_error(error: BaseException, noted: set[str] | None = None) -> ErrorDescription:
    """What a client is told of an error; an unexpected one is logged, and described by the request id alone.

    `noted` is what the log says of other errors of the same answer: a hundred fields that fail alike fail once there.
    """
    if isinstance(error, TransportError):
        return ErrorDescription(error.status, error.code, str(error))
    if isinstance(error, Forbidden):
        return ErrorDescription(403, "FORBIDDEN", str(error), {"permission": error.permission})
    reason = reason_of(error) if isinstance(error, DatabaseUnavailable | Unavailable) else None
    if reason is not None and _is_news(f"{error}: {reason}", noted):
        # Whoever asked need not know more, and whoever runs the server does.
        log.warning("request %s: %s: %s", REQUEST_ID.get(), error, reason)
    for classes, status, code, message in KNOWN_ERRORS:
        if isinstance(error, classes):
            return ErrorDescription(status, code, str(error) if message is None else message)
    request_id = REQUEST_ID.get()
    if _is_news(repr(error), noted):
        log.error("request %s failed", request_id, exc_info=error)
    message = "something went wrong here; the request id helps to find out what"
    return ErrorDescription(500, "INTERNAL", message, {"requestId": request_id})


def _is_news(line: str, noted: set[str] | None) -> bool:
    if noted is None:
        return True
    is_news = line not in noted
    noted.add(line)
    return is_news


def note_unfinished(error: BaseException) -> None:
    """Log what an answer ends with whose head is sent: its status says that all is well."""
    if not isinstance(error, ClientDisconnect):
        log.warning("request %s was answered in part: %s", REQUEST_ID.get(), type(error).__name__)


def took_too_long(what_helps: str) -> TookTooLong:
    """The error of something whose time was over, and what whoever asked for it can do."""
    return TookTooLong(f"{TOO_LONG}; {what_helps}")


BASIC = 'Basic realm="Headroom: an API key as password", charset="UTF-8"'
"""What makes a browser and Excel ask for a name and a password, where REST is asked by nobody who is signed in."""


def error_headers(error: BaseException, status: int) -> dict[str, str]:
    """The headers that an error of this status is sent with."""
    headers = dict(error.headers) if isinstance(error, TransportError) else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        headers |= RETRY_AFTER
    return headers


def rest_error_response(error: BaseException) -> Response:
    """An error as REST sends it: JSON with code and message."""
    status, code, message, data = describe_error(error)
    content = {"code": code, "message": message, **data}
    response = JSONResponse(content, status_code=status, headers=error_headers(error, status))
    if status == 401:
        response.headers.append("WWW-Authenticate", BASIC)
    return response
