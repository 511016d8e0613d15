"""Work that is begun at once, before anybody waits for it: most of it is done by then."""

from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
NOTHING: Any = object()


class Begun(Generic[T]):
    """A coroutine up to the first place where it waits; to be awaited for the rest, by the task that began it."""

    def __init__(self, work: Coroutine[Any, Any, T]) -> None:
        self._work = work
        self.is_done = False
        try:
            self._waits_for = work.send(None)
        except StopIteration as done:
            self.is_done = True
            self.value: T = done.value

    def __await__(self) -> Generator[Any, Any, T]:
        if not self.is_done:
            self.value = yield from self
        return self.value

    # The rest of the coroutine, step by step, as `yield from` goes through it: who is cancelled is told so at once.

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        waits_for, self._waits_for = self._waits_for, NOTHING
        return self._work.send(None) if waits_for is NOTHING else waits_for

    def throw(self, *error: Any) -> Any:
        """Raise an error where the coroutine waits."""
        return self._work.throw(*error)

    def close(self) -> None:
        """Nobody waits for the rest any more."""
        self._work.close()
