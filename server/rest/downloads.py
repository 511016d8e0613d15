"""Workbooks to download: the changes of an entry of the history log."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.forecast import history
from db.shared.enums import Permission
from server.render.flat import WORKBOOK
from server.rest.access import allowed
from server.rest.streaming import Streamed

PATH = "/api/history-log/{id}/download"
BATCH = 200
PRIVATE = (b"cache-control", b"private, no-cache")


class HistoryDownload(Streamed):
    """An entry as a workbook, read and written batch by batch."""

    async def stream(self, send: Send) -> None:
        """Send the workbook, or say that there is no such entry."""
        # Imported late: openpyxl is for those who ask for a workbook.
        from server.render.history import HistoryBook
        from server.render.workbook import streamed

        database = self._request.app.state.database
        caller = await allowed(self._request, Permission.HISTORY_VIEW)
        async with database.read(caller.tenant_id, subject=caller.subject) as session:
            id = _uuid(self._request.path_params["id"])
            entry = None if id is None else await history.entry_by_id(session, id)
            if entry is None:
                await NOT_FOUND(self._request.scope, self._request.receive, send)
                return
            name = f"History_Log_{entry.id}_{datetime.now(UTC):%Y%m%d_%H%M%S}.xlsx"
            headers = [
                (b"content-type", WORKBOOK.encode()),
                (b"content-disposition", f'attachment; filename="{name}"'.encode()),
                PRIVATE,
            ]
            written = HistoryBook(entry)
            if self._request.method != "HEAD":
                async for changes in history.changes_of_entry(session, entry.id, batch=BATCH):
                    await asyncio.to_thread(written.add, changes)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if self._request.method != "HEAD":
            async for piece in streamed(written.book):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


NOT_FOUND = JSONResponse({"detail": "History log entry not found"}, status_code=404)


def download_routes() -> list[BaseRoute]:
    """The paths of all downloads."""

    async def download(request: Request) -> Response:
        return HistoryDownload(request)

    return [Route(PATH, download, methods=["GET"])]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
