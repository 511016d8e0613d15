"""Errors of REST paths become answers where the request still has its id, its line in the log and its metrics."""

import asyncio
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.errors import note_unfinished, rest_error_response


class ErrorMiddleware:
    """Answers a request with the error that its path ends with, in the form that its programs read.

    Starlette's own handling of unexpected errors lies outside every other middleware: its answers would have no request
    id, and would be counted by nobody. Once the head of an answer is sent, an error cannot be told any more: the answer
    is left unfinished, and the server closes the connection, so that the client sees that something is missing.
    """

    def __init__(self, app: ASGIApp, told: Callable[[BaseException], Response] = rest_error_response) -> None:
        self._app, self._told = app, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer where it fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        # A cancelled request is answered too: that is how a stopping server ends what is still under way.
        except (Exception, asyncio.CancelledError) as error:
            response = self._told(error)
            if has_begun:
                note_unfinished(error)
            else:
                await response(scope, receive, send)
