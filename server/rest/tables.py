"""Tables of reports over REST: typed columns, stable order, and a page or all in one stream, in the form asked for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from starlette.requests import Request
from starlette.types import Send

from db.engine import Database, ReadSession
from db.shared.clock import settled_until
from server.http.public_address import address_of
from server.render.flat import FORMS, Follows, Format, written_table
from server.render.spool import most_rows, too_many_rows
from server.rest.arguments import CURSOR, LIMIT, OFFSET, value_of
from server.rest.asking import pinned
from server.rest.cursors import Continuation, continuation_of, cursor_of, fingerprint, written
from server.rest.file_names import table_filename
from server.rest.report_answer import Arguments, ReportAnswer
from server.rest.streaming import Headers, attachment
from services.shared.access import Caller
from services.shared.report import FlatReport, Key, ReportRequest
from services.shared.table import Column, Table
from services.shared.workbook import Workbook, table_layout, table_parts

SHEET, SMALL_PAGE = "Data", 100  # rows


class FlatAnswer(ReportAnswer[FlatReport]):
    """A table in the form asked for, streamed."""

    def __init__(
        self, request: Request, report: FlatReport, format: Format, *, accepted: Arguments | None = None
    ) -> None:
        super().__init__(request, report)
        self._format, self._own = format, accepted
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
        return FORMS[self._format].writing is None

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
        form, filename = FORMS[self._format], table_filename(self._report, asked, self._format)

        def follows(after: Key | None) -> Follows:
            """What is known of the next page once this one's end is: the head is not sent before."""
            link = self._next_link(asked, after)
            headers.extend([] if link is None else [(b"link", f'<{link}>; rel="next"'.encode())])
            return Follows(link, self._next_updated_since())

        table = Table(self._columns, rows.batches, rows.end, rows.copied)
        if form.writing is None:
            await self._refuse_more_than_a_sheet(session, asked)
            follows(await rows.end())
            parts = table_parts(SHEET, table, key=self._report.key)
            await self.fill(Workbook(self._report.title, filename, parts), headers)
            return
        if form.is_saved:
            headers.append(attachment(filename))
        if self.is_head:
            follows(await rows.end())
        await self.send_written(send, headers, form.media_type, partial(written_table, form.writing, table, follows))

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
