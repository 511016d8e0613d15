"""Rows as they are stored: what a batch has written, told from two databases, and written again by plain SQL."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import asyncpg

TABLES = (
    "term", "resource", "report", "demand", "report_demand", "forecast_cell", "assignment",
    "monthly_capacity_summary", "history_log", "history_log_change", "product", "demand_series", "demand_point",
)  # fmt: skip
AS_TEXT = ("[]", "json")  # arrays of arrays flatten in unnest, JSON is text to the driver

COLUMNS = """
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type,
           attname = ANY(SELECT unnest(ARRAY(
               SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid
               AND a.attnum = ANY(c.conkey) WHERE c.conrelid = $1::regclass AND c.contype = 'p'))) AS is_key
    FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum"""


class Column(NamedTuple):
    """A column that is stored, not computed."""

    name: str
    type: str
    is_key: bool

    @property
    def sent_as(self) -> str:
        """The type that it travels in."""
        return "text" if self.type.endswith(AS_TEXT) else self.type


class Written(NamedTuple):
    """Rows that are to be written to a table: new ones, or others in the place of those with their keys."""

    table: str
    columns: list[Column]
    is_new: bool
    rows: list[tuple[Any, ...]]

    @property
    def sql(self) -> str:
        """One statement that writes them all; every parameter is a column."""
        arrays = ", ".join(f"${place}::{one.sent_as}[]" for place, one in enumerate(self.columns, start=1))
        names = ", ".join(one.name for one in self.columns)
        values = {one.name: f"new.{one.name}::{one.type}" for one in self.columns}
        source = f"unnest({arrays}) AS new ({names})"
        if self.is_new:
            return f"INSERT INTO {self.table} ({names}) SELECT {', '.join(values.values())} FROM {source}"
        set_ = ", ".join(f"{one.name} = {values[one.name]}" for one in self.columns if not one.is_key)
        found = " AND ".join(f"old.{one.name} = new.{one.name}" for one in self.columns if one.is_key)
        return f"UPDATE {self.table} old SET {set_} FROM {source} WHERE {found}"


async def written_between(before_url: str, after_url: str) -> list[Written]:
    """What a batch has written, table by table in the order that foreign keys allow."""
    before, after = await asyncpg.connect(before_url), await asyncpg.connect(after_url)
    found = [change for table in TABLES for change in await _written(before, after, table)]
    await before.close()
    await after.close()
    return found


async def _written(before: asyncpg.Connection, after: asyncpg.Connection, table: str) -> list[Written]:
    columns = [Column(*row) for row in await after.fetch(COLUMNS, table)]
    old, new = [await _by_key(database, table, columns) for database in (before, after)]
    added = [row for key, row in new.items() if key not in old]
    changed = [row for key, row in new.items() if key in old and old[key] != row]
    both = (Written(table, columns, True, added), Written(table, columns, False, changed))
    return [one for one in both if one.rows]


async def _by_key(database: asyncpg.Connection, table: str, columns: Sequence[Column]) -> dict[Any, tuple[Any, ...]]:
    chosen = ", ".join(f"{one.name}::{one.sent_as}" for one in columns)
    places = [place for place, one in enumerate(columns) if one.is_key]
    rows = map(tuple, await database.fetch(f"SELECT {chosen} FROM {table} ORDER BY 1, 2"))
    return {tuple(row[place] for place in places): row for row in rows}


def differences(ours: Sequence[Written], theirs: Sequence[Written]) -> Iterator[str]:
    """Where two lists of written rows do not say the same, but for when."""
    for one, other in zip(ours, theirs, strict=True):
        timeless = [place for place, column in enumerate(one.columns) if not column.type.startswith("timestamp")]
        sets = [{tuple(str(row[place]) for place in timeless) for row in side.rows} for side in (one, other)]
        if sets[0] != sets[1]:
            yield f"{one.table}: {len(sets[0] ^ sets[1])} rows differ, e.g. {next(iter(sets[0] ^ sets[1]))}"
