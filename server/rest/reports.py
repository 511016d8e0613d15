"""Reports over REST: their paths, each answered as a table, as one JSON document, or as a workbook for people."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Send

from db.engine import ReadSession
from db.freeing import free
from server.render.flat import NESTED, Format
from server.rest.arguments import FORMAT, accepted_of, arguments_of, value_of
from server.rest.report_answer import Arguments, ReportAnswer
from server.rest.streaming import Headers
from server.rest.tables import FlatAnswer
from server.rooms import HOUSE
from services.shared.json_pieces import encoded
from services.shared.report import (
    FlatReport,
    NestedForm,
    NestedReport,
    Report,
    ReportRequest,
    TableWorkbook,
    WorkbookReport,
)

PREFIX = "/api/v2/reports"


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
            return FlatAnswer(request, report, value_of(request.query_params, FORMAT))
        case TableWorkbook():
            return FlatAnswer(request, report.table, Format.XLSX, accepted=accepted_of(report))
        case NestedReport():
            return NestedAnswer(request, report, report.nested)
        case WorkbookReport():
            return WorkbookAnswer(request, report)
    raise TypeError(f"{report.path} is no kind of report that is known here")
