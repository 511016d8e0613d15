"""Some rows and columns of any table that is told in SQL: filtered, ordered, and from a place in that order on."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from db.engine import ReadSession
from db.shared.conditions import Kind, Term
from db.shared.filtering import ConditionWriter, Values, quoted
from db.shared.keyed_pages import BATCH, Written

PLACE = "place {}"
"""The columns of a table's own order, by names that no column of a table has."""

NUMBER = "row number"


class Order(NamedTuple):
    """A column to order by. What is unknown comes before everything else, and after it where it is `descending`."""

    name: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class WholeTable:
    """A table with the kinds of its columns; `place` are those of the columns of its own order.

    `sources` are the expressions of columns that the statement has another name for.
    """

    written: Written
    columns: Mapping[str, Kind]
    place: Sequence[Kind]
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        """The table, with every column by its name."""
        columns = [f"{self._source(name, kind)} AS {quoted(name)}" for name, kind in self.columns.items()]
        place = [f"found.{name} AS {quoted(PLACE.format(n))}" for n, name in enumerate(self.written.place)]
        return f"SELECT {', '.join([*columns, *place])} FROM ({self.written.sql}) AS found"

    def _source(self, name: str, kind: Kind) -> str:
        return f"CAST({self.sources[name]} AS {kind})" if name in self.sources else f"found.{quoted(name)}"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is wanted of a table: rows by a condition, in an order, after a place in it.

    An order is by columns, then by the table's own; `after` has a value for each of both.
    """

    where: Term | None = None
    order: Sequence[Order] = ()
    after: Sequence[Any] | None = None
    skip: int = 0
    limit: int | None = None


async def count_of(session: ReadSession, table: WholeTable, where: Term | None) -> int:
    """How many rows a condition holds for."""
    values = Values("f")
    found = _where([ConditionWriter("t", values).condition(where)] if where is not None else [])
    statement = text(f"SELECT count(*) FROM ({table.sql}) AS t{found}")
    return int(await session.scalar(statement, {**table.written.values, **values.bound}))


async def rows_of(
    session: ReadSession, table: WholeTable, names: Sequence[str], chosen: Chosen
) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Batches of rows: some columns, then the values of the order, by which another page can go on after a row."""
    values = Values("f")
    statement = _statement(table, names, chosen, values)
    async for batch in session.stream(statement, {**table.written.values, **values.bound}, batch=BATCH):
        yield batch


def _statement(table: WholeTable, names: Sequence[str], chosen: Chosen, values: Values) -> TextClause:
    writer = ConditionWriter("t", values)
    place = [writer.column(PLACE.format(n)) for n in range(len(table.place))]
    columns = [writer.column(name) for name in (*names, *(order.name for order in chosen.order))]
    conditions = [writer.condition(chosen.where)] if chosen.where is not None else []
    if chosen.after is not None:
        conditions.append(_after(table, chosen, values, writer, place))
    ordered = [f"{writer.column(order.name)} {_direction(order)}" for order in chosen.order] + place
    return text(
        f"SELECT {', '.join([*columns, *place])} FROM ({table.sql}) AS t{_where(conditions)}"
        f" ORDER BY {', '.join(ordered)}"
        f" OFFSET {values.bind(chosen.skip, Kind.WHOLE)} LIMIT {values.bind(chosen.limit, Kind.WHOLE)}"
    )


def _after(table: WholeTable, chosen: Chosen, values: Values, writer: ConditionWriter, place: Sequence[str]) -> str:
    """The condition of what comes after a place: further on in the first column, or as far and further in the next."""
    after = list(chosen.after or ())
    own = [values.bind(value, kind) for value, kind in zip(after[len(chosen.order) :], table.place, strict=True)]
    condition = f"({', '.join(place)}) > ({', '.join(own)})"
    for order, value in reversed(list(zip(chosen.order, after, strict=False))):
        column = writer.column(order.name)
        bound = values.bind(value, table.columns[order.name])
        condition = (
            f"({_beyond(column, bound, value, order)} OR ({column} IS NOT DISTINCT FROM {bound} AND {condition}))"
        )
    return condition


def _beyond(column: str, bound: str, value: Any, order: Order) -> str:
    """What is further on in a column than a value is."""
    if value is None:
        return "false" if order.descending else f"{column} IS NOT NULL"
    return f"({column} < {bound} OR {column} IS NULL)" if order.descending else f"{column} > {bound}"


def _direction(order: Order) -> str:
    return "DESC NULLS LAST" if order.descending else "ASC NULLS FIRST"


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


async def held_of(session: ReadSession, rows: str, columns: Mapping[str, Kind], where: Term) -> list[int]:
    """Which of some rows that were computed, an array of objects of JSON, a condition holds for; the first is 0."""
    values = Values("f")
    condition = ConditionWriter("t", values).condition(where)
    listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    told = f"ROWS FROM (jsonb_to_recordset(CAST(:told AS jsonb)) AS ({listed}))"
    names = ", ".join(quoted(name) for name in (*columns, NUMBER))
    statement = f"SELECT t.{quoted(NUMBER)} - 1 FROM {told} WITH ORDINALITY AS t({names}) WHERE {condition} ORDER BY 1"
    return [row[0] for row in await session.rows(text(statement), {"told": rows, **values.bound})]


def told_table(rows: str, columns: Mapping[str, Kind], key: Sequence[str]) -> Written:
    """A table of rows that were computed: an array of objects of JSON, in the order of its key."""
    listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
    sql = f"SELECT * FROM jsonb_to_recordset(CAST(:told AS jsonb)) AS told({listed})"
    return Written(sql, [quoted(name) for name in key], {"told": rows})
