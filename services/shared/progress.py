"""Telling how far long work is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told of long work as it goes: what is being done, how many of how many."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
