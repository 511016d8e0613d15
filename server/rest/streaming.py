"""Answers that are read from the database while they are sent."""

from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from db.engine import Database
from db.shared.enums import Permission
from server.http.deadlines import cancel_on_disconnect
from server.loop_thread import LoopThread, Relay
from server.render.flat import WORKBOOK
from server.render.spool import WorkbookInMaking
from server.rest.access import allowed
from services.shared.access import Caller, SignedIn

Header = tuple[bytes, bytes]
Headers = list[Header]


class Streamed(Response):
    """An answer that may take so many seconds, and ends with its client; in the database too.

    It is made on a thread of its own, so that nobody waits for what it computes.
    """

    def __init__(self, request: Request, permission: Permission | SignedIn) -> None:
        self._request = request
        self._permission = permission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; raises Unauthenticated, Forbidden, TimeoutError, ClientDisconnect."""
        state = self._request.app.state
        thread: LoopThread = state.long_answers
        async with cancel_on_disconnect(receive, state.seconds.download):
            caller, relay = await allowed(self._request, self._permission), Relay(send)
            try:
                await thread.carry_out(lambda database: self.stream(database, caller, relay), elsewhere=state.database)
            finally:
                relay.end()

    async def stream(self, database: Database, caller: Caller, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    @property
    def is_head(self) -> bool:
        """Whether only the head is asked for."""
        return self._request.method == "HEAD"

    def workbook_in_making(self) -> AbstractAsyncContextManager[WorkbookInMaking | None]:
        """A workbook to be filled, once there is a slot for it; none where only the head is asked for."""
        return nullcontext() if self.is_head else WorkbookInMaking(self._request.app.state.workbook_slots)

    async def send_workbook(self, send: Send, headers: Headers, book: WorkbookInMaking | None) -> None:
        """Render a workbook that is filled, then send it: until it is whole, an error can still be told."""
        if book is not None:
            await book.render()
        await self.begin(send, headers, WORKBOOK)
        if book is not None:
            async for piece in book.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})

    async def begin(self, send: Send, headers: Headers, media_type: str) -> bool:
        """Send the head; returns whether a body is wanted."""
        head = [(b"content-type", media_type.encode()), *headers]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        return not self.is_head


def attachment(filename: str) -> Header:
    """The header that has a browser save an answer under a name."""
    return b"content-disposition", f'attachment; filename="{filename}"'.encode()
