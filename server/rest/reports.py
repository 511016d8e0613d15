"""Reports over REST: GET, typed columns, stable order, a page or all in one stream, and 304 for what is known."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import Database, ReadSession
from db.freeing import free
from db.shared.clock import settled_until
from db.shared.enums import DAY
from db.shared.versions import versions
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.http.public_address import address_of
from server.release import VERSION
from server.render.flat import FORMS, NESTED, Follows, Form, Format
from server.render.spool import WorkbookInMaking, most_rows, too_many_rows
from server.rest.arguments import (
    CURSOR,
    FORMAT,
    LIMIT,
    OFFSET,
    accepted_of,
    arguments_of,
    ignored_of,
    page_of,
    value_of,
)
from server.rest.asking import looked_up, pinned
from server.rest.cursors import Continuation, continuation_of, cursor_of, fingerprint, written
from server.rest.streaming import Headers, Streamed, attachment
from server.rooms import HOUSE
from services.shared.access import Caller
from services.shared.json_pieces import encoded
from services.shared.report import (
    Argument,
    FlatReport,
    Key,
    NestedForm,
    NestedReport,
    Report,
    ReportRequest,
    TableWorkbook,
    WorkbookReport,
)
from services.shared.table import Column, Table
from services.shared.workbook import Workbook, table_layout, table_parts

PREFIX, SHEET, SMALL_PAGE = "/api/v2/reports", "Data", 100  # rows
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
        self._today = datetime.now(UTC).date()
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


class FlatAnswer(ReportAnswer[FlatReport]):
    """A table in the form asked for, streamed."""

    def __init__(self, request: Request, report: FlatReport, form: Form, *, accepted: Arguments | None = None) -> None:
        super().__init__(request, report)
        self._form, self._own = form, accepted
        self._settled_until: datetime | None = None
        self._updated_until: datetime | None = None
        self._table = ""
        self._columns: Sequence[Column] = ()

    @property
    def accepted(self) -> Arguments:
        """What may be asked, at a path of the workbook's own too."""
        return super().accepted if self._own is None else self._own

    @property
    def makes_workbook(self) -> bool:
        """Where that form is asked for."""
        return self._form.write is None

    @property
    def helps_when_late(self) -> str:
        """A smaller page, unless it was a small one."""
        limit = value_of(self._request.query_params, LIMIT)
        is_small = limit is not None and limit <= SMALL_PAGE
        return super().helps_when_late if is_small else "ask for a page at a time, by limit"

    async def prepare(self, database: Database, caller: Caller) -> None:
        """Until when nothing is under way; whoever goes on after a page was told so with the first one."""
        self._tenant_id = caller.tenant_id
        if value_of(self._request.query_params, CURSOR) is None:
            self._settled_until = await settled_until(database, caller.tenant_id)

    async def _read_request(self, session: ReadSession) -> ReportRequest:
        asked = await super()._read_request(session)
        values = {name: repr(value) for name, value in {**asked.values, **pinned(self._report, asked)}.items()}
        page = asked.page
        self._table = fingerprint(self._tenant_id, self._report.path, values, page.updated_since, page.updated_until)
        self._updated_until = page.updated_until
        if (text := value_of(self._request.query_params, CURSOR)) is None:
            return asked
        going_on = continuation_of(text, self._table, self._report.place)
        self._settled_until = going_on.settled_until
        return replace(asked, page=asked.page._replace(after=going_on.after), left_open=going_on.left_open)

    def headers_of(self, asked: ReportRequest) -> Headers:
        """Since when to ask the next time."""
        return [(b"next-updated-since", self._next_updated_since().encode())]

    async def layout(self, session: ReadSession) -> object:
        """The columns, which a new tier or another release adds to, of a table without rows too."""
        self._columns = await self._report.columns(session)
        return self._columns

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send the page asked for, with a link to the next one."""
        asked = replace(asked, columns=self._columns)
        rows = await self._report.build(session, asked)
        link = self._next_link(asked, rows.continues_after)
        if link is not None:
            headers = [*headers, (b"link", f'<{link}>; rel="next"'.encode())]
        table = Table(self._columns, rows.batches, rows.copied)
        if self._form.write is None:
            await self._refuse_more_than_a_sheet(session, asked)
            parts = table_parts(SHEET, table, key=self._report.key)
            await self.fill(Workbook(self._report.title, str(self._form.filename), parts), headers)
            return
        if self._form.filename:
            headers = [*headers, attachment(self._form.filename)]
        follows = Follows(link, self._next_updated_since())
        await self.send_written(send, headers, self._form.media_type, partial(self._form.write, table, follows))

    async def _refuse_more_than_a_sheet(self, session: ReadSession, asked: ReportRequest) -> None:
        """Raise BadRequest for a table that no sheet can hold, before any of it is read: it has a row too many."""
        layout = table_layout(SHEET, asked.columns)
        most = most_rows(layout)
        if asked.page.limit is None or asked.page.limit > most:
            page = asked.page._replace(offset=asked.page.offset + most, limit=1)
            beyond = await self._report.build(session, replace(asked, page=page))
            if [row async for batch in beyond.batches for row in batch]:
                raise too_many_rows(layout)

    def _next_link(self, asked: ReportRequest, after: Key | None) -> str | None:
        """The address of the next page; None where this one is the last."""
        if after is None:
            return None
        going_on = Continuation(after, self._settled(), asked.left_open)
        following = {**pinned(self._report, asked), CURSOR.name: cursor_of(self._table, going_on)}
        address = address_of(self._request, self._request.url.path, query=self._request.url.query)
        return str(address.remove_query_params(OFFSET.name).include_query_params(**following))

    def _next_updated_since(self) -> str:
        """Whoever asked until a moment has seen nothing of what changed later."""
        settled = self._settled()
        return written(settled if self._updated_until is None else min(settled, self._updated_until))

    def _settled(self) -> datetime:
        if self._settled_until is None:
            raise RuntimeError("nobody has looked what is under way")
        return self._settled_until


class NestedAnswer(ReportAnswer[Report]):
    """A report as one JSON document."""

    def __init__(self, request: Request, report: Report, form: NestedForm) -> None:
        super().__init__(request, report)
        self._form = form

    @property
    def accepted(self) -> Arguments:
        """What may be asked: a document has no pages."""
        form = (FORMAT,) if isinstance(self._report, FlatReport) else ()
        return (*arguments_of(self._report), *form)

    async def layout(self, session: ReadSession) -> object:
        """What the document is described to look like."""
        return self._form.schemas

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send the document."""
        document = await self._form.build(session, asked)
        content = encoded(document)
        free(document)
        if await self.begin(send, headers, "application/json"):
            await send({"type": "http.response.body", "body": content, "more_body": True})


