"""Rows as the lines of a format, written by the database, so that a row costs whoever sends it next to nothing.

What is written is to the byte what `server/render/flat.py` makes of the same values; a test compares the two. Doubles
have a point always, exact numbers no zeros at their end, moments are those of UTC with their offset, and what is not
there is nothing in CSV and null in JSON. Beyond 1e16, where no figure is, PostgreSQL spells some doubles with a digit
more than it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import orjson

from db.postgres.connection import literal
from db.shared.column_types import ColumnType


class Told(NamedTuple):
    """A column by its name and type, and the SQL expression of its values."""

    name: str
    type: ColumnType
    source: str


class Grammar(NamedTuple):
    """A format: the columns in SQL that a line is made of, and the options with which COPY writes them."""

    line: Callable[[Sequence[Told]], Sequence[str]]
    options: Mapping[str, str]


MOST_ARGUMENTS = 90  # of a call: PostgreSQL takes a hundred

_SPELLED = "CAST({0} AS text)"
_WHOLE = f"{_SPELLED} || '.0'"
_OUT = f"CAST(CAST({_SPELLED} AS numeric) AS text)"  # every digit, without an exponent
# From 1e15 on PostgreSQL has exponents, Python and orjson from 1e16 on; orjson has none down to 1e-5.
_WIDE = f"{_OUT} || CASE WHEN {{0}} = trunc({{0}}) THEN '.0' ELSE '' END"
_MOMENT = """CASE WHEN length(CAST({0} AS text)) IN (22, 29) THEN replace(CAST({0} AS text), ' ', 'T') || ':00'
    ELSE to_char({0}, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00' END"""

_IN_CSV: Mapping[ColumnType, str] = {
    # What a spreadsheet program would take for a formula begins with a tab, an end of line, or one of + - = @,
    # wide ones too.
    ColumnType.TEXT: """CASE WHEN ascii({0}) IN (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312)
            THEN '''' || {0} ELSE nullif({0}, '') END""",
    ColumnType.INTEGER: "{0}",
    ColumnType.NUMBER: f"""CASE WHEN abs({{0}}) < 1e15 THEN
            CASE WHEN {{0}} = trunc({{0}}) THEN {_WHOLE} ELSE {_SPELLED} END
        WHEN abs({{0}}) < 1e16 THEN {_WIDE} ELSE {_SPELLED} END""",
    ColumnType.DECIMAL: "trim_scale({0})",
    ColumnType.DATE: "{0}",
    ColumnType.DATETIME: _MOMENT,
    ColumnType.BOOLEAN: "CASE WHEN {0} THEN 'True' WHEN NOT {0} THEN 'False' END",
}
_IN_JSON: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "to_json({0})",
    ColumnType.INTEGER: "CAST({0} AS text)",
    ColumnType.NUMBER: f"""CASE WHEN abs({{0}}) < 1e15 THEN
            CASE WHEN {{0}} = trunc({{0}}) THEN {_WHOLE} WHEN abs({{0}}) >= 1e-4 THEN {_SPELLED}
                 WHEN abs({{0}}) >= 1e-5 THEN {_OUT} ELSE replace({_SPELLED}, 'e-0', 'e-') END
        WHEN abs({{0}}) < 1e16 THEN {_WIDE} WHEN abs({{0}}) < 'Infinity' THEN {_SPELLED} END""",
    ColumnType.DECIMAL: "CAST(trim_scale({0}) AS text)",
    ColumnType.DATE: "to_json({0})",
    ColumnType.DATETIME: f"'\"' || {_MOMENT} || '\"'",
    ColumnType.BOOLEAN: "CAST({0} AS text)",
}


def _cells(columns: Sequence[Told]) -> list[str]:
    return [_IN_CSV[column.type].format(column.source) for column in columns]


def _values(columns: Sequence[Told]) -> list[str]:
    return [f"coalesce({_IN_JSON[column.type].format(column.source)}, 'null')" for column in columns]


def _array(columns: Sequence[Told]) -> list[str]:
    return [_filled("[", [""] * len(columns), _values(columns), "]")]


def _object(columns: Sequence[Told]) -> list[str]:
    """Names are those of columns that may be any words."""
    names = [orjson.dumps(column.name).decode() + ":" for column in columns]
    return [_filled("{", names, _values(columns), "}")]


def _filled(opening: str, names: Sequence[str], values: Sequence[str], closing: str) -> str:
    """A line by `format`, which has values spelled and copies them once; in parts where it takes no more of them."""
    members = [name.replace("%", "%%") + "%s" for name in names]
    members = [f"{opening}{members[0]}", *(f",{member}" for member in members[1:])]
    members[-1] += closing
    parts = [slice(begin, begin + MOST_ARGUMENTS) for begin in range(0, len(members), MOST_ARGUMENTS)]
    return " || ".join(f"format({literal(''.join(members[one]))}, {', '.join(values[one])})" for one in parts)


# A line of JSON has no control characters, so none of it is quoted.
_AS_IT_IS = {"format": "csv", "delimiter": "\1", "quote": "\2"}
CSV = Grammar(_cells, {"format": "csv"})
ARRAYS = Grammar(_array, _AS_IT_IS)
OBJECTS = Grammar(_object, _AS_IT_IS)
