"""Pages of the flat tables: rows in the order of their key, those after a place, in batches."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

import orjson
from sqlalchemy import Select, text, tuple_

from db.engine import ReadSession
from db.postgres.connection import Write
from db.shared.pages import place_at
from db.shared.written_rows import Grammar, Told

R = TypeVar("R")
BATCH = 1_000

Rows: TypeAlias = AsyncIterator[Sequence[Sequence[Any]]]
"""Batches of rows, each with a value for every column that was named, in that order."""

Opened: TypeAlias = Callable[[tuple[Any, ...] | None], Awaitable[Write]]
"""Is told the key of a page's last row, days as texts, if further rows follow; answers what takes the page's lines."""

# A page knows where it ends before its first line is sent: the row behind it is read with it, and the key comes first,
# in letters that no format writes otherwise.
_WITH_ITS_END = """
    WITH page AS MATERIALIZED (SELECT one.*, row_number() OVER () AS number FROM ({page}) AS one)
    SELECT (
        SELECT encode(convert_to(CAST(json_build_array({key}) AS text), 'UTF8'), 'hex') FROM page
        WHERE number = CAST(:wanted_rows AS bigint)
          AND EXISTS (SELECT FROM page WHERE number > CAST(:wanted_rows AS bigint))
    ){nothing}
    UNION ALL SELECT {line} FROM page WHERE number <= CAST(:wanted_rows AS bigint)"""


class Span(NamedTuple):
    """Which rows of a table: those changed from a moment on and before another, so many after a key or an offset.

    A table that is read `to_its_end` need not be made so that a few of its rows cost little. Of one that is of those
    that are `counting` alone, what has ceased to count since the moment may be left out.
    """

    updated_since: datetime | None = None
    offset: int = 0
    limit: int | None = None
    after: tuple[Any, ...] | None = None
    updated_until: datetime | None = None
    to_its_end: bool = False
    counting: bool = False

    @property
    def within(self) -> int | None:
        """How many rows after the key may be needed, to find the end of the page too.

        None for all: those that have changed later are left out of the page when it is made.
        """
        return None if self.limit is None or self.updated_until is not None else self.offset + self.limit + 1

    def moments(self) -> dict[str, Any]:
        """The moment, as a value of written SQL, if there is one."""
        return {} if self.updated_since is None else {"since": self.updated_since}

    @property
    def end(self) -> "Span":
        """The last row of the page and the one after it."""
        return self if self.limit is None else self._replace(offset=self.offset + self.limit - 1, limit=2)


class Written(NamedTuple):
    """A table whose rows are written SQL with values for its parameters: only those after the key, if there is one.

    `changed_at` is the column that says when a row has changed last.
    """

    sql: str
    place: Sequence[str]
    values: Mapping[str, Any]
    changed_at: str = "updated_at"

    async def rows(self, session: ReadSession, names: Sequence[str], span: Span) -> Rows:
        """The rows of a page, of some columns."""
        async for batch in session.stream(text(self._page(names, span)), self._values(span), batch=BATCH):
            yield batch

    async def copy(
        self, session: ReadSession, columns: Sequence[Told], span: Span, *, grammar: Grammar, opened: Opened
    ) -> None:
        """Have the rows of a page written by the database, line by line in a grammar, and handed on as they come."""
        # Cells are made of a page that is computed, not within it: each of its expressions is evaluated once.
        named = [column._replace(source=f"cell_{place}") for place, column in enumerate(columns)]
        sources = [f"{column.source} AS {one.source}" for column, one in zip(columns, named, strict=True)]
        line = [expression.replace(":", "\\:") for expression in grammar.line(named)]  # no parameter of the statement
        if span.limit is None:
            statement = f"SELECT {', '.join(line)} FROM ({self._page(sources, span)}) AS page"
            await session.copy(text(statement), self._values(span), await opened(None), **grammar.options)
            return
        values = {**self._values(span._replace(limit=span.limit + 1)), "wanted_rows": span.limit}
        lines = _LinesOfPage(opened)
        await session.copy(text(self._with_its_end(sources, line, span)), values, lines, **grammar.options)

    def _with_its_end(self, sources: Sequence[str], line: Sequence[str], span: Span) -> str:
        key = [f"key_{number}" for number in range(len(self.place))]
        keyed = [f"{column} AS {name}" for column, name in zip(self.place, key, strict=True)]
        return _WITH_ITS_END.format(
            page=self._page([*sources, *keyed], span),
            key=", ".join(key),
            nothing=", NULL" * (len(line) - 1),
            line=", ".join(f"CAST({expression} AS text)" for expression in line),
        )

    async def end(self, session: ReadSession, span: Span) -> tuple[Any, ...] | None:
        """The key of a page's last row, if further rows follow."""
        if span.limit is None:
            return None
        return _last(await session.rows(text(self._page(self.place, span)), self._values(span.end)))

    def _page(self, names: Sequence[str], span: Span) -> str:
        until = "" if span.updated_until is None else f"WHERE {self.changed_at} < CAST(:updated_until AS timestamptz)"
        return (
            f"SELECT {', '.join(names)} FROM ({self.sql}) AS found {until} ORDER BY {', '.join(self.place)}"
            " OFFSET :skipped LIMIT CAST(:limit AS bigint)"
        )

    def _values(self, span: Span) -> dict[str, Any]:
        until = {} if span.updated_until is None else {"updated_until": span.updated_until}
        return {**self.values, **until, "skipped": span.offset, "limit": span.limit}


class Selected(NamedTuple, Generic[R]):
    """A table whose rows are a statement; `place` are the columns of the key, `changed_at` says when a row changed."""

    statement: Select[*tuple[Any, ...]]
    place: Sequence[Any]
    changed_at: Any

    async def rows(self, session: ReadSession, span: Span) -> AsyncIterator[Sequence[R]]:
        """The rows of a page."""
        async for batch in session.stream(self._page(span), batch=BATCH):
            yield cast(Sequence[R], batch)

    async def end(self, session: ReadSession, span: Span) -> tuple[Any, ...] | None:
        """The key of a page's last row, if further rows follow."""
        if span.limit is None:
            return None
        keys = self._page(span.end).with_only_columns(*self.place, maintain_column_froms=True)
        return _last(await session.rows(keys))

    def _page(self, span: Span) -> Select[*tuple[Any, ...]]:
        page = self.statement
        if span.updated_until is not None:
            page = page.where(self.changed_at < span.updated_until)
        if span.after is not None:
            page = page.where(tuple_(*self.place) > place_at(span.after, self.place))
        return page.order_by(*self.place).offset(span.offset).limit(span.limit)


class _LinesOfPage:
    """Takes the lines of a page, the first of which is no row: it has the page's end."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._write: Write | None = None

    async def __call__(self, lines: bytes) -> None:
        if self._write is None:
            first, _, lines = lines.partition(b"\n")
            key = bytes.fromhex(first.decode().rstrip(","))
            self._write = await self._opened(tuple(orjson.loads(key)) if key else None)
        if lines:
            await self._write(lines)


def _last(rows: Sequence[Any]) -> tuple[Any, ...] | None:
    return tuple(rows[0]) if len(rows) == 2 else None
