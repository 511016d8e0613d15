"""Reports as values: a room lists them, and routes, formats and the OpenAPI document are made of the lists."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from db.engine import ReadSession
from db.shared.enums import Permission
from db.shared.keyed_pages import Written
from services.shared.floor_rules import FloorRules
from services.shared.json_schema import Schema
from services.shared.table import Batch, Column, Copied, End, no_end, one_batch
from services.shared.table import Key as Key
from services.shared.workbook import Workbook

V = TypeVar("V")
F = TypeVar("F")


@dataclass(frozen=True, kw_only=True, eq=False)
class Argument(Generic[V]):
    """An argument of reports: what it does, the JSON Schema of one value, and what its texts mean.

    `parse` gets every text that was given, and none where the argument is left out; it raises BadRequest, saying what
    would be accepted, and does no I/O.
    """

    name: str
    description: str
    schema: Schema
    parse: Callable[[Sequence[str]], V]
    is_repeatable: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredArgument(Argument[V], Generic[V, F]):
    """An argument that names something stored, or leaves it to be chosen, such as the newest report.

    `find` looks it up by the argument's value and what the arguments before it have found; it raises BadRequest for
    one that is named and is not there, and answers None where nothing can be chosen yet. `pinned` is how a link to the
    next page names it: what was chosen once must not be chosen again, differently, while somebody turns pages.
    `everything` is the text, if there is one, that asks for every such thing.
    """

    find: Callable[[ReadSession, V, Mapping[str, Any]], Awaitable[F | None]]
    pinned: Callable[[F], str]
    everything: str | None = None


class ChosenDays(NamedTuple):
    """A column of days of which a table has some alone unless told, and the arguments that say from which to which."""

    column: str
    first: Argument[Any]
    last: Argument[Any]


class Page(NamedTuple):
    """Which rows of a table: those changed from a moment on and before another, so many after a key or an offset.

    With a moment, rows that have ceased to count since then are among them, marked; unless those that are `counting`
    are wanted alone, of which whoever asks makes sure.
    """

    updated_since: datetime | None = None
    offset: int = 0
    limit: int | None = None
    after: Key | None = None
    updated_until: datetime | None = None
    counting: bool = False


Wants: TypeAlias = Callable[..., bool]
"""Whether somebody looks at any of some columns, which need not be computed otherwise."""


def everything(*_: str) -> bool:
    """All columns are wanted."""
    return True


@dataclass(frozen=True)
class ReportRequest:
    """What a report is asked for: the values of its arguments, the page, and the columns that rows have to fill.

    `left_open` are the arguments that nobody gave, so that what they choose may have been another thing before. `today`
    is the day in UTC; a report that follows from it has the scope `day`. `floor_rules` are what the installation sets.
    `looked_at` are the columns that somebody looks at, None for all: a report may leave others empty that would have to
    be computed.
    """

    values: Mapping[str, Any]
    page: Page
    today: date
    floor_rules: FloorRules = field(default_factory=FloorRules)
    things: Mapping[str, Any] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    columns: Sequence[Column] = ()
    looked_at: frozenset[str] | None = None

    def wants(self, *names: str) -> bool:
        """Whether somebody looks at any of some columns."""
        return self.looked_at is None or not self.looked_at.isdisjoint(names)

    def value(self, argument: Argument[V]) -> V:
        """The value of one of the report's arguments."""
        return cast(V, self.values[argument.name])

    def found(self, argument: StoredArgument[Any, F]) -> F | None:
        """The stored thing that one of the report's arguments names, None where there is nothing to choose."""
        return cast(F | None, self.things[argument.name])


class ReportRows(NamedTuple):
    """A page of rows in batches, and what finds its end.

    `copied` are the same rows, where the database can write them.
    """

    batches: AsyncIterator[Batch]
    end: End = no_end
    copied: Copied | None = None


KeyedRow: TypeAlias = tuple[Key, Sequence[Any]]


def page_of(rows: Sequence[KeyedRow], page: Page) -> ReportRows:
    """A page of rows that are all there, by key."""
    after = page.after
    following = [row for row in rows if after is None or row[0] > after][page.offset :]
    shown = following if page.limit is None else following[: page.limit]
    last = shown[-1][0] if len(shown) < len(following) else None

    async def end() -> Key | None:
        return last

    return ReportRows(one_batch([row for _, row in shown]), end)


def no_rows() -> ReportRows:
    """What a table holds while there is nothing to report of."""
    return ReportRows(one_batch([]))


