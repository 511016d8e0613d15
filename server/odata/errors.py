"""Errors as OData tells them: one object with code, message, and what it is about."""

from typing import Any

from starlette.responses import JSONResponse, Response

from server.http.errors import BASIC, TransportError, describe_error, error_headers

VERSION = {"OData-Version": "4.0"}


class Refused(TransportError):
    """What cannot be answered; `target` is the option or the part of the address that it is about."""

    def __init__(
        self,
        message: str,
        *,
        target: str | None = None,
        status: int = 400,
        code: str = "BAD_REQUEST",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, code=code, headers=headers)
        self.target = target


def not_found(message: str, *, target: str | None = None) -> Refused:
    """Nothing is there."""
    return Refused(message, target=target, status=404, code="NOT_FOUND")


def not_offered(option: str) -> Refused:
    """What OData knows and this service does not do."""
    accepted = "$select, $filter, $orderby, $top, $skip, $count"
    return not_done(f"{option} is not offered here; accepted: {accepted}", target=option)


def not_done(message: str, *, target: str) -> Refused:
    """What OData knows and this service does not do, in words of one's own."""
    return Refused(message, target=target, status=501, code="NOT_IMPLEMENTED")


def error_response(error: BaseException) -> Response:
    """An error in the form that programs of OData read."""
    status, code, message, data = describe_error(error)
    told: dict[str, Any] = {"code": code, "message": message}
    if isinstance(error, Refused) and error.target is not None:
        told["target"] = error.target
    if data:
        told["innererror"] = dict(data)
    headers = error_headers(error, status) | VERSION
    response = JSONResponse({"error": told}, status_code=status, headers=headers)
    if status == 401:
        response.headers.append("WWW-Authenticate", BASIC)
    return response
