"""The base of every loader: one read session a batch, keys in one array, answers realigned to keys."""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from aiodataloader import DataLoader

from columnar import Related, RelatedRows, Wanted
from db.engine import ReadSession
from db.postgres.reading import ColumnRows, Reading
from resolvers.shapes import Shape

BoundReading: TypeAlias = tuple[Reading, Mapping[str, Any]]
"""What to read, by the parameter `keys`, and values for its other parameters."""

K = TypeVar("K")
V = TypeVar("V")


class Reader(Protocol):
    """Whatever opens read transactions: the context of an operation."""

    def read(self) -> AbstractAsyncContextManager[ReadSession]: ...
    def count_batch(self, loader: str, keys: int) -> None: ...


class Loader(Generic[K, V]):
    """Loads values by key; `fetch` answers a whole batch, `missing` is what a key without a value gets: None, or ()."""

    missing: ClassVar[Any] = None

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @classmethod
    def named(cls) -> str:
        """Its name within its room: "resource_by_id" of ResourceById."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @cached_property
    def one(self) -> DataLoader[K, V]:
        """Loads single keys, in batches; made when the first is asked for."""
        return DataLoader(self._batch)

    def forget(self) -> None:
        """Let go of what was loaded by single keys."""
        self.__dict__.pop("one", None)

    async def fetch(self, session: ReadSession, keys: Sequence[K]) -> Mapping[K, V]:
        """The values of a batch of distinct keys."""
        raise NotImplementedError

    async def _batch(self, keys: list[K]) -> list[V]:
        self._reader.count_batch(type(self).__name__, len(keys))
        async with self._reader.read() as session:
            found = await self.fetch(session, keys)
        return [found.get(key, self.missing) for key in keys]

    async def related(self, keys: Sequence[Any], arguments: Hashable, wanted: Wanted | None) -> Related:
        """What a whole level of objects is related to; `arguments` is None for a relation without arguments."""
        whole: Any = keys if arguments is None else [(key, arguments) for key in keys]
        return dict(zip(keys, await self.one.load_many(whole), strict=True))


class RowLoader(Loader[Any, Any]):
    """Loads rows by one of their columns, `key`: one of each key, or with `many` all; keys may be (key, arguments)."""

    shape: ClassVar[Shape[Any]]
    key: ClassVar[str]
    many: ClassVar[bool] = False

    def reading(self, arguments: Any) -> BoundReading:
        """What to read for some arguments."""
        raise NotImplementedError

    async def fetch(self, session: ReadSession, keys: Sequence[Any]) -> Mapping[Any, Any]:
        """Objects of whole rows."""
        found: dict[Any, Any] = {}
        for arguments, members in _by_arguments(keys).items():
            rows = await self._rows(session, list(members), arguments, self.shape.columns())
            for key, made in zip(rows.column(self.key), self.shape.objects(rows), strict=True):
                if self.many:
                    found.setdefault(members[key], []).append(made)
                else:
                    found[members[key]] = made
        return found

    async def related(self, keys: Sequence[Any], arguments: Hashable, wanted: Wanted | None) -> Related:
        """The rows of a level as columns, no more of them than are wanted."""
        self._reader.count_batch(type(self).__name__, len(keys))
        columns = self.shape.columns(wanted.attributes if wanted is not None else None)
        async with self._reader.read() as session:
            rows = await self._rows(session, keys, arguments, columns)
        return RelatedRows(self.shape.of(rows), rows.column(self.key), many=self.many)

    async def _rows(
        self, session: ReadSession, keys: Sequence[Any], arguments: Any, columns: Sequence[str]
    ) -> ColumnRows:
        reading, values = self.reading(arguments)
        return await session.read(reading, (self.key, *columns), {"keys": keys, **values})


def _by_arguments(keys: Sequence[Any]) -> dict[Any, dict[Any, Any]]:
    """Keys by their arguments, each beside the loader's own key of it."""
    found: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for key in keys:
        plain, arguments = key if isinstance(key, tuple) else (key, None)
        found[arguments][plain] = key
    return found
