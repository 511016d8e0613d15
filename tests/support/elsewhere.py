"""Whether long work is done where nobody waits for it: beside the event loop, not on it."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services.shared import computing


@contextmanager
def calls_elsewhere(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> Iterator[Counter[bool]]:
    """How often a function of a module or class is called within the block, by whether on a thread of its own.

    Two parts are many.
    """
    here, calls, called = threading.get_ident(), Counter[bool](), getattr(owner, name)

    def counted(*given: Any, **more: Any) -> Any:
        calls[threading.get_ident() != here] += 1
        return called(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(computing, "MANY", 2)
        patch.setattr(owner, name, counted)
        yield calls
