"""Where the entities of a set come from: its table in SQL, or where it has none, its rows as they are computed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from db.engine import ReadSession
from db.shared.chosen_rows import WholeTable, told_table
from db.shared.conditions import Kind
from server.odata.sets import EntityType
from server.render.cells import digits
from services.shared.report import Key, Page, ReportRequest

PLACES = {str: Kind.TEXT, int: Kind.WHOLE, date: Kind.DAY}


@dataclass(eq=False)
class Source:
    """The entities of a set, as one request asks for them."""

    session: ReadSession
    type: EntityType
    asked: ReportRequest
    computed: WholeTable | None = None

    @property
    def place(self) -> Sequence[Kind]:
        """The kinds of what the set is ordered by where nobody says otherwise."""
        report = self.type.set.report
        if report.relation is not None:
            return [PLACES[type_] for type_ in report.place]
        return [self.type.kinds[name] for name in report.key]

    async def table(self, *, after: Key | None = None, limit: int | None = None) -> WholeTable:
        """All entities; a table in SQL may leave out those up to a place in its own order, and those beyond a limit."""
        report = self.type.set.report
        if report.relation is None:
            self.computed = self.computed or await self._computed()
            return self.computed
        asked = replace(self.asked, page=Page(after=after, limit=limit))
        found = await report.relation(self.session, asked)
        return WholeTable(written=found.table, columns=self.type.kinds, place=self.place, sources=found.sources)

    async def _computed(self) -> WholeTable:
        names, kinds = list(self.type.columns), self.type.kinds
        built = await self.type.set.report.build(self.session, self.asked)
        rows = [dict(zip(names, row, strict=True)) async for batch in built.batches for row in batch]
        told = orjson.dumps(rows, default=_exact).decode()
        return WholeTable(written=told_table(told, kinds, self.type.set.key), columns=kinds, place=self.place)


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(digits(value))
    raise TypeError(f"{type(value).__name__} has no form in JSON")
