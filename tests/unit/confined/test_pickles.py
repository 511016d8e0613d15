"""Pickles in pieces: the same objects, and nobody waits for the interpreter until all of them are done."""

import pickle
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

import pytest

from confined import pickles

PIECE = 200 * 1024  # the library's frames of 64 KiB, and what does not fit into one any more


class Person(NamedTuple):
    """Something of ours."""

    id: int
    cn: str
    weeks: frozenset[int]
    busy: dict[int, float]


def people(count: int, seed: int = 1) -> list[Person]:
    random = Random(seed)

    def busy() -> dict[int, float]:
        return {week: random.random() for week in range(9)}

    return [Person(number, f"CN{number}", frozenset(range(random.randrange(30))), busy()) for number in range(count)]


VALUES: dict[str, Any] = {
    "nothing": None,
    "people": people(500),
    "one large text": "text " * 200_000,
    "large bytes": b"x" * 500_000,
    "a mutable buffer": bytearray(b"y" * 300_000),
    "figures": [Decimal("1.50"), 2**70, -0.0, {"a": (1, 2)}],
}


@pytest.mark.parametrize("name", VALUES)
def test_what_is_pickled_comes_out_again(name: str) -> None:
    value = VALUES[name]
    assert pickles.loads(pickles.dumps(value)) == value
    assert pickle.loads(pickles.dumps(value)) == value
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickles.loads(pickle.dumps(value, protocol)) == value


def test_no_call_writes_or_reads_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two pieces the interpreter runs lines of Python, and may be given to another thread."""
    sizes: list[int] = []
    write, read = pickles._Sink.write, pickles._Source.read

    def counted_write(sink: Any, piece: Any) -> int:
        sizes.append(len(piece))
        return write(sink, piece)

    def counted_read(source: Any, size: int = -1) -> bytes:
        sizes.append(len(piece := read(source, size)))
        return piece

    monkeypatch.setattr(pickles._Sink, "write", counted_write)
    monkeypatch.setattr(pickles._Source, "read", counted_read)
    value = people(40_000)
    content = pickles.dumps(value)
    assert pickles.loads(content) == value
    assert sum(sizes) >= 2 * len(content) > 40 * PIECE
    assert max(sizes) < PIECE


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_pickle_that_is_cut_off_raises(cut: int) -> None:
    with pytest.raises((EOFError, pickle.UnpicklingError)):
        pickles.loads(pickles.dumps(people(50))[:cut])
