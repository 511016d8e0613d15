"""How many sockets one caller may have open, and how many operations under way on all of them, in one process."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any
from uuid import UUID

from graphql import GraphQLError
from strawberry.types.execution import PreExecutionError

from services.shared.access import Caller
from services.shared.errors import TooMany

Person = tuple[UUID, str]


class SocketLimits:
    """Counts what callers hold. Whoever is the same subject of the same tenant is one caller, by whatever token."""

    def __init__(self, *, sockets: int, operations: int) -> None:
        self._most_sockets, self._most_operations = sockets, operations
        self._sockets: Counter[Person] = Counter()
        self._operations: Counter[Person] = Counter()

    def open_socket(self, caller: Caller) -> None:
        """Note a socket; raises TooMany for one too many."""
        _take(self._sockets, caller, self._most_sockets, "sockets are open")

    def close_socket(self, caller: Caller) -> None:
        """Note that one of the sockets is gone."""
        _give_back(self._sockets, caller)

    async def bounded(self, caller: Caller, results: Any) -> AsyncIterator[Any]:
        """The results of an operation that a caller has room for, or the one error of one too many."""
        try:
            with self._operation(caller):
                async with aclosing(results):
                    async for result in results:
                        yield result
        except TooMany as refusal:
            yield PreExecutionError(None, [GraphQLError(str(refusal), original_error=refusal)])

    @contextmanager
    def _operation(self, caller: Caller) -> Iterator[None]:
        _take(self._operations, caller, self._most_operations, "operations are under way over WebSocket")
        try:
            yield
        finally:
            _give_back(self._operations, caller)


def _take(held: Counter[Person], caller: Caller, most: int, what: str) -> None:
    person = caller.tenant_id, caller.subject
    if held[person] >= most:
        raise TooMany(f"{held[person]} {what} for this caller; accepted: at most {most}")
    held[person] += 1


def _give_back(held: Counter[Person], caller: Caller) -> None:
    person = caller.tenant_id, caller.subject
    held[person] -= 1
    if held[person] <= 0:
        del held[person]
