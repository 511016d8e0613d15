"""Coroutines that are run at once, before anybody waits for them: most of them are done by then."""

from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")
NOTHING: Any = object()


class EagerCoroutine(Generic[T]):
    """A coroutine, run up to its first wait: then either `is_done`, with its `value`, or to be awaited for the rest.

    Why: an `async` function whose data is at hand never waits. Yet whoever has only a coroutine cannot know that, and
    prepares for a wait: graphql-core makes a task of it, a request gets a timer. One step (`send(None)`) settles it.
    What it raises in that step is raised by the constructor.

    A coroutine that waits hands out the future it waits for, and goes on when it is sent something. The first step has
    taken that future already, so that it is handed on first; after that this object only passes on what comes. Errors
    are passed on too, so that a task which is cancelled during the first wait tells the coroutine at once.

    The rest belongs to the task that made the first step: what the coroutine has entered, such as a timeout, may have
    looked up its task there.
    """

    def __init__(self, coroutine: Coroutine[Any, Any, T]) -> None:
        self._coroutine = coroutine
        self.is_done = False
        try:
            self._first_wait = coroutine.send(None)
        except StopIteration as done:
            self.is_done = True
            self.value: T = done.value

    def __await__(self) -> Generator[Any, Any, T]:
        if not self.is_done:
            self.value = yield from self
        return self.value

    # `yield from self` above goes through these four, step by step.

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        first_wait, self._first_wait = self._first_wait, NOTHING
        return self._coroutine.send(None) if first_wait is NOTHING else first_wait

    def throw(self, *error: Any) -> Any:
        """Raise an error where the coroutine waits."""
        return self._coroutine.throw(*error)

    def close(self) -> None:
        """Nobody waits for the rest any more."""
        self._coroutine.close()
