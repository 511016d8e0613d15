"""Large values as JSON, a piece at a time.

orjson keeps the interpreter from everybody for as long as a call takes: tens of milliseconds for tens of megabytes, on
whichever thread. So what is large is encoded by many calls, and between two of them others have their turns.
"""

from collections.abc import Iterator
from typing import Any

import orjson

PIECE = 20_000  # values that one call may encode: a millisecond or so
SAMPLES = 8  # items of a list by which the others are judged
CONTAINERS = (dict, list)


def encoded(value: Any) -> bytes:
    """What `orjson.dumps` makes of a value, to the byte."""
    return b"".join(pieces(value))


def pieces(value: Any) -> Iterator[bytes]:
    """The same in pieces of `PIECE` values or so each."""
    if type(value) not in CONTAINERS or weight(value) <= PIECE:
        yield orjson.dumps(value)
    elif type(value) is dict:
        yield from _of_dict(value)
    else:
        yield from _of_list(value)


def weight(value: Any, samples: int = SAMPLES) -> int:
    """How many values are in a value, about: of a list some items stand for all, the fewer the deeper it lies."""
    if type(value) is dict:
        return 1 + sum(weight(item, samples) if type(item) in CONTAINERS else 1 for item in value.values())
    if type(value) is list and value:
        return 1 + len(value) * _heaviest(value, samples)
    return 1


def _heaviest(items: list[Any], samples: int) -> int:
    return max(weight(item, max(1, samples // 2)) for item in items[:: len(items) // samples + 1])


def _of_dict(value: dict[str, Any]) -> Iterator[bytes]:
    separator = b"{"
    for key, item in value.items():
        yield separator + orjson.dumps(key) + b":"
        yield from pieces(item)
        separator = b","
    yield b"}"


def _of_list(value: list[Any]) -> Iterator[bytes]:
    heaviest = _heaviest(value, SAMPLES)
    separator = b"["
    if heaviest > PIECE:
        for item in value:
            yield separator
            yield from pieces(item)
            separator = b","
    else:
        at_once = max(1, PIECE // heaviest)
        for begin in range(0, len(value), at_once):
            yield separator + orjson.dumps(value[begin : begin + at_once])[1:-1]
            separator = b","
    yield b"]"
