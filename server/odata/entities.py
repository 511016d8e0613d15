"""One entity by its key, one of its properties, or that property's bare value."""

from typing import Any

from starlette.requests import Request
from starlette.types import Send

from db.shared.conditions import Term
from server.odata.answers import TEXT, Question, SetAnswer
from server.odata.errors import not_found
from server.odata.options import FORMAT, SELECT, Options, selected
from server.odata.paths import Below, key_condition
from server.odata.rendering import EntityWriter, key_literal, plain, selection
from server.odata.sets import EntitySet, EntityType, unknown_property
from server.rest.streaming import Headers


class EntityAnswer(SetAnswer):
    """An entity, or what is below it."""

    accepted = (SELECT, FORMAT)

    def __init__(self, request: Request, one: EntitySet, below: Below) -> None:
        super().__init__(request, one)
        self._below = below

    def where(self, options: Options, type_: EntityType) -> Term:
        """What the key says."""
        return key_condition(str(self._below.key), type_)

    @property
    def is_text(self) -> bool:
        """A bare value is."""
        return self._below.is_bare

    async def reply(self, question: Question, headers: Headers, send: Send) -> None:
        """Send what is asked for; raises Refused, status 404, where it is not there."""
        type_, below = question.type, self._below
        if below.property is not None and below.property not in type_.columns:
            raise not_found(unknown_property(below.property, list(type_.columns)), target=below.property[:80])
        names = [below.property] if below.property is not None else selected(question.options, type_)
        writer = EntityWriter(type_, list(type_.columns) if names is None else names, question.representation)
        row = await self._row(question, [*writer.fetched, *type_.set.key])
        if below.property is None:
            said = f"#{self._set.name}{selection(names)}/$entity"
            await self._send(question, headers, send, writer, {**self._context(question, said), **writer.entity(row)})
            return
        await self._send_property(question, headers, send, writer, row)

    async def _row(self, question: Question, names: list[str]) -> Any:
        if question.where is not None and (row := await question.source.one(names, question.where)) is not None:
            return row
        raise not_found(f"{self._set.name} has nothing of the key ({str(self._below.key)[:80]})")

    async def _send_property(
        self, question: Question, headers: Headers, send: Send, writer: EntityWriter, row: Any
    ) -> None:
        name, value = str(self._below.property), row[0]
        if value is None:
            await self.tell(send, 204, headers)
        elif self._below.is_bare:
            if await self.begin(send, headers, TEXT):
                await send({"type": "http.response.body", "body": plain(value).encode(), "more_body": True})
        else:
            key = dict(zip(self._set.key, row[len(writer.fetched) :], strict=False))
            said = f"#{self._set.name}{key_literal(question.type, key)}/{name}"
            await self._send(question, headers, send, writer, {**self._context(question, said), "value": value})

    async def _send(
        self, question: Question, headers: Headers, send: Send, writer: EntityWriter, said: dict[str, Any]
    ) -> None:
        if await self.begin(send, headers, question.representation.media_type):
            await send({"type": "http.response.body", "body": writer.encoded(said), "more_body": True})

    def _context(self, question: Question, said: str) -> dict[str, str]:
        return {} if question.representation.metadata == "none" else {"@odata.context": f"{self.root}/$metadata{said}"}
