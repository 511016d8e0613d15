"""Flat reports for Power BI: GET, typed columns, stable order, a page or everything in one stream."""

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from db.forecast.queries import summary_count
from server.render.flat import FORMS
from server.rest import arguments
from services.shared.access import Caller, Permission
from services.workforce.reports.monthly_summary import monthly_summary


class MonthlySummary(Response):
    """The monthly summary, streamed inside one read transaction; an error before the first byte has its status."""

    def __init__(self, request: Request, caller: Caller) -> None:
        self._request = request
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the table."""
        query = self._request.query_params
        arguments.refuse_unknown(query)
        form, chosen = FORMS[arguments.chosen_format(query)], arguments.chosen_demands(query)
        limit, offset = arguments.whole(query, "limit", least=1), arguments.whole(query, "offset", least=0) or 0
        since = arguments.moment(query, "updated_since")
        database = self._request.app.state.database
        async with database.read(self._caller.tenant_id, subject=self._caller.subject) as session:
            report = await arguments.chosen_report(session, query)
            total = await summary_count(session, report.id, chosen, updated_since=since)
            table = await monthly_summary(
                session, report=report, chosen=chosen, updated_since=since, offset=offset, limit=limit
            )
            more = limit is not None and offset + limit < total
            link = self._next(offset + (limit or 0), report_value=f"{report.year}-{report.month:02d}") if more else None
            await send({"type": "http.response.start", "status": 200, "headers": self._head(form.media_type, link)})
            async for chunk in form.stream(table, link):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _next(self, offset: int, *, report_value: str) -> str:
        settings = self._request.app.state.settings
        address = (
            URL(settings.public_url.rstrip("/") + self._request.url.path) if settings.public_url else self._request.url
        )
        query = self._request.url.query
        return str(address.replace(query=query).include_query_params(report=report_value, offset=offset))

    def _head(self, media_type: str, link: str | None) -> list[tuple[bytes, bytes]]:
        headers = [(b"content-type", media_type.encode()), (b"cache-control", b"private, no-cache")]
        return headers if link is None else [*headers, (b"link", f'<{link}>; rel="next"'.encode())]


async def powerbi_monthly_summary(request: Request) -> Response:
    """One row per demand and month."""
    caller: Caller = request.app.state.sign_in.caller(request.headers.get("authorization"))
    caller.require(Permission.WORKFORCE_VIEW)
    return MonthlySummary(request, caller)


def power_bi_routes() -> list[BaseRoute]:
    """The flat reports' paths."""
    return [Route("/api/v2/reports/powerbi/monthly-summary", powerbi_monthly_summary, methods=["GET"])]
