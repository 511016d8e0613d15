"""Reports over REST: GET, typed columns, stable order, a page or all in one stream, and 304 for what is known."""

from typing import Any

import orjson
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import ReadSession
from db.forecast import reports
from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from db.shared.versions import versions
from db.workforce.enums import WorkforceScope
from db.workforce.report_rows import Span, computed_at
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.render.flat import FORMS, NESTED, Format
from server.render.workbook import streamed
from server.rest import arguments
from server.rest.access import allowed
from server.rest.catalogue import DASHBOARD, FLAT, Asked, Build, comparison_of, demands_of, tree_of
from server.rest.streaming import Streamed
from server.rest.workbooks import monthly_workbook
from services.forecast.reports.comparison_table import comparison_nested
from services.shared.calendar import Month, report_months
from services.shared.table import Table
from services.workforce.reports import dashboard

PREFIX = "/api/v2/reports"
SCOPES = (
    WorkforceScope.WORKFORCE,
    WorkforceScope.CONFIGURATION,
    ForecastScope.REPORTS,
    ForecastScope.EVERY_REPORT,
)


class Report(Streamed):
    """A report, answered inside one read transaction; an error before the first byte has its status."""

    permission = Permission.WORKFORCE_VIEW

    async def stream(self, send: Send) -> None:
        """Send the report, or 304 where the caller has it."""
        database = self._request.app.state.database
        self._caller = await allowed(self._request, self.permission)
        async with database.read(self._caller.tenant_id, subject=self._caller.subject) as session:
            asked, etag = await self._asked(session)
            headers = [(b"etag", etag.encode()), (b"cache-control", PRIVATE.encode())]
            if etag in if_none_match(self._request):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
            else:
                ids = [row.id for row in await reports.list_reports(session)]
                changed_at = await computed_at(session, ids)
                await self.answer(session, asked._replace(changed_at=changed_at), headers, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def answer(self, session: ReadSession, asked: Asked, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    async def begin(self, send: Send, headers: list[tuple[bytes, bytes]], media_type: str) -> bool:
        """Send the head; returns whether a body is wanted."""
        head = [(b"content-type", media_type.encode()), *headers]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        return self._request.method != "HEAD"

    async def _asked(self, session: ReadSession) -> tuple[Asked, str]:
        query = self._request.query_params
        arguments.refuse_unknown(query)
        chosen = arguments.chosen_demands(query)
        limit, offset = arguments.whole(query, "limit", least=1), arguments.whole(query, "offset", least=0) or 0
        since = arguments.moment(query, "updated_since")
        report = await arguments.chosen_report(session, query)
        held = await versions(session, SCOPES)
        about = (str(self._caller.tenant_id), self._request.url.path, str(self._request.url.query), held)
        span = Span(report.id, chosen, since, offset, limit)
        return Asked(report, span, query.get("against")), etag_of(repr(about).encode())


class FlatReport(Report):
    """A table in the form asked for, streamed."""

    def __init__(self, request: Request, build: Build) -> None:
        super().__init__(request)
        self._build = build
        self._form = arguments.chosen_format(request.query_params)

    async def answer(self, session: ReadSession, asked: Asked, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        """Send the page asked for, with a link to the next one."""
        built = await self._build(session, asked)
        limit, offset = asked.span.limit, asked.span.offset
        more = limit is not None and offset + limit < built.total
        value = Month(asked.report.year, asked.report.month).value
        link = self._next(offset + (limit or 0), report_value=value) if more else None
        if link is not None:
            headers = [*headers, (b"link", f'<{link}>; rel="next"'.encode())]
        await self._stream(built.table, link, headers, send)

    async def _stream(self, table: Table, link: str | None, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        form = FORMS[self._form]
        if form.filename:
            headers = [*headers, (b"content-disposition", f'attachment; filename="{form.filename}"'.encode())]
        chunks = form.stream(table, link)
        # A workbook is made whole before its first chunk: until then a refusal can still be told.
        first = b"" if self._request.method == "HEAD" else await anext(chunks, b"")
        if await self.begin(send, headers, form.media_type):
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})

    def _next(self, offset: int, *, report_value: str) -> str:
        settings = self._request.app.state.settings
        address = (
            URL(settings.public_url.rstrip("/") + self._request.url.path) if settings.public_url else self._request.url
        )
        query = self._request.url.query
        return str(address.replace(query=query).include_query_params(report=report_value, offset=offset))


class NestedReport(Report):
    """A report in the nested form of the dashboard."""

    def __init__(self, request: Request, name: str) -> None:
        super().__init__(request)
        self._name = name

    async def answer(self, session: ReadSession, asked: Asked, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        """Send one JSON document."""
        content = orjson.dumps(await self._content(session, asked))
        if await self.begin(send, headers, "application/json"):
            await send({"type": "http.response.body", "body": content, "more_body": True})

    async def _content(self, session: ReadSession, asked: Asked) -> dict[str, Any]:
        if self._name == "/comparison":
            found = await comparison_of(session, asked)
            return comparison_nested(found, await demands_of(session, found))
        months = report_months(Month(asked.report.first_month.year, asked.report.first_month.month))
        if self._name == "/capacity-by-tier":
            return dashboard.tiers_nested(await tree_of(session, asked, ()), months)
        tree = await tree_of(session, asked, DASHBOARD)
        return dashboard.hierarchy(tree, months) if self._name == HIERARCHY else dashboard.charts(tree, months)


class Workbook(Report):
    """The monthly summary and the tree as a workbook for people."""

    async def answer(self, session: ReadSession, asked: Asked, headers: list[tuple[bytes, bytes]], send: Send) -> None:
        """Send the workbook."""
        value = Month(asked.report.year, asked.report.month).value
        name = f'attachment; filename="headroom-monthly-summary-{value}.xlsx"'
        form = FORMS[Format.XLSX]
        if await self.begin(send, [*headers, (b"content-disposition", name.encode())], form.media_type):
            async for piece in streamed(await monthly_workbook(session, asked)):
                await send({"type": "http.response.body", "body": piece, "more_body": True})


HIERARCHY, CHARTS = "/dashboard/hierarchy", "/dashboard/charts-data"
ONLY_NESTED = (HIERARCHY, CHARTS)
ALSO_NESTED = ("/capacity-by-tier", "/comparison")
WORKBOOK_PATH = "/monthly-summary.xlsx"


def report_routes() -> list[BaseRoute]:
    """The paths of all reports."""
    routes: list[BaseRoute] = [_flat(name, build) for name, build in FLAT.items()]
    routes += [_nested(name) for name in ONLY_NESTED]

    async def workbook(request: Request) -> Response:
        return Workbook(request)

    return [*routes, Route(f"{PREFIX}{WORKBOOK_PATH}", workbook, methods=["GET"])]


def _flat(name: str, build: Build) -> Route:
    async def answer(request: Request) -> Response:
        if name in ALSO_NESTED and request.query_params.get("format") == NESTED:
            return NestedReport(request, name)
        return FlatReport(request, build)

    return Route(f"{PREFIX}{name}", answer, methods=["GET"])


def _nested(name: str) -> Route:
    async def answer(request: Request) -> Response:
        return NestedReport(request, name)

    return Route(f"{PREFIX}{name}", answer, methods=["GET"])
