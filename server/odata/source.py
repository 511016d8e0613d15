"""Where the entities of a set come from: its table in SQL, or where it has none, its rows as they are computed."""

from collections.abc import AsyncIterator, Container, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.engine import ReadSession
from db.shared.chosen_rows import Chosen, WholeTable, count_of, rows_of, told_table
from db.shared.conditions import Kind, Term, names_in
from server.odata.computed import KINDS, ComputedRows, json_of
from server.odata.sets import EntityType
from server.rest.asking import pinned
from services.shared.report import Key, ReportRequest


@dataclass(eq=False)
class Source:
    """The entities of a set, as one request asks for them."""

    session: ReadSession
    type: EntityType
    asked: ReportRequest

    def place(self, *, ordered: bool) -> Sequence[Kind]:
        """The kinds of what entities end with that are ordered by columns, or not: the place in their own order.

        Of rows that are computed, and then ordered, it is their key.
        """
        report = self.type.set.report
        if ordered and report.relation is None:
            return [self.type.kinds[name] for name in self.type.set.key]
        return [KINDS[type_] for type_ in report.place]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen where nobody said it, and stays while pages are turned; a table in SQL has all there is."""
        report = self.type.set.report
        return pinned(report, self.asked) if report.relation is None else {}

    async def one(self, names: Sequence[str], where: Term) -> Sequence[Any] | None:
        """The values of the first entity that a condition holds for."""
        if self.type.set.report.relation is None:
            batches = self.computed(Chosen(where=where, limit=1)).batches(names)
        else:
            batches = rows_of(self.session, await self.table(), names, Chosen(where=where, limit=1))
        async for batch in batches:
            for row in batch:
                return row
        return None

    async def count(self, where: Term | None) -> int:
        """How many entities a condition holds for."""
        if self.type.set.report.relation is not None:
            return await count_of(self.session, await self.table(), where)
        return sum([len(batch) async for batch in self.computed(Chosen(where=where)).batches([])])

    def computed(self, chosen: Chosen) -> ComputedRows:
        """Rows that are computed, in their own order."""
        return ComputedRows(self.session, self.type, self.asked, chosen)

    def page(self, chosen: Chosen) -> "ComputedRows | TableRows":
        """The rows of a page."""
        if self.type.set.report.relation is None and not chosen.order:
            return self.computed(chosen)
        return TableRows(self, chosen)

    async def table(self, *, after: Key | None = None, limit: int | None = None) -> WholeTable:
        """All entities; a table in SQL may leave out those up to a place in its own order, and those beyond a limit."""
        if (relation := self.type.set.report.relation) is None:
            return await self.computed_table(self.type.kinds)
        found = await relation(
            self.session, replace(self.asked, page=self.asked.page._replace(after=after, limit=limit))
        )
        place = self.place(ordered=False)
        return WholeTable(written=found.table, columns=self.type.kinds, place=place, sources=found.sources)

    async def computed_table(self, looked_at: Container[str]) -> WholeTable:
        """All rows that are computed, for an order that is not their own, of some columns and their key."""
        key = self.type.set.key
        kinds = {name: kind for name, kind in self.type.kinds.items() if name in key or name in looked_at}
        rows = [
            dict(zip(kinds, row, strict=True))
            async for batch in self.computed(Chosen()).batches(list(kinds))
            for row in batch
        ]
        return WholeTable(written=told_table(json_of(rows), kinds, key), columns=kinds, place=self.place(ordered=True))


@dataclass(eq=False)
class TableRows:
    """Rows of a table in SQL by a condition, in any order, each with the values of the order behind its columns.

    `continues_after` are those of the last row where others follow, known once all batches were drawn.
    """

    source: Source
    chosen: Chosen
    continues_after: Sequence[Any] | None = None

    async def batches(self, names: Sequence[str]) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """Batches of rows: one more than are wanted is read, by which it is known that others follow."""
        chosen, left = self.chosen, self.chosen.limit or 0
        more = replace(chosen, limit=left + 1)
        last: Sequence[Any] = ()
        async for batch in rows_of(self.source.session, await self._table(names), names, more):
            if rows := batch[:left]:
                left, last = left - len(rows), rows[-1]
                yield rows
            if len(rows) < len(batch):
                self.continues_after = last[len(names) :]

    async def _table(self, names: Sequence[str]) -> WholeTable:
        chosen = self.chosen
        if self.source.type.set.report.relation is None:
            compared = [] if chosen.where is None else names_in(chosen.where)
            return await self.source.computed_table({*names, *compared, *(order.name for order in chosen.order)})
        own = not chosen.order  # the order that its table has by itself, which may be gone along from a place
        after = tuple(chosen.after) if own and chosen.after is not None else None
        limit = chosen.skip + (chosen.limit or 0) + 1 if own and chosen.where is None else None
        return await self.source.table(after=after, limit=limit)
