"""Answers that are read from the database while they are sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.http.deadlines import cancel_on_disconnect


class Streamed(Response):
    """An answer that may take so many seconds, and ends with its client; in the database too."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; raises TimeoutError, ClientDisconnect."""
        seconds = self._request.app.state.seconds.download
        async with cancel_on_disconnect(receive, seconds):
            await self.stream(send)

    async def stream(self, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError
