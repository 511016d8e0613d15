"""Work that is begun at once, before anybody waits for it: most of it is done by then."""

from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


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
            yield self._waits_for
            self.value = yield from self._work.__await__()
        return self.value