class Relation(NamedTuple):
    """A table in SQL, of which anything can be selected, filtered and ordered by where it lies.

    `sources` are the expressions of columns that the statement has another name for, by the names of the columns.
    """

    table: Written
    sources: Mapping[str, str]


class Bound(StrEnum):
    """How a column stands to what an argument says."""

    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="


class Narrowing(NamedTuple):
    """An argument that leaves out no row whose column equals what it says, or is at least, or at most that.

    So whoever wants such rows alone may hand it the value: what is read is less, and the answer the same. `text` writes
    a value of the column as the argument has it.
    """

    argument: Argument[Any]
    column: str
    bound: Bound = Bound.EQUAL
    text: Callable[[Any], str] = str


Columns: TypeAlias = Callable[[ReadSession], Awaitable[Sequence[Column]]]
Rows: TypeAlias = Callable[[ReadSession, ReportRequest], Awaitable[ReportRows]]
Relations: TypeAlias = Callable[[ReadSession, ReportRequest], Awaitable[Relation]]


def fixed(columns: Sequence[Column]) -> Columns:
    """Columns that are the same for everybody."""

    async def told(_: ReadSession) -> Sequence[Column]:
        return columns

    return told


@dataclass(frozen=True, kw_only=True, eq=False)
class NestedForm:
    """A report as one JSON document: `schemas` says what it looks like, by name, with all that it refers to."""

    name: str
    schemas: Mapping[str, Schema]
    build: Callable[[ReadSession, ReportRequest], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """What all reports have: a path below that of reports, who may ask, and the arguments that say of what.

    `scopes` are the versions that the answer depends on: while they stay, whoever has the answer is told so.
    """

    path: str
    summary: str
    permission: Permission
    scopes: Sequence[str]
    arguments: Sequence[Argument[Any]]


@dataclass(frozen=True, kw_only=True, eq=False)
class FlatReport(Report):
    """A table, which is sent as JSON, records, NDJSON, CSV or a workbook, and in a nested form where it has one.

    Its columns are known before its rows, and without them. `key` are the columns that tell a row from every other,
    which a client merges changes by; `place` are the types of what a page ends with, the key in the order of the rows.
    `options` are arguments of this report alone; the document tells them last, after those of pages. `narrowed` says
    which conditions on columns its arguments serve. `relation` is the same table in SQL, where it is one; where it is
    not, its rows are computed, and may come in pages of the report's own. Where a table is of one report at a time, its
    relation is of every report, or of the one that the request names, which is read at once; `across` are the columns
    that tell such reports apart. Where it has some days alone, such as today, `days` says by which arguments others are
    chosen. Programs that read it as a set know it by the last part of its path, or by `set_name`.
    """

    key: Sequence[str]
    place: Sequence[type]
    columns: Columns
    build: Rows
    relation: Relations | None = None
    nested: NestedForm | None = None
    options: Sequence[Argument[Any]] = ()
    narrowed: Sequence[Narrowing] = ()
    across: Sequence[str] = ()
    days: ChosenDays | None = None
    set_name: str | None = None

    @property
    def name(self) -> str:
        """What files of it are called by: "inventory-levels"; the list of reports has no part of a path to itself."""
        return self.path.rpartition("/")[2] or "reports"

    @property
    def title(self) -> str:
        """What a workbook of it is called: "Inventory levels"."""
        return self.name.replace("-", " ").capitalize()

    @property
    def key_across(self) -> Sequence[str]:
        """The key of the rows of every report, and of the relation."""
        return (*self.across, *self.key)


@dataclass(frozen=True, kw_only=True, eq=False)
class NestedReport(Report):
    """A report that is a JSON document and no table."""

    nested: NestedForm


@dataclass(frozen=True, kw_only=True, eq=False)
class TableWorkbook(Report):
    """A table as a workbook at a path of its own; its pages are the table's."""

    table: FlatReport


def workbook_of(table: FlatReport) -> TableWorkbook:
    """A table as a workbook at its own path."""
    return TableWorkbook(
        path=f"{table.path}.xlsx",
        summary=f"{table.summary.removesuffix('.')}, as a workbook.",
        permission=table.permission,
        scopes=table.scopes,
        arguments=table.arguments,
        table=table,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class WorkbookReport(Report):
    """A workbook for people."""

    build: Callable[[ReadSession, ReportRequest], Awaitable[Workbook]]
