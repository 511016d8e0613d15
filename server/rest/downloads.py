"""Downloads over REST: a stored thing as a workbook, or 404 where there is none."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import Database, ReadSession
from server.http.etags import PRIVATE
from server.rest.arguments import refuse_unknown, value_of
from server.rest.streaming import Streamed, attachment
from server.rooms import HOUSE
from services.shared.access import Caller
from services.shared.download import Download
from services.shared.workbook import Workbook


class DownloadAnswer(Streamed):
    """A workbook, written while it is read; the transaction is over when it is sent."""

    def __init__(self, request: Request, download: Download[Any]) -> None:
        super().__init__(request, download.permission)
        self._download = download

    @property
    def makes_workbook(self) -> bool:
        """It is nothing else."""
        return True

    async def stream(self, database: Database, caller: Caller, send: Send) -> None:
        """Send the workbook, or say that there is nothing to send."""
        async with self.workbook_in_making() as book:
            async with database.read(caller.tenant_id, subject=caller.subject) as session:
                workbook = await self._workbook(session)
                if workbook is not None and book is not None:
                    await book.fill(workbook)
            if workbook is None:
                missing = JSONResponse({"detail": self._download.not_found}, status_code=404)
                await missing(self._request.scope, self._request.receive, send)
                return
            headers = [attachment(workbook.filename), (b"cache-control", PRIVATE.encode())]
            await self.send_workbook(send, headers, book)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _workbook(self, session: ReadSession) -> Workbook | None:
        found = await self._download.find(session, {**self._request.path_params, **self._arguments()})
        return None if found is None else await self._download.workbook(session, found, datetime.now(UTC))

    def _arguments(self) -> dict[str, Any]:
        """The values of the download's arguments; raises BadRequest. One without any takes no notice of others."""
        query, arguments = self._request.query_params, self._download.arguments
        if arguments:
            refuse_unknown(query, arguments)
        return {argument.name: value_of(query, argument) for argument in arguments}


def download_routes() -> list[BaseRoute]:
    """The paths of all downloads."""
    return [_route(download) for download in HOUSE.downloads]


def _route(download: Download[Any]) -> Route:
    async def answer(request: Request) -> Response:
        return DownloadAnswer(request, download)

    return Route(download.path, answer, methods=["GET"])
