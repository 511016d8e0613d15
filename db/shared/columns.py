"""Rows as columns: lists of values travel to the database as one array a column."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

N = TypeVar("N", bound=NamedTuple)


def columns_of(kind: type[N], rows: Sequence[N]) -> dict[str, list[Any]]:
    """The fields of named tuples of one kind, one list a field, for `unnest`; empty lists where there is no row."""
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in kind._fields)
    return dict(zip(kind._fields, columns, strict=True))
