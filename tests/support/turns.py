"""Whether long work on the event loop gives way: between which of its calls others had a turn."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def calls_by_turn(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Iterator[Counter[int]]:
    """How often a function of a module or class is called within the block, by how many turns others had before."""
    turns, calls, called = 0, Counter[int](), getattr(owner, name)

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def counted(*given: Any, **more: Any) -> Any:
        calls[turns] += 1
        return called(*given, **more)

    monkeypatch.setattr(owner, name, counted)
    beside = asyncio.create_task(others())
    try:
        yield calls
    finally:
        beside.cancel()
