"""What answers of OData have in common: who may ask, one snapshot, 304 for what is known, and how they are written."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.types import Send

from db.engine import Database, ReadSession
from db.shared.conditions import Term
from db.shared.enums import DAY
from db.shared.versions import versions
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.http.public_address import address_of
from server.odata.errors import VERSION as ODATA_VERSION
from server.odata.errors import Refused
from server.odata.narrowing import changed_since, counting, narrowed, unless_told
from server.odata.options import FORMAT, Options, options_of
from server.odata.representation import TEXT_RANGES, Representation, page_size, representation_of, require_version
from server.odata.sets import EntitySet, EntityType, type_of
from server.odata.source import Source
from server.release import VERSION
from server.rest.arguments import arguments_of
from server.rest.asking import looked_up
from server.rest.streaming import Headers, Streamed
from services.shared import clock
from services.shared.access import Caller
from services.shared.errors import BadRequest
from services.shared.report import Argument, Page, ReportRequest

ROOT = "/odata"
VARY = (b"vary", b"Accept, Prefer")
TEXT = "text/plain; charset=utf-8"


class Answer(Streamed):
    """An answer that is read in one transaction; `accepted` are the options that mean something to it."""

    accepted: Sequence[str] = (FORMAT,)

    async def stream(self, database: Database, caller: Caller, send: Send) -> None:
        """Send the answer; raises what it is refused for."""
        self._today = clock.today()
        require_version(self._request.headers)
        async with database.read(caller.tenant_id, subject=caller.subject) as session:
            await self.answer(session, caller, send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def answer(self, session: ReadSession, caller: Caller, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    async def begin(self, send: Send, headers: Headers, media_type: str) -> bool:
        """Send the head, which says the version of OData; returns whether a body is wanted."""
        return await super().begin(send, [*headers, *odata_headers()], media_type)

    async def send_or_know(self, send: Send, media_type: str, content: bytes) -> None:
        """Send what is there already, or 304 where the caller has it."""
        etag = etag_of(content)
        headers = [(b"etag", etag.encode()), (b"cache-control", PRIVATE.encode()), VARY]
        if etag in if_none_match(self._request):
            await self.tell(send, 304, headers)
        elif await self.begin(send, headers, media_type):
            await send({"type": "http.response.body", "body": content, "more_body": True})

    async def tell(self, send: Send, status: int, headers: Headers) -> None:
        """Send a head that says everything."""
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *odata_headers()]})

    def options(self, arguments: Sequence[Argument[Any]] = ()) -> Options:
        """What the address says; raises Refused for an option that means nothing to this answer."""
        found = options_of(self._request.query_params.multi_items(), arguments)
        found.refuse_others(self.accepted)
        return found

    @property
    def root(self) -> str:
        """The absolute address of the service, as the client sees it, without its last slash."""
        return str(address_of(self._request, ROOT))


def odata_headers() -> Headers:
    """The headers of every answer."""
    return [(name.lower().encode(), value.encode()) for name, value in ODATA_VERSION.items()]


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked of a set, within a snapshot."""

    source: Source
    where: Term | None  # what every entity has to meet that is asked for
    options: Options
    representation: Representation
    tenant: str

    @property
    def type(self) -> EntityType:
        """The set with its properties."""
        return self.source.type


class SetAnswer(Answer):
    """An answer about a set, to whoever may read its report."""

    def __init__(self, request: Request, one: EntitySet) -> None:
        super().__init__(request, one.report.permission)
        self._set = one

    @property
    def is_text(self) -> bool:
        """Whether it is a text and no JSON."""
        return False

    @property
    def helps_when_late(self) -> str:
        """Less of it."""
        return "ask for less of it by $filter or $select, or for smaller pages by Prefer: odata.maxpagesize=1000"

    async def answer(self, session: ReadSession, caller: Caller, send: Send) -> None:
        """Send the answer, or 304 where the caller has it."""
        options = self.options(arguments_of(self._set.report))
        also = TEXT_RANGES if self.is_text else ()
        representation = representation_of(self._request.headers, options.given, also=also)
        type_ = await type_of(session, self._set)
        where = self.where(options, type_)
        asked = await self._asked(session, options, type_, where)
        if (since := changed_since(type_, where)) is not None:
            asked, where = replace(asked, page=Page(updated_since=since, counting=True)), counting(where)
        source = Source(session, type_, asked)
        question = Question(source, where, options, representation, str(caller.tenant_id))
        etag = await self._etag(session, question)
        headers = [(b"etag", etag.encode()), (b"cache-control", PRIVATE.encode()), VARY]
        if etag in if_none_match(self._request):
            await self.tell(send, 304, headers)
        else:
            await self.reply(question, headers, send)

    async def reply(self, question: Question, headers: Headers, send: Send) -> None:
        """Send head and body."""
        raise NotImplementedError

    def where(self, options: Options, type_: EntityType) -> Term | None:
        """The condition that the address says."""
        raise NotImplementedError

    async def _asked(
        self, session: ReadSession, options: Options, type_: EntityType, where: Term | None
    ) -> ReportRequest:
        """What the report is asked for: its arguments choose among reports and rows, as they do elsewhere.

        What a condition says of columns chooses as well where an argument can say it: a report that it names is read
        alone, and of days that a table leaves out unless told, those are read that a condition leaves.
        """
        given = options.arguments
        if texts := narrowed(self._set.report, where, given):
            with suppress(BadRequest, Refused):  # there is none: the condition is met by nothing of all there is
                return await self._asked_for(session, {**given, **texts}, type_)
        return await self._asked_for(session, given, type_)

    async def _asked_for(
        self, session: ReadSession, given: Mapping[str, Sequence[str]], type_: EntityType
    ) -> ReportRequest:
        report, values = self._set.report, {}
        for argument in arguments_of(report):
            try:
                values[argument.name] = argument.parse(given.get(argument.name, unless_told(argument)))
            except BadRequest as error:
                raise Refused(str(error), target=argument.name) from None
        rules = self._request.app.state.settings.floor_rules
        asked = ReportRequest(values, Page(), self._today, rules, columns=list(type_.columns.values()))
        return await looked_up(session, report, asked, given)

    async def _etag(self, session: ReadSession, question: Question) -> str:
        scopes, url = self._set.report.scopes, self._request.url
        days: Sequence[date] = (self._today,) if DAY in scopes else ()
        written = (question.representation, page_size(self._request.headers), self.root)
        held = await versions(session, scopes)
        known = (question.tenant, url.path, str(url.query), held, VERSION, question.type.columns, *written, *days)
        return etag_of(repr(known).encode())


def address(path: str, query: Sequence[tuple[str, str]]) -> str:
    """An address with options, whose names keep their $."""
    return f"{path}?{urlencode(query, quote_via=quote, safe='$')}"
