"""Downloads over REST: a stored thing as a workbook, or 404 where there is none."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import ReadSession
from server.http.etags import PRIVATE
from server.render.flat import WORKBOOK
from server.rest.access import allowed
from server.rest.streaming import Streamed, attachment
from server.rooms import HOUSE
from services.shared.download import Download
from services.shared.workbook import Workbook

if TYPE_CHECKING:
    from server.render.workbook import Book


class DownloadAnswer(Streamed):
    """A workbook, written while it is read; the transaction is over when it is sent."""

    def __init__(self, request: Request, download: Download[Any]) -> None:
        super().__init__(request)
        self._download = download

    async def stream(self, send: Send) -> None:
        """Send the workbook, or say that there is nothing to send."""
        # Imported late: openpyxl is for those who ask for a workbook.
        from server.render.workbook import write

        database = self._request.app.state.database
        caller = await allowed(self._request, self._download.permission)
        async with database.read(caller.tenant_id, subject=caller.subject) as session:
            workbook = await self._workbook(session)
            book = None if workbook is None or self.is_head else await write(workbook)
        if workbook is None:
            missing = JSONResponse({"detail": self._download.not_found}, status_code=404)
            await missing(self._request.scope, self._request.receive, send)
        else:
            await self._send(workbook.filename, book, send)

    async def _workbook(self, session: ReadSession) -> Workbook | None:
        found = await self._download.find(session, self._request.path_params)
        return None if found is None else self._download.workbook(session, found, datetime.now(UTC))

    async def _send(self, filename: str, book: "Book | None", send: Send) -> None:
        from server.render.workbook import streamed

        headers = [attachment(filename), (b"cache-control", PRIVATE.encode())]
        await self.begin(send, headers, WORKBOOK)
        if book is not None:
            async for piece in streamed(book):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def download_routes() -> list[BaseRoute]:
    """The paths of all downloads."""
    return [_route(download) for download in HOUSE.downloads]


def _route(download: Download[Any]) -> Route:
    async def answer(request: Request) -> Response:
        return DownloadAnswer(request, download)

    return Route(download.path, answer, methods=["GET"])
