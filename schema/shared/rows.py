"""Rows as objects: a field takes the column of its name, unless it is given."""

from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def _fields(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls) if field.init)


def from_columns(cls: type[T], row: Any, **given: Any) -> T:
    """An object of a type from a row; `given` are the fields that are not columns."""
    names: tuple[str, ...] = _fields(cls)  # type: ignore[arg-type]
    columns = {name: getattr(row, name) for name in names if name not in given}
    return cls(**columns, **given)
