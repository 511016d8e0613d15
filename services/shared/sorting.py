"""Long tables in the order of their keys, by sorts that are all short."""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, TypeVar

T = TypeVar("T")
FEW = 5_000  # rows of one sort: a few milliseconds, in which nobody else gets the interpreter


def by_key(rows: Iterable[tuple[tuple[Any, ...], T]]) -> list[tuple[tuple[Any, ...], T]]:
    """Rows by their keys, all of one length: by the first part of them, and so on within those that share it.

    One sort of a hundred thousand keys would keep the interpreter from every other thread for a third of a second.
    """
    return _by_parts(list(rows), 0)


def _by_parts(rows: list[tuple[tuple[Any, ...], T]], place: int) -> list[tuple[tuple[Any, ...], T]]:
    if len(rows) <= FEW or place == len(rows[0][0]):
        return sorted(rows, key=itemgetter(0))
    groups: dict[Any, list[tuple[tuple[Any, ...], T]]] = defaultdict(list)
    for row in rows:
        groups[row[0][place]].append(row)
    return [row for part in sorted(groups) for row in _by_parts(groups[part], place + 1)]
