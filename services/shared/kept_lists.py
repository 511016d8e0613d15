"""Long lists in previews: kept, read and compared by calls that each take little.

A call of orjson, `repr` or zlib about a hundred thousand items keeps the interpreter from everybody else for a tenth of
a second, whichever thread it is on (services/shared/json_pieces.py).
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

import orjson

T = TypeVar("T")
FEW = 500  # items that one call takes: a few milliseconds


def packed(head: Mapping[str, Any], *lists: Sequence[Any]) -> bytes:
    """Plain values by name, and lists of plain values, compressed.

    The values are a line of JSON, every few items of a list another one, and an empty line stands between two lists.
    """
    parts = [b"\n".join(map(orjson.dumps, _few(items))) for items in lists]
    return zlib.compress(orjson.dumps(head) + b"\n" + b"\n\n".join(parts), 1)


def unpacked(content: bytes) -> tuple[dict[str, Any], list[Iterator[Any]]]:
    """What was packed: the values by name, and the lists, whose items are read as they are drawn."""
    head, _, rest = zlib.decompress(content).partition(b"\n")
    return orjson.loads(head), [_items(part) for part in rest.split(b"\n\n")]


def _items(part: bytes) -> Iterator[Any]:
    for line in part.split(b"\n"):
        yield from orjson.loads(line) if line else ()


def digest_of(parts: Iterable[Iterable[Any]]) -> str:
    """A fingerprint of some lists: another one means that an item is another one, or stands elsewhere."""
    digest = sha256()
    for part in parts:
        for few in _few(list(part)):
            digest.update(repr(few).encode())
        digest.update(b";")
    return digest.hexdigest()


def _few(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(items), FEW):
        yield items[begin : begin + FEW]
