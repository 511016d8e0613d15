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


def packed(head: Mapping[str, Any], items: Sequence[Any]) -> bytes:
    """Plain values by name and a list of plain values, compressed: a line of JSON, and one for every few items."""
    return zlib.compress(b"\n".join([orjson.dumps(head), *map(orjson.dumps, _few(items))]), 1)


def unpacked(content: bytes) -> tuple[dict[str, Any], Iterator[Any]]:
    """What was packed: the values by name, and the items, which are read as they are drawn."""
    head, *lines = zlib.decompress(content).split(b"\n")
    return orjson.loads(head), (item for line in lines for item in orjson.loads(line))


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
