"""Errors as callers see them: a code, a message they can act on, and nothing of what is inside."""

import asyncio
import logging
from contextvars import ContextVar
from typing import Any

from graphql import GraphQLError, ValueNode
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from db.errors import ConcurrentChange, DatabaseUnavailable, UnkeepableText
from server.graphql.cost import TooComplex
from services.shared.errors import BadRequest, Forbidden, Refusal, Unauthenticated, Unavailable

log = logging.getLogger("headroom")
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being answered: in the answer's headers, in the log, and in the audit log."""

RETRY_AFTER = {"Retry-After": "1"}


class TransportError(Exception):
    """A request that is refused before anything is carried out."""

    def __init__(
        self, status: int, message: str, *, code: str = "BAD_REQUEST", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


def described(error: BaseException) -> tuple[int, str, str, dict[str, Any]]:
    """HTTP status, code, message and further data of an error; unexpected ones are logged under a request id."""
    if isinstance(error, TransportError):
        return error.status, error.code, str(error), {}
    if isinstance(error, Unauthenticated):
        return 401, "UNAUTHENTICATED", str(error), {}
    if isinstance(error, Forbidden):
        return 403, "FORBIDDEN", str(error), {"permission": error.permission}
    if isinstance(error, BadRequest | Refusal | UnkeepableText):
        return 400, "BAD_REQUEST", str(error), {}
    if isinstance(error, TooComplex):
        return 400, "QUERY_TOO_COMPLEX", error.message, {}
    if isinstance(error, TimeoutError):
        return 504, "TIMEOUT", "this took too long and was cancelled; ask for less at once", {}
    if isinstance(error, ClientDisconnect):
        return 499, "BAD_REQUEST", "whoever asked is gone", {}
    if isinstance(error, asyncio.CancelledError):
        return 503, "UNAVAILABLE", "the server is stopping; try again in a moment", {}
    if isinstance(error, DatabaseUnavailable):
        return 503, "UNAVAILABLE", "the database cannot be reached now; try again in a moment", {}
    if isinstance(error, Unavailable):
        return 503, "UNAVAILABLE", str(error), {}
    if isinstance(error, ConcurrentChange):
        return 409, "CONFLICT", str(error), {}
    request_id = REQUEST_ID.get()
    log.error("request %s failed", request_id, exc_info=error)
    return (
        500,
        "INTERNAL",
        "something went wrong here; the request id helps to find out what",
        {"requestId": request_id},
    )


def formatted(error: GraphQLError) -> dict[str, Any]:
    """A GraphQL error as it is sent: what the request got wrong as it is, everything else by code."""
    shown: dict[str, Any] = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        shown["path"] = error.path
    if isinstance(error, TooComplex) or isinstance(error.original_error, TooComplex):
        return {"message": error.message, "extensions": {"code": "QUERY_TOO_COMPLEX"}}
    # Null in a variable that may be left out is found only where the variable is used.
    is_of_value = any(isinstance(node, ValueNode) for node in error.nodes or ())
    if is_of_value or (error.path is None and (error.original_error is None or error.nodes)):
        # The request itself is wrong. What a converter says of a value in its own words stays here, and so do
        # names that were not asked for.
        message = error.message.partition(", but encountered error")[0].partition(" Did you mean ")[0]
        return {**shown, "message": message, "extensions": {"code": "BAD_REQUEST"}}
    _, code, message, data = described(error.original_error or error)
    return {**shown, "message": message, "extensions": {"code": code, **data}}


async def rest_error(_: Request, error: BaseException) -> Response:
    """An error as REST sends it: JSON with code and message."""
    status, code, message, data = described(error)
    headers = dict(error.headers) if isinstance(error, TransportError) else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        headers |= RETRY_AFTER
    return JSONResponse({"code": code, "message": message, **data}, status_code=status, headers=headers)
