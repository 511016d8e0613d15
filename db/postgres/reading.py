"""Readings: statements compiled once, whose rows come from the driver as they are, column by column."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

import asyncpg
from sqlalchemy import CursorResult, Enum, Select, TextClause, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from db.freeing import FreedInPieces

TURNED_AT_ONCE = 1_000  # rows
MADE_AT_ONCE = 1_000  # rows
MOST_COMPILED = 256  # of one statement, by the columns that are wanted: who asks chooses them
_DIALECT = dialect()  # type: ignore[no-untyped-call]


class ColumnRows(FreedInPieces):
    """Rows as columns, made by loops that run in C."""

    def __init__(
        self, records: Sequence[asyncpg.Record], places: Mapping[str, int], members: Mapping[str, Callable[[Any], Any]]
    ) -> None:
        self._records = records
        self._places = places
        self._members = members

    @cached_property
    def _columns(self) -> list[list[Any]]:
        columns: list[list[Any]] = [[] for _ in self._places]
        for start in range(0, len(self._records), TURNED_AT_ONCE):  # more of them than a processor keeps at hand
            for column, part in zip(
                columns, zip(*self._records[start : start + TURNED_AT_ONCE], strict=True), strict=True
            ):
                column += part
        return columns

    def __len__(self) -> int:
        return len(self._records)

    def first(self, count: int) -> "ColumnRows":
        """The first rows alone."""
        return self.part(0, count)

    def part(self, start: int, end: int) -> "ColumnRows":
        """The rows from one place to before another."""
        return ColumnRows(self._records[start:end], self._places, self._members)

    def reversed(self) -> "ColumnRows":
        """The same rows, the last one first."""
        return ColumnRows(self._records[::-1], self._places, self._members)

    def without(self, names: Collection[str]) -> "ColumnRows":
        """The same rows with nothing in some columns."""
        return ColumnRows(self._records, self._places, {**self._members, **dict.fromkeys(names, _nothing)})

    def column(self, name: str) -> list[Any]:
        """The values of a column, row by row, not to be changed; KeyError for one that was not read."""
        values = self._columns[self._places[name]]
        member_of = self._members.get(name)
        return list(map(member_of, values)) if member_of else values


class _Compiled(NamedTuple):
    sql: str
    parameters: Sequence[str]
    constants: Mapping[str, Any]
    places: Mapping[str, int]
    members: Mapping[str, Callable[[Any], Any]]


class Reading:
    """A SELECT with named parameters (`bindparam`); of its columns only those that are wanted are fetched."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, ...] | None, _Compiled] = {}

    def prepared(self, names: Sequence[str] | None, values: Mapping[str, Any]) -> tuple[str, list[Any], Any]:
        """The SQL for some columns, or all of them; its arguments in order; what makes rows of the driver's records."""
        chosen = tuple(names) if names is not None else None
        compiled = self._compiled.get(chosen)
        if compiled is None:
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            compiled = self._compiled[chosen] = self._compile(chosen)
        given = {**compiled.constants, **values}
        arguments = [given[name] for name in compiled.parameters]
        return compiled.sql, arguments, partial(ColumnRows, places=compiled.places, members=compiled.members)

    def _compile(self, names: tuple[str, ...] | None) -> _Compiled:
        columns = {str(column.key): column for column in self._statement.selected_columns}
        chosen = list(columns) if names is None else list(dict.fromkeys(names))
        statement = self._statement.with_only_columns(*(columns[name] for name in chosen), maintain_column_froms=True)
        made = statement.compile(dialect=_DIALECT)
        places, members = _places_and_members([columns[name] for name in chosen])
        return _Compiled(str(made), made.positiontup or (), made.params, places, members)


class ReadingByKeys(Reading):
    """The rows whose column is one of the parameter `keys`.

    One key alone is compared as it is: then PostgreSQL keeps the plan, which it makes anew for each array.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], column: Any) -> None:
        super().__init__(statement.where(column == func.any(bindparam("keys", type_=ARRAY(column.type)))))
        self._of_one = Reading(statement.where(column == bindparam("key", type_=column.type)))

    def prepared(self, names: Sequence[str] | None, values: Mapping[str, Any]) -> tuple[str, list[Any], Any]:
        """As of any reading."""
        keys = values["keys"]
        if len(keys) == 1:
            return self._of_one.prepared(names, {**values, "key": keys[0]})
        return super().prepared(names, values)


def _nothing(_: Any) -> None:
    return None


def numbered(statement: TextClause, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A statement with numbered parameters, as the driver takes it, and their values in order."""
    made = statement.compile(dialect=_DIALECT)
    return str(made), [values[name] for name in made.positiontup or ()]


def rows_of(statement: Select[*tuple[Any, ...]], records: Sequence[Any]) -> ColumnRows:
    """The driver's rows of a statement, by its columns."""
    return ColumnRows(records, *_places_and_members(list(statement.selected_columns)))


async def all_rows(result: CursorResult[Any]) -> list[Any]:
    """The rows of a result as objects, made a piece at a time; it is closed afterwards.

    SQLAlchemy makes them by one loop in C, and frees the driver's by another: of a hundred thousand each takes tens of
    milliseconds in which nobody else has the interpreter. After the first piece they are made on a thread, which others
    on the event loop do not wait for.
    """
    rows = list(result.fetchmany(MADE_AT_ONCE))
    if len(rows) == MADE_AT_ONCE:
        rows += await asyncio.to_thread(_other_rows, result)
    result.close()
    return rows


def _other_rows(result: CursorResult[Any]) -> list[Any]:
    rows = piece = list(result.fetchmany(MADE_AT_ONCE))
    while len(piece) == MADE_AT_ONCE:
        piece = list(result.fetchmany(MADE_AT_ONCE))
        rows += piece
    return rows


def _places_and_members(columns: Sequence[Any]) -> tuple[dict[str, int], dict[str, Callable[[Any], Any]]]:
    places = {str(column.key): place for place, column in enumerate(columns)}
    return places, {str(column.key): made for column in columns if (made := _made_of(column.type))}


def _made_of(type_: Any) -> Callable[[Any], Any] | None:
    """What makes a value of what the driver gives: a member of a closed set of its stored value."""
    if not isinstance(type_, Enum) or type_.enum_class is None:
        return None
    members = {member.value: member for member in type_.enum_class}
    return members.get
