"""Reports over REST: GET, typed columns, stable order, a page or all in one stream, and 304 for what is known."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Generic, TypeVar

import orjson
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import ReadSession
from db.shared.versions import versions
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.render.flat import FORMS, NESTED, WORKBOOK
from server.rest.access import allowed
from server.rest.arguments import (
    FORMAT,
    OFFSET,
    all_arguments,
    arguments_of,
    page_of,
    refuse_unknown,
    stored_arguments,
    value_of,
)
from server.rest.streaming import Headers, Streamed, attachment
from server.rooms import HOUSE
from services.shared.access import Caller
from services.shared.report import (
    Argument,
    FlatReport,
    NestedForm,
    NestedReport,
    Report,
    ReportRequest,
    WorkbookReport,
)
from services.shared.table import Table

PREFIX = "/api/v2/reports"
Arguments = Collection[Argument[Any]]
R = TypeVar("R", bound=Report)


class ReportAnswer(Streamed, Generic[R]):
    """A report, answered inside one read transaction; an error before the first byte has its status."""

    def __init__(self, request: Request, report: R, accepted: Arguments) -> None:
        super().__init__(request)
        self._report, self._accepted = report, accepted

    async def stream(self, send: Send) -> None:
        """Send the report, or 304 where the caller has it."""
        database = self._request.app.state.database
        caller = await allowed(self._request, self._report.permission)
        async with database.read(caller.tenant_id, subject=caller.subject) as session:
            asked = await self._read_request(session)
            etag = await self._etag(session, caller)
            headers = [(b"etag", etag.encode()), (b"cache-control", PRIVATE.encode())]
            if etag in if_none_match(self._request):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
            else:
                await self.answer(session, asked, headers, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    async def _read_request(self, session: ReadSession) -> ReportRequest:
        query, arguments = self._request.query_params, arguments_of(self._report)
        refuse_unknown(query, self._accepted)
        asked = ReportRequest({argument.name: value_of(query, argument) for argument in arguments}, page_of(query))
        stored = stored_arguments(self._report)
        things = {argument.name: await argument.find(session, asked.value(argument)) for argument in stored}
        return replace(asked, things=things)

    async def _etag(self, session: ReadSession, caller: Caller) -> str:
        held, url = await versions(session, self._report.scopes), self._request.url
        return etag_of(repr((str(caller.tenant_id), url.path, str(url.query), held)).encode())


class FlatAnswer(ReportAnswer[FlatReport]):
    """A table in the form asked for, streamed."""

    def __init__(self, request: Request, report: FlatReport, accepted: Arguments) -> None:
        super().__init__(request, report, accepted)
        self._form = FORMS[value_of(request.query_params, FORMAT)]

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send the page asked for, with a link to the next one."""
        columns = await self._report.columns(session)
        rows = await self._report.build(session, replace(asked, columns=columns))
        link = self._next_link(asked, rows.total)
        if link is not None:
            headers = [*headers, (b"link", f'<{link}>; rel="next"'.encode())]
        if self._form.filename:
            headers = [*headers, attachment(self._form.filename)]
        await self._stream(Table(columns, rows.batches), link, headers, send)

    async def _stream(self, table: Table, link: str | None, headers: Headers, send: Send) -> None:
        chunks = self._form.stream(table, link)
        # A workbook is made whole before its first chunk: until then a refusal can still be told.
        first = b"" if self.is_head else await anext(chunks, b"")
        if await self.begin(send, headers, self._form.media_type):
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})

    def _next_link(self, asked: ReportRequest, total: int) -> str | None:
        """The address of the next page; None where this one is the last."""
        page, url = asked.page, self._request.url
        if page.limit is None or page.offset + page.limit >= total:
            return None
        public_url = self._request.app.state.settings.public_url
        address = URL(public_url.rstrip("/") + url.path) if public_url else url
        pinned = {argument.name: argument.pinned(asked.found(argument)) for argument in stored_arguments(self._report)}
        following = {**pinned, OFFSET.name: page.offset + page.limit}
        return str(address.replace(query=url.query).include_query_params(**following))


class NestedAnswer(ReportAnswer[Report]):
    """A report as one JSON document."""

    def __init__(self, request: Request, report: Report, accepted: Arguments, form: NestedForm) -> None:
        super().__init__(request, report, accepted)
        self._form = form

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send the document."""
        content = orjson.dumps(await self._form.build(session, asked))
        if await self.begin(send, headers, "application/json"):
            await send({"type": "http.response.body", "body": content, "more_body": True})


class WorkbookAnswer(ReportAnswer[WorkbookReport]):
    """A workbook for people."""

    async def answer(self, session: ReadSession, asked: ReportRequest, headers: Headers, send: Send) -> None:
        """Send the workbook, which is made whole before its first byte."""
        # Imported late: openpyxl is for those who ask for a workbook.
        from server.render.workbook import streamed, write

        workbook = await self._report.build(session, asked)
        book = None if self.is_head else await write(workbook)
        await self.begin(send, [*headers, attachment(workbook.filename)], WORKBOOK)
        if book is not None:
            async for piece in streamed(book):
                await send({"type": "http.response.body", "body": piece, "more_body": True})


def report_routes() -> list[BaseRoute]:
    """The paths of all reports."""
    accepted = all_arguments(HOUSE.reports).values()
    return [_route(report, accepted) for report in HOUSE.reports]


def _route(report: Report, accepted: Arguments) -> Route:
    async def answer(request: Request) -> Response:
        return _answer(request, report, accepted)

    return Route(f"{PREFIX}{report.path}", answer, methods=["GET"])


def _answer(request: Request, report: Report, accepted: Arguments) -> Response:
    match report:
        case FlatReport(nested=NestedForm() as form) if request.query_params.get(FORMAT.name) == NESTED:
            return NestedAnswer(request, report, accepted, form)
        case FlatReport():
            return FlatAnswer(request, report, accepted)
        case NestedReport():
            return NestedAnswer(request, report, accepted, report.nested)
        case WorkbookReport():
            return WorkbookAnswer(request, report, accepted)
    raise TypeError(f"{report.path} is no kind of report that is known here")
