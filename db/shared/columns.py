"""Rows as columns: lists of values travel to the database as one array a column."""

from collections.abc import Sequence
from typing import Any


def columns_of(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The fields of named tuples, one list a field, for `unnest`; there is at least one row."""
    return dict(zip(rows[0]._fields, map(list, zip(*rows, strict=True)), strict=True))
