"""Answers that are read from the database while they are sent."""

from contextlib import AbstractAsyncContextManager

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from db.postgres.turns import Turns
from db.shared.enums import Permission
from server.http.deadlines import cancel_on_disconnect
from server.http.errors import TRY_AGAIN, took_too_long
from server.http.tenant_budget import TenantBudget
from server.render.flat import WORKBOOK
from server.render.spool import WorkbookInMaking
from server.rest.access import allowed
from services.shared.access import Caller

Header = tuple[bytes, bytes]
Headers = list[Header]


class Streamed(Response):
    """An answer that may take so many seconds, waiting included, and ends with its client; in the database too."""

    def __init__(self, request: Request, permission: Permission) -> None:
        self._request, self._permission = request, permission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who may ask; raises TooMany, TookTooLong, ClientDisconnect."""
        try:
            async with cancel_on_disconnect(receive, self._request.app.state.seconds.download):
                await self.stream(await allowed(self._request, self._permission), send)
        except TimeoutError as error:
            raise took_too_long(self.helps_when_late) from error

    @property
    def helps_when_late(self) -> str:
        """What whoever asked can do where it took too long."""
        return TRY_AGAIN

    async def stream(self, caller: Caller, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    @property
    def is_head(self) -> bool:
        """Whether only the head is asked for."""
        return self._request.method == "HEAD"

    def turn(self, caller: Caller) -> AbstractAsyncContextManager[None]:
        """A turn of the caller's tenant, for as long as it reads and sends; raises TooMany."""
        budget: TenantBudget = self._request.app.state.tenant_budget
        return budget.turn(caller.tenant_id)

    def workbook_in_making(self, caller: Caller) -> AbstractAsyncContextManager[WorkbookInMaking | None]:
        """A workbook to be filled, once there is a slot for it, which it has instead of a turn; raises TooMany.

        None where only the head is asked for.
        """
        slots: Turns = self._request.app.state.workbook_slots
        return self.turn(caller) if self.is_head else WorkbookInMaking(slots, caller.tenant_id)

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
