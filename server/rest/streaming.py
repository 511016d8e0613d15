"""Answers that are read from the database while they are sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from db.engine import Database
from db.postgres.connection import Write
from db.shared.enums import Permission
from server.http.deadlines import cancel_on_disconnect
from server.http.errors import TRY_AGAIN, took_too_long
from server.http.lines import Line
from server.http.tenant_budget import TenantBudget
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
    waits for here: a turn of its tenant's, or for a workbook its slot, which it gives back when it needs it no longer.
    """

    def __init__(self, request: Request, permission: Permission | SignedIn) -> None:
        self._request = request
        self._permission = permission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer who may ask; raises Unauthenticated, Forbidden, TooMany, TookTooLong, ClientDisconnect."""
        try:
            async with cancel_on_disconnect(receive, self._request.app.state.seconds.download):
                caller = await allowed(self._request, self._permission)
                async with Held(self._place(caller)) as self._held:
                    await self._answer(caller, Relay(send))
        except TimeoutError as error:
            raise took_too_long(self.helps_when_late) from error

    @property
    def helps_when_late(self) -> str:
        """What whoever asked can do where it took too long."""
        return TRY_AGAIN

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

    def workbook_in_making(self) -> AbstractAsyncContextManager[WorkbookInMaking | None]:
        """A workbook to be filled, if one is to be."""
        return WorkbookInMaking() if self.fills_workbook else nullcontext()

    def _place(self, caller: Caller) -> AbstractAsyncContextManager[None]:
        """A turn of the caller's tenant, or the slot of a workbook, which needs none; raises TooMany."""
        state = self._request.app.state
        slots: Line = state.workbook_slots
        budget: TenantBudget = state.tenant_budget
        return slots.turn(caller.tenant_id) if self.fills_workbook else budget.turn(caller.tenant_id)

    async def _answer(self, caller: Caller, relay: Relay) -> None:
        state = self._request.app.state
        thread: LoopThread = state.long_answers
        try:
            await thread.carry_out(lambda database: self.stream(database, caller, relay), elsewhere=state.database)
        finally:
            relay.end()

    async def send_workbook(self, send: Send, headers: Headers, book: WorkbookInMaking | None) -> None:
        """Render a workbook that is filled, then send it: until it is whole, an error can still be told."""
        if book is not None:
            await book.render()
            await self._held.give_back()  # the next one may be made
        await self.begin(send, headers, WORKBOOK)
        if book is not None:
            async for piece in book.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})

    async def send_chunks(self, send: Send, headers: Headers, media_type: str, chunks: AsyncIterator[bytes]) -> None:
        """Send head and body, piece by piece, once the first one is there: an error before it has its status."""

        async def written(write: Write) -> None:
            async for chunk in chunks:
                await write(chunk)

        await self.send_written(send, headers, media_type, written)

    async def send_written(
        self, send: Send, headers: Headers, media_type: str, written: Callable[[Write], Awaitable[None]]
    ) -> None:
        """The same of pieces that are handed to `write`, which sends each before more is made."""
        has_begun = False

        async def write(piece: bytes) -> None:
            nonlocal has_begun
            if not has_begun:
                await self.begin(send, headers, media_type)
                has_begun = True
            await send({"type": "http.response.body", "body": piece, "more_body": True})

        if not self.is_head:
            await written(write)
        if not has_begun:
            await self.begin(send, headers, media_type)

    async def begin(self, send: Send, headers: Headers, media_type: str) -> bool:
        """Send the head; returns whether a body is wanted."""
        head = [(b"content-type", media_type.encode()), *headers]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        return not self.is_head


def attachment(filename: str) -> Header:
    """The header that has a browser save an answer under a name."""
    return b"content-disposition", f'attachment; filename="{filename}"'.encode()
