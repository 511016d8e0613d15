"""The entities of a set, page by page, each streamed from the database; and how many there are."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import Send

from db.shared.chosen_rows import Chosen, Order
from db.shared.conditions import Term
from server.odata.answers import TEXT, Question, SetAnswer, address
from server.odata.filters import FILTER
from server.odata.options import (
    COUNT,
    FORMAT,
    ORDER_BY,
    SELECT,
    SKIP,
    SKIP_TOKEN,
    TOP,
    Options,
    amount,
    condition,
    orders,
    selected,
    wants_count,
)
from server.odata.rendering import EntityWriter, selection
from server.odata.representation import PAGE, page_size
from server.odata.sets import EntityType
from server.odata.skip_tokens import Place, place_of_token, question, token_of
from server.rest.access import KEY
from server.rest.streaming import Headers

OF_ONE_PAGE = (KEY, COUNT, SKIP, SKIP_TOKEN)
"""What a link to the next page does not repeat: the key of whoever asks, and what was answered with this one."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is wanted of a set: of the rows that a condition holds for, in an order, those of a page."""

    shown: Sequence[str]
    selected: Sequence[str] | None
    where: Term | None
    order: Sequence[Order]
    place: Place
    skip: int
    limit: int
    is_last: bool  # whether nothing is wanted after it, whatever there is

    @property
    def chosen(self) -> Chosen:
        """The rows of the page."""
        after = self.place.after if self.place.sent else None
        return Chosen(where=self.where, order=self.order, after=after, skip=self.skip, limit=self.limit)


class CollectionAnswer(SetAnswer):
    """A page of entities with a link to the next one."""

    accepted = (SELECT, FILTER, ORDER_BY, TOP, SKIP, COUNT, SKIP_TOKEN, FORMAT)

    def where(self, options: Options, type_: EntityType) -> Term | None:
        """What $filter says."""
        return condition(options, type_)

    async def reply(self, question: Question, headers: Headers, send: Send) -> None:
        """Send the page, as it is read."""
        size = page_size(self._request.headers)
        if size is not None:
            headers = [*headers, (b"preference-applied", f"odata.maxpagesize={size}".encode())]
        wanted = self._wanted(question, size or PAGE)
        media_type = question.representation.media_type
        await self.send_chunks(send, headers, media_type, self._chunks(question, wanted))

    def _wanted(self, asked: Question, size: int) -> Wanted:
        options, type_ = asked.options, asked.type
        names, order = selected(options, type_), orders(options, type_)
        kinds = [*(type_.kinds[one.name] for one in order), *asked.source.place(ordered=bool(order))]
        token = options.given.get(SKIP_TOKEN)
        place = Place(0, ()) if token is None else place_of_token(token, self._fingerprint(asked), kinds)
        top, skip = amount(options, TOP), amount(options, SKIP) or 0
        left = None if top is None else max(0, top - place.sent)
        limit = size if left is None else min(size, left)
        return Wanted(
            shown=list(type_.columns) if names is None else names,
            selected=names,
            where=asked.where,
            order=order,
            place=place,
            skip=skip if token is None else 0,
            limit=limit,
            is_last=limit == left,
        )

    def _fingerprint(self, asked: Question) -> str:
        """What a token belongs to: the tenant, the set, and what says which rows there are, in which order."""
        given = asked.options.given
        chosen = {**asked.options.arguments, **asked.source.chosen}
        words = [given.get(option) for option in (FILTER, ORDER_BY, TOP)]
        return question(
            asked.tenant, self._set.name, sorted((name, str(value)) for name, value in chosen.items()), words
        )

    async def _chunks(self, asked: Question, wanted: Wanted) -> AsyncIterator[bytes]:
        writer = EntityWriter(asked.type, wanted.shown, asked.representation)
        before, sent = await self._head(asked, wanted, writer), 0
        page = asked.source.page(wanted.chosen)
        if wanted.limit > 0:
            async for rows in page.batches(writer.fetched):
                if rows:
                    # Together with the first ones: an error before them has its status.
                    yield before + writer.written(rows)
                    sent, before = sent + len(rows), b","
        yield (b"" if sent else before) + b"]"
        if page.continues_after is not None and not wanted.is_last:
            place = Place(wanted.place.sent + sent, list(page.continues_after))
            yield b',"@odata.nextLink":' + writer.encoded(self._next_link(asked, place))
        yield b"}"

    async def _head(self, asked: Question, wanted: Wanted, writer: EntityWriter) -> bytes:
        said: dict[str, Any] = {}
        if asked.representation.metadata != "none":
            said["@odata.context"] = f"{self.root}/$metadata#{self._set.name}{selection(wanted.selected)}"
        if wants_count(asked.options):
            said["@odata.count"] = await asked.source.count(wanted.where)
        return writer.encoded({**said, "value": []})[:-2]

    def _next_link(self, asked: Question, place: Place) -> str:
        """The address of the next page, which names what was chosen for this one."""
        chosen = asked.source.chosen
        kept = [
            (name, text)
            for name, text in self._request.query_params.multi_items()
            if name not in chosen and name != KEY and "$" + name.lower().removeprefix("$") not in OF_ONE_PAGE
        ]
        token = token_of(self._fingerprint(asked), place)
        return address(f"{self.root}/{self._set.name}", [*kept, *chosen.items(), (SKIP_TOKEN, token)])


class CountAnswer(SetAnswer):
    """How many entities there are, as a number and nothing else."""

    accepted = CollectionAnswer.accepted
    is_text = True

    def where(self, options: Options, type_: EntityType) -> Term | None:
        """What $filter says."""
        return condition(options, type_)

    async def reply(self, question: Question, headers: Headers, send: Send) -> None:
        """Send the number; an order and a page change nothing about it."""
        source = question.source
        count = None if self.is_head else await source.count(question.where)
        if await self.begin(send, headers, TEXT):
            await send({"type": "http.response.body", "body": str(count).encode(), "more_body": True})
