"""Answers that are read from the database while they are sent."""

from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from db.engine import Database
from db.shared.enums import Permission
from server.http.deadlines import cancel_on_disconnect
from server.loop_thread import Held, LoopThread, Relay
from server.render.flat import WORKBOOK
from server.render.spool import WorkbookInMaking
from server.rest.access import allowed
from services.shared.access import Caller, SignedIn

Header = tuple[bytes, bytes]
Headers = list[Header]


class Streamed(Response):
    """An answer that may take so many seconds, waiting included, and ends with its client; in the database too.

    It is made on a thread of its own, so that nobody waits for what it computes. What it has to wait for before, it
    waits for here: the slot of a workbook, then a turn of its tenant's. It gives back what it needs no longer.
    """

    def __init__(self, request: Request, permission: Permission | SignedIn) -> None:
        self._request = request
        self._permission = permission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who may ask; raises Unauthenticated, Forbidden, TooMany, TimeoutError, ClientDisconnect."""
        state = self._request.app.state
        thread: LoopThread = state.long_answers
        async with cancel_on_disconnect(receive, state.seconds.download):
            caller, relay = await allowed(self._request, self._permission), Relay(send)
            slot = state.workbook_slots.turn(caller.tenant_id) if self.fills_workbook else nullcontext()
            async with Held(slot) as self._slot, Held(state.tenant_budget.turn(caller.tenant_id)) as self._turn:
                try:
                    await thread.carry_out(
                        lambda database: self.stream(database, caller, relay), elsewhere=state.database
                    )
                finally:
                    relay.end()

    async def stream(self, database: Database, caller: Caller, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    @property
    def is_head(self) -> bool:
        """Whether only the head is asked for."""
        return self._request.method == "HEAD"

    @property
    def makes_workbook(self) -> bool:
        """Whether the answer is a workbook, which is filled within the transaction and sent after it."""
        return False

    @property
    def fills_workbook(self) -> bool:
        """Whether a workbook is to be filled: not where only the head is asked for."""
        return self.makes_workbook and not self.is_head

    async def end_turn(self) -> None:
        """Everything is read: what is left, a workbook to be rendered and sent, takes no turn from others."""
        await self._turn.give_back()

    def workbook_in_making(self) -> AbstractAsyncContextManager[WorkbookInMaking | None]:
        """A workbook to be filled, if one is to be."""
        return WorkbookInMaking() if self.fills_workbook else nullcontext()

    async def send_workbook(self, send: Send, headers: Headers, book: WorkbookInMaking | None) -> None:
        """Render a workbook that is filled, then send it: until it is whole, an error can still be told."""
        if book is not None:
            await book.render()
            await self._slot.give_back()  # the next one may be made
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
