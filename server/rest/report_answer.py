"""What every report over REST has: one read transaction, its arguments looked up, and 304 for what is known."""

from collections.abc import Collection
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.types import Send

from db.engine import Database, ReadSession
from db.shared.enums import DAY
from db.shared.versions import versions
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.release import VERSION
from server.render.spool import WorkbookInMaking
from server.rest.arguments import accepted_of, arguments_of, ignored_of, page_of, value_of
from server.rest.asking import looked_up
from server.rest.streaming import Headers, Streamed, attachment
from services.shared import clock
from services.shared.access import Caller
from services.shared.report import Argument, Report, ReportRequest
from services.shared.workbook import Workbook

Arguments = Collection[Argument[Any]]
R = TypeVar("R", bound=Report)


class ReportAnswer(Streamed, Generic[R]):
    """A report, answered inside one read transaction; an error before the first byte has its status."""

    def __init__(self, request: Request, report: R) -> None:
        super().__init__(request, report.permission)
        self._report = report
        self._book: WorkbookInMaking | None = None
        self._head_of_workbook: Headers | None = None  # once it is filled
        self._ignored: Headers = []

    @property
    def accepted(self) -> Arguments:
        """What may be asked."""
        return accepted_of(self._report)

    async def fill(self, workbook: Workbook, headers: Headers) -> None:
        """Spool the rows of a workbook, to be sent with these headers."""
        if self._book is not None:
            await self._book.fill(workbook)
        self._head_of_workbook = [*headers, attachment(workbook.filename)]

    async def stream(self, database: Database, caller: Caller, send: Send) -> None:
        """Send the report, or 304 where the caller has it."""
        async with self.workbook_in_making() as self._book:
            await self._read(database, caller, send)
            if self._head_of_workbook is not None:
                await self.send_workbook(send, self._head_of_workbook, self._book)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _read(self, database: Database, caller: Caller, send: Send) -> None:
        """Send what is asked for, or fill the workbook."""
        await self.prepare(database, caller)
        # After the moment to ask from: what midnight changes between the two is told once more, and not missed.
        self._today = clock.today()
        async with database.read(caller.tenant_id, subject=caller.subject) as session:
            asked = await self._read_request(session)
            headers = [*self.headers_of(asked), *self._ignored]
            etag = await self._etag(session, caller)
            headers = [*headers, (b"etag", etag.encode()), (b"cache-control", PRIVATE.encode())]
            if etag in if_none_match(self._request):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
            else:
                await self.answer(session, asked, headers, send)

    async def prepare(self, database: Database, caller: Caller) -> None:
        """What has to be known before the snapshot is taken that the report is read from."""

    def headers_of(self, asked: ReportRequest) -> Headers:
        """Headers that are sent whether the caller has the report or not."""
        return []

    async def layout(self, session: ReadSession) -> object:
        """What the answer looks like, whatever it holds: an answer of another look is another one."""
        return None

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    async def _read_request(self, session: ReadSession) -> ReportRequest:
        query = self._request.query_params
        self._ignored = ignored_of(query, self.accepted)
        values = {argument.name: value_of(query, argument) for argument in arguments_of(self._report)}
        rules = self._request.app.state.settings.floor_rules
        return await looked_up(session, self._report, ReportRequest(values, page_of(query), self._today, rules), query)

    async def _etag(self, session: ReadSession, caller: Caller) -> str:
        held, url = await versions(session, self._report.scopes), self._request.url
        days = (self._today,) if DAY in self._report.scopes else ()
        known = (str(caller.tenant_id), url.path, str(url.query), held, VERSION, await self.layout(session), *days)
        return etag_of(repr(known).encode())
