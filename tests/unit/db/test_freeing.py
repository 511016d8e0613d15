"""What is large is freed in pieces, what others refer to stays, and other threads work meanwhile."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.freeing import FreedInPieces, free

LARGE = 400_000  # dictionaries: freed in one go they take a tenth of a second
SOME = 5  # turns of another thread; where it is kept waiting it has one before and one after

documents = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


class Left(FreedInPieces):
    """Something with an attribute that is large."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows


def _rows() -> list[Any]:
    return [{"row": [number]} for number in range(LARGE)]


@contextmanager
def _turns() -> Iterator[list[int]]:
    """How many turns another thread has had so far."""
    turns, done = [0], Event()

    def take() -> None:
        while not done.wait(0.0005):
            turns[0] += 1

    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    other = Thread(target=take, daemon=True)
    other.start()
    try:
        yield turns
    finally:
        done.set()
        other.join()
        sys.setswitchinterval(before)


@given(st.lists(documents), st.dictionaries(st.text(), documents))
def test_whatever_is_in_them_they_are_empty_afterwards(items: list[Any], named: dict[str, Any]) -> None:
    free(items, named)
    assert (items, named) == ([], {})


@given(documents, documents)
def test_what_somebody_else_refers_to_stays_as_it_is(shared: Any, mixed: Any) -> None:
    told = repr(shared)
    free([shared, mixed, {"deeper": [shared]}], {"here": shared, "again": {"there": shared}})
    assert repr(shared) == told


def test_it_may_lie_deeper_than_calls_may() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [[], deep]
    free(deep)
    assert deep == []


def _by_hand(rows: list[Any]) -> None:
    free(rows)


def _as_an_attribute(rows: list[Any]) -> None:
    left = Left(rows)
    rows = []
    del left


def _in_a_record(rows: list[Any]) -> None:
    left = Left([("a name", {"rows": rows}), "another"])
    rows = []
    del left


@pytest.mark.parametrize("let_go", [_by_hand, _as_an_attribute, _in_a_record])
def test_others_work_meanwhile(let_go: Callable[[list[Any]], None]) -> None:
    kept = [_rows()]
    with _turns() as turns:
        before = turns[0]
        let_go(kept.pop())
        assert turns[0] - before > SOME
