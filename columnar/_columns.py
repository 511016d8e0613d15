"""Where a level's values come from: objects, or anything that can hand out whole columns."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, Protocol, runtime_checkable

PART = 20_000  # values that one call looks at: a millisecond


def parts(column: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """A column by parts, for what looks at each value by a loop in C: meanwhile nobody else works."""
    return (column[start : start + PART] for start in range(0, len(column), PART))


@runtime_checkable
class Columns(Protocol):
    """All objects of a level, by attribute.

    A column may hold plain values, one an object. Where the attribute is an object of each, it may be `Columns` of as
    many; where it is a list of each, `Grouped`. Whoever iterates over it, or asks for an item, gets objects with the
    same attributes: that is what the stock executor sees.
    """

    def __len__(self) -> int: ...
    def column(self, name: str) -> "Sequence[Any] | Columns | Grouped": ...


class Grouped(NamedTuple):
    """The items of many lists, one list after another, and how many items each list has."""

    items: "Sequence[Any] | Columns"
    sizes: Sequence[int]

    def lists(self, items: Sequence[Any]) -> list[list[Any]]:
        """What became of the items, in lists of the same sizes."""
        lists, start = [], 0
        for size in self.sizes:
            lists.append(list(items[start : start + size]))
            start += size
        return lists


class ObjectColumns:
    """Columns of objects: their attributes."""

    def __init__(self, objects: Sequence[Any]) -> None:
        self.objects = objects

    def __len__(self) -> int:
        return len(self.objects)

    def column(self, name: str) -> list[Any]:
        """One attribute of every object."""
        attribute, values = attrgetter(name), list[Any]()
        for part in parts(self.objects):
            values += map(attribute, part)
        return values
