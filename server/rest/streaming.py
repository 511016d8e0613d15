"""Answers that are read from the database while they are sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.http.deadlines import cancel_on_disconnect

Header = tuple[bytes, bytes]
Headers = list[Header]


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

    @property
    def is_head(self) -> bool:
        """Whether only the head is asked for."""
        return self._request.method == "HEAD"

    async def begin(self, send: Send, headers: Headers, media_type: str) -> bool:
        """Send the head; returns whether a body is wanted."""
        head = [(b"content-type", media_type.encode()), *headers]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        return not self.is_head


def attachment(filename: str) -> Header:
    """The header that has a browser save an answer under a name."""
    return b"content-disposition", f'attachment; filename="{filename}"'.encode()
