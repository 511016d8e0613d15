"""The base of every loader: one read session a batch, keys in one array, answers realigned to keys."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from aiodataloader import DataLoader

from db.engine import ReadSession

K = TypeVar("K")
V = TypeVar("V")


class Reader(Protocol):
    """Whatever opens read transactions: the context of an operation."""

    def read(self) -> AbstractAsyncContextManager[ReadSession]: ...
    def count_batch(self, loader: str, keys: int) -> None: ...


class Loader(DataLoader[K, V], Generic[K, V]):
    """Loads values by key; `fetch` answers a whole batch, `missing` is what a key without a value gets: None, or ()."""

    missing: ClassVar[Any] = None

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    async def fetch(self, session: ReadSession, keys: Sequence[K]) -> Mapping[K, V]:
        """The values of a batch of distinct keys."""
        raise NotImplementedError

    async def batch_load_fn(self, keys: list[K]) -> list[V]:
        """Answer a batch in the order of its keys."""
        self._reader.count_batch(type(self).__name__, len(keys))
        async with self._reader.read() as session:
            found = await self.fetch(session, keys)
        return [found.get(key, self.missing) for key in keys]