class WorkbookAnswer(ReportAnswer[WorkbookReport]):
    """A workbook for people."""

    @property
    def makes_workbook(self) -> bool:
        """Always."""
        return True

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Fill the workbook."""
        await self.fill(await self._report.build(session, asked), headers)


def report_routes() -> list[BaseRoute]:
    """The paths of all reports."""
    return [_route(report) for report in HOUSE.reports]


def _route(report: Report) -> Route:
    async def answer(request: Request) -> Response:
        return _answer(request, report)

    return Route(f"{PREFIX}{report.path}", answer, methods=["GET"])


def _answer(request: Request, report: Report) -> Response:
    match report:
        case FlatReport(nested=NestedForm() as form) if request.query_params.get(FORMAT.name) == NESTED:
            return NestedAnswer(request, report, form)
        case FlatReport():
            return FlatAnswer(request, report, FORMS[value_of(request.query_params, FORMAT)])
        case TableWorkbook():
            book = FORMS[Format.XLSX]._replace(filename=report.filename)
            return FlatAnswer(request, report.table, book, accepted=accepted_of(report))
        case NestedReport():
            return NestedAnswer(request, report, report.nested)
        case WorkbookReport():
            return WorkbookAnswer(request, report)
    raise TypeError(f"{report.path} is no kind of report that is known here")
