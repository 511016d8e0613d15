"""An id for every request: the client's, where it sends one that is acceptable, or a new one."""

import re
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request being answered: in the answer's headers, in the log, and in the audit log."""


class RequestIdMiddleware:
    """Sets the id for everything that happens in a request, and sends it back in the same header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its id."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        # An id is written to the log and the audit log as it is: what else a header may hold has no business there.
        client_id = Headers(scope=scope).get(HEADER, "")
        request_id = client_id if ACCEPTED.fullmatch(client_id) else str(uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        token = REQUEST_ID.set(request_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            REQUEST_ID.reset(token)
