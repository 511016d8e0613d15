"""Rows of a set that has no table in SQL: computed as they are wanted, in their own order, from a place on.

A page costs what it has, and where a condition is asked, what was gone through to find it.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

import orjson

from db.engine import ReadSession
from db.shared.chosen_rows import Chosen, held_of
from db.shared.conditions import Kind, Term, names_in
from server.odata.sets import EntityType
from server.render.cells import digits
from services.shared.report import Key, ReportRequest, ReportRows

FIRST, MORE = 4_000, 4
"""How many rows are gone through at first, and how many times as many then: some reports compute all for any."""
WRITTEN_AT_ONCE = 1_000  # rows


@dataclass(eq=False)
class ComputedRows:
    """Rows that a condition holds for, after a place, without some; `continues_after` is the place of the last one.

    It is None where no rows follow, and known once all batches were drawn. What nobody looks at is not computed.
    """

    session: ReadSession
    type: EntityType
    asked: ReportRequest
    chosen: Chosen
    continues_after: Key | None = None

    async def batches(self, names: Sequence[str]) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """Batches of rows, of some columns."""
        places = [list(self.type.columns).index(name) for name in names]
        where = self.chosen.where
        self.asked = replace(self.asked, looked_at=frozenset((*names, *(names_in(where) if where else ()))))
        found = self._all() if where is None else self._held(where)
        async for batch in found:
            yield [[row[place] for place in places] for row in batch]

    async def _all(self) -> AsyncIterator[Sequence[Sequence[Any]]]:
        built = await self._built(after=self._after, offset=self.chosen.skip, limit=self.chosen.limit)
        self.continues_after = await built.end()
        async for batch in built.batches:
            yield self._exact(batch)

    async def _held(self, where: Term) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """Goes through larger and larger parts of the rows until there are enough."""
        after, size, skip, left = self._after, FIRST, self.chosen.skip, self.chosen.limit
        while True:
            part = await self._built(after=after, limit=size)
            gone = 0
            async for batch in part.batches:
                rows = self._exact(batch)
                held = await self._places_held(rows, where)
                skip, held = max(0, skip - len(held)), held[skip:][:left]
                yield [rows[place] for place in held]
                left = None if left is None else left - len(held)
                if left == 0:
                    ended = await self._built(after=after, limit=gone + held[-1] + 1)
                    self.continues_after = await ended.end()
                    return
                gone += len(rows)
            if (after := await part.end()) is None:
                return
            size *= MORE

    async def _places_held(self, rows: Sequence[Sequence[Any]], where: Term) -> list[int]:
        kinds = self.type.kinds
        looked_at = {name: place for place, name in enumerate(kinds) if name in set(names_in(where))}
        told = [{name: row[place] for name, place in looked_at.items()} for row in rows]
        columns = {name: kinds[name] for name in looked_at} or {"none": Kind.TEXT}
        return await held_of(self.session, json_of(told), columns, where)

    @property
    def _after(self) -> Key | None:
        return None if self.chosen.after is None else tuple(self.chosen.after)

    async def _built(self, **page: Any) -> ReportRows:
        asked = replace(self.asked, page=self.asked.page._replace(**page))
        return await self.type.set.report.build(self.session, asked)

    def _exact(self, rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Numbers as the decimals that they are told as."""
        numbers = [place for place, kind in enumerate(self.type.kinds.values()) if kind is Kind.NUMBER]
        exact = [list(row) for row in rows]
        for row in exact:
            for place in numbers:
                if isinstance(row[place], float):
                    row[place] = Decimal(repr(row[place])) if isfinite(row[place]) else None
        return exact


def json_of(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as an array of objects, written by calls of some each: meanwhile nobody else works."""
    parts = (rows[begin : begin + WRITTEN_AT_ONCE] for begin in range(0, len(rows), WRITTEN_AT_ONCE))
    return f"[{','.join([orjson.dumps(part, default=_digits)[1:-1].decode() for part in parts])}]"


def _digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(digits(value))
    raise TypeError(f"{type(value).__name__} has no form in JSON")


KINDS = {str: Kind.TEXT, int: Kind.WHOLE, date: Kind.DAY}
"""What the values of a place are."""
