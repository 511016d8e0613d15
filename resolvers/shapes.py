"""Shapes: which columns of a row the attributes of a GraphQL type are made of, said once for rows and for levels.

A single row becomes an object. The rows of a level stay what they are, columns: the columnar executor takes from them
the attributes that were selected, and no object is made for any row.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from db.postgres.reading import ColumnRows
from schema.shared.node import global_id

T = TypeVar("T")


class From(NamedTuple):
    """An attribute that `make` computes from some columns."""

    columns: Sequence[str]
    make: Callable[..., Any]


class Shape(Generic[T]):
    """The attributes of a type, each from the column of its own name unless `derived` names another, or a `From`."""

    def __init__(self, noun: type[T], **derived: From | str) -> None:
        self._noun = noun
        sources = {
            name: From((source,), _identity) if isinstance(source, str) else source for name, source in derived.items()
        }
        attributes = [field.name for field in fields(noun) if field.init]  # type: ignore[arg-type]
        self._sources = {name: sources.get(name) or From((name,), _identity) for name in attributes}

    def __call__(self, row: Any) -> T:
        """An object of a row, whose columns are its attributes."""
        values = {
            name: source.make(*[getattr(row, column) for column in source.columns])
            for name, source in self._sources.items()
        }
        return self._noun(**values)

    def columns(self, attributes: Iterable[str] | None = None) -> list[str]:
        """The columns that some attributes are made of, or all of them are."""
        names = self._sources if attributes is None else attributes
        return list(dict.fromkeys(column for name in names for column in self._sources[name].columns))

    def of(self, rows: ColumnRows) -> "ShapedRows":
        """The rows of a level, without making objects of them."""
        return ShapedRows(self, rows)

    def column(self, rows: ColumnRows, name: str) -> list[Any]:
        """One attribute of all rows."""
        source = self._sources[name]
        columns = [rows.column(column) for column in source.columns]
        return columns[0] if source.make is _identity else list(map(source.make, *columns))

    def objects(self, rows: ColumnRows) -> list[T]:
        """Objects of all rows."""
        names = list(self._sources)
        columns = [self.column(rows, name) for name in names]
        return [self._noun(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def global_id_of(type_name: str) -> From:
    """The opaque id of a GraphQL node, made of the row's own."""
    return From(("id",), partial(global_id, type_name))


class ShapedRows:
    """Rows seen by the attributes of their type: as columns for the columnar executor, as objects when iterated."""

    def __init__(self, shape: Shape[Any], rows: ColumnRows) -> None:
        self._shape = shape
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._shape.objects(self._rows))

    def column(self, name: str) -> list[Any]:
        """One attribute of every row."""
        return self._shape.column(self._rows, name)


def _identity(value: Any) -> Any:
    return value
