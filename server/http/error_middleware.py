"""Errors of REST paths become answers where the request still has its id, its line in the log and its metrics."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.errors import rest_error


class ErrorMiddleware:
    """Answers what a path ends with.

    After the head nothing can be said any more: the answer is left unfinished, and the server ends the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

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
        except (Exception, asyncio.CancelledError) as error:
            response = await rest_error(Request(scope), error)
            if not has_begun:
                await response(scope, receive, send)
