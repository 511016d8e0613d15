"""Rows that the database writes, beside the same rows written here: not a byte differs, whatever is in them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from struct import unpack
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.postgres.connection import Write
from db.shared.keyed_pages import Written
from db.shared.written_rows import CSV, MOST_ARGUMENTS
from server.commands.postgres import Addresses
from server.render.flat import FORMS, Follows, Format, written_table
from services.shared.relations import relation_rows
from services.shared.report import Key, Page, Relation
from services.shared.table import Column, ColumnType, Table
from tests.support.clocks import PATIENCE

WHOLE, LARGE = Page(), Page(limit=290_000)
ROWS = 2_500  # more than a batch, and than one reading of the socket has
COLUMNS = {
    Column("text", ColumnType.TEXT): "text",
    Column("whole", ColumnType.INTEGER): "int",
    Column("figure", ColumnType.NUMBER): "float8",
    Column("exact", ColumnType.DECIMAL): "numeric",
    Column("day", ColumnType.DATE): "date",
    Column("moment", ColumnType.DATETIME): "timestamptz",
    Column("flag", ColumnType.BOOLEAN): "boolean",
    Column("odd: \"name\", '%s' {0} \\ $1", ColumnType.TEXT): "text",
}
NAMES = ("text", "whole", "figure", "exact", "day", "moment", "flag", "odd")
TEXTS = [
    "", " ", "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=1", '"', '""', ',"', "\\.", "\\N", "\\", "a\r\nb", "ü½",
    "\x01\x02", "\x7f", "\x1b\x08\x0c", "\u2028\ufeff", "😀", "=" * 300, '"\n"\n', ",", "null", "a,b", "𝟙\n", "$1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x",
]  # fmt: skip
FIGURES = [
    0.0, -0.0, 1.0, -1.0, 0.1, 2.675, 1e15, -1e15, 1e15 + 0.5, 999999999999999.9, 123456789012345.6, 1e16, 1e17,
    9007199254740993.0, 1.5e16, 1e-4, 1e-5, 9.9e-5, 1.5e-7, 1e-10, 1e300, 5e-324, 123456.78, 1234567890123456.8,
]  # fmt: skip
EXACT = ["0", "0.00", "12.50", "300", "3E+2", "-0.10", "0.00010000", "99999999999999.9999", "-7", "1E-8"]


def drawn(draw: Random, kind: str) -> Any:
    """A value of a type, often none, and often an odd one."""
    if draw.random() < 0.15:
        return None
    match kind:
        case "text":
            return "".join(draw.choices(TEXTS, k=draw.choice((1, 1, 2, 3))))
        case "int":
            return draw.randint(-(2**31), 2**31 - 1)
        case "float8":
            (any_double,) = unpack("d", draw.randbytes(8))
            finite = any_double if abs(any_double) < float("inf") else 0.0
            return draw.choice(
                [finite, draw.choice(FIGURES), round(draw.uniform(-1e6, 1e6), 2), draw.uniform(-1, 1) / 1e3]
            )
        case "numeric":
            return draw.choice([Decimal(draw.choice(EXACT)), Decimal(draw.randint(-(10**12), 10**12)).scaleb(-4)])
        case "date":
            return date(1, 1, 1) + timedelta(days=draw.randrange(3_652_058))
        case "timestamptz":
            fraction = draw.choice([0, 0, 100_000, 120, 1, 999_999, draw.randrange(10**6)])
            return datetime(draw.choice((2, 999, 2025, 2026, 9998)), 5, 17, 23, 59, draw.randrange(60), fraction, UTC)
    return draw.random() < 0.5


def relation_of(rows: Sequence[Sequence[Any]]) -> Relation:
    """A table of rows, in their order."""
    given = list(COLUMNS.values())
    arrays = ", ".join(f"CAST(:of_{name} AS {kind}[])" for name, kind in zip(NAMES, given, strict=True))
    table = f"SELECT * FROM unnest({arrays}) WITH ORDINALITY AS told ({', '.join(NAMES)}, place)"
    columns = zip(*rows, strict=True) if rows else [()] * len(NAMES)
    values = {f"of_{name}": list(column) for name, column in zip(NAMES, columns, strict=True)}
    return Relation(Written(table, ("place",), values), {list(COLUMNS)[-1].name: "odd"})


async def sent(table: Table, form: Format) -> bytes:
    """What a form makes of a table."""
    pieces: list[bytes] = []

    async def write(piece: bytes) -> None:
        pieces.append(piece)

    writing = FORMS[form].writing
    assert writing is not None
    await written_table(writing, table, lambda after: Follows(str(after), "2025-06-01T00:00:00Z"), write)
    return b"".join(pieces)


@pytest.mark.parametrize(
    ("count", "page"),
    [
        (0, Page()), (1, Page()), (ROWS, Page()), (0, Page(limit=1)), (1, Page(limit=1)), (2, Page(limit=1)),
        (ROWS, Page(limit=ROWS - 1)), (ROWS, Page(limit=ROWS)), (ROWS, Page(offset=3, limit=ROWS - 4)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [form for form in FORMS if FORMS[form].writing])
async def test_the_database_writes_what_is_written_here(
    empty: Addresses, demo_id: UUID, form: Format, count: int, page: Page
) -> None:
    draw = Random(f"{form} {count}")
    rows = [[drawn(draw, kind) for kind in COLUMNS.values()] for _ in range(count)]
    database = Database(empty.service, pool_size=1)
    async with database.read(demo_id) as session:
        found = await relation_rows(session, relation_of(rows), page=page, columns=list(COLUMNS))
        assert found.copied is not None
        written = await sent(Table(list(COLUMNS), found.batches, found.end, found.copied), form)
        expected = await sent(Table(list(COLUMNS), found.batches, found.end), form)
    await database.close()
    unlike = [pair for pair in zip(written.split(b","), expected.split(b","), strict=False) if pair[0] != pair[1]]
    assert (unlike[:5], written == expected) == ([], True)


@pytest.mark.parametrize("form", [form for form in FORMS if FORMS[form].writing])
@pytest.mark.parametrize("count", [MOST_ARGUMENTS, MOST_ARGUMENTS + 1, 2 * MOST_ARGUMENTS + 5])
async def test_more_columns_than_a_call_takes_are_written_too(
    empty: Addresses, demo_id: UUID, form: Format, count: int
) -> None:
    columns = [Column(f"100 %s of {number}", ColumnType.INTEGER) for number in range(count)]
    sources = {column.name: f"place * {number}" for number, column in enumerate(columns)}
    relation = Relation(Written("SELECT place FROM generate_series(1, 3) AS place", ("place",), {}), sources)
    database = Database(empty.service, pool_size=1)
    async with database.read(demo_id) as session:
        found = await relation_rows(session, relation, page=Page(limit=2), columns=columns)
        written = await sent(Table(columns, found.batches, found.end, found.copied), form)
        assert written == await sent(Table(columns, found.batches, found.end), form)
    await database.close()


async def number_of_rows(
    database: Database, tenant: UUID, write: Write, divisor: str = "1", page: Page = WHOLE
) -> None:
    """Have so many rows written that they are many pieces."""

    async def opened(_: Key | None) -> Write:
        return write

    sql = f"SELECT 1 AS place, n AS whole, 1 / {divisor} AS rest FROM generate_series(1, 300000) AS n"
    columns = [Column("whole", ColumnType.INTEGER), Column("rest", ColumnType.INTEGER)]
    async with database.read(tenant) as session:
        relation = Relation(Written(sql, ("place",), {}), {})  # in no order, so that rows come as they are made
        found = await relation_rows(session, relation, page=page, columns=columns)
        assert found.copied is not None
        await found.copied(CSV, opened)


class Heard:
    """Hears some pieces, and then does something else."""

    def __init__(self, then: Callable[[], Awaitable[None]]) -> None:
        self.pieces, self._then, self.done = 0, then, asyncio.Event()

    async def __call__(self, piece: bytes) -> None:
        assert piece.endswith(b"\n")
        self.pieces += 1
        if self.pieces == 3:
            self.done.set()
            await self._then()


async def hang_up() -> None:
    raise ConnectionAbortedError("the client is gone")


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("page", [WHOLE, LARGE])
@pytest.mark.parametrize("then", [hang_up, wait_for_ever])
async def test_who_hears_no_more_ends_the_statement_and_keeps_nothing(
    empty: Addresses, demo_id: UUID, then: Callable[[], Awaitable[None]], page: Page
) -> None:
    database, heard = Database(empty.service, pool_size=1), Heard(then)
    writing = asyncio.create_task(number_of_rows(database, demo_id, heard, page=page))
    await asyncio.wait_for(heard.done.wait(), PATIENCE)
    if then is wait_for_ever:
        writing.cancel()
    (ended,) = await asyncio.gather(writing, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError if then is wait_for_ever else DatabaseUnavailable)
    assert heard.pieces == 3
    async with database.read(demo_id) as session:  # by the one connection that there is
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()


async def test_what_fails_in_the_middle_is_told_after_what_was_written(empty: Addresses, demo_id: UUID) -> None:
    database, heard = Database(empty.service, pool_size=1), Heard(lambda: asyncio.sleep(0))
    with pytest.raises(asyncpg.DivisionByZeroError):
        await number_of_rows(database, demo_id, heard, divisor="(n - 299999)")
    assert heard.pieces > 3
    async with database.read(demo_id) as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.close()
