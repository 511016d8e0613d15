"""Answers to requests that no path takes: there is nothing there, or nothing for this method."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


async def not_found(_: Request, __: Exception) -> Response:
    """There is nothing at this path."""
    return JSONResponse({"code": "NOT_FOUND", "message": "there is nothing at this path"}, status_code=404)


async def not_allowed(_: Request, error: Exception) -> Response:
    """There is something at this path, for other methods."""
    headers = dict(getattr(error, "headers", None) or {})
    message = f"this path answers other methods; accepted: {headers.get('Allow', 'GET')}"
    return JSONResponse({"code": "BAD_REQUEST", "message": message}, status_code=405, headers=headers)
