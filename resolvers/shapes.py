"""Shapes: how the words of a noun follow from the columns of its rows, said once for single rows and whole levels."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from db.postgres.reading import ColumnRows
from schema.shared.node import global_id

T = TypeVar("T")


class From(NamedTuple):
    """An attribute made of some columns."""

    columns: Sequence[str]
    make: Callable[..., Any]


class Shape(Generic[T]):
    """The attributes of a type by the columns they come from: the column of their name, unless `From` others."""

    def __init__(self, noun: type[T], **derived: From | str) -> None:
        self._noun = noun
        named = {name: From((one,), _same) if isinstance(one, str) else one for name, one in derived.items()}
        own = [field.name for field in fields(noun) if field.init]  # type: ignore[arg-type]
        self._sources = {name: named.get(name) or From((name,), _same) for name in own}

    def __call__(self, row: Any) -> T:
        """An object of a row, whose columns are its attributes."""
        made = {
            name: one.make(*[getattr(row, column) for column in one.columns]) for name, one in self._sources.items()
        }
        return self._noun(**made)

    def columns(self, attributes: Iterable[str] | None = None) -> list[str]:
        """The columns that some attributes need, or all of them."""
        names = self._sources if attributes is None else attributes
        return list(dict.fromkeys(column for name in names for column in self._sources[name].columns))

    def of(self, rows: ColumnRows) -> "ShapedRows":
        """Rows as the columns of a level."""
        return ShapedRows(self, rows)

    def column(self, rows: ColumnRows, name: str) -> list[Any]:
        """One attribute of all rows."""
        source = self._sources[name]
        columns = [rows.column(column) for column in source.columns]
        return columns[0] if source.make is _same else list(map(source.make, *columns))

    def objects(self, rows: ColumnRows) -> list[T]:
        """Objects of all rows."""
        names = list(self._sources)
        columns = [self.column(rows, name) for name in names]
        return [self._noun(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def global_id_of(type_name: str) -> From:
    """The opaque id made of a row's own."""
    return From(("id",), partial(global_id, type_name))


class ShapedRows:
    """Rows by the attributes of their noun."""

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


def _same(value: Any) -> Any:
    return value
