"""The bases of loaders: a batch is one read session and one array of keys, and its answers are realigned to the keys.

A loader is asked in two ways. Strawberry's resolvers ask for one key at a time, which aiodataloader collects into a
batch. The columnar executor has the keys of a whole level at once and calls `related`, without a future for each.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from aiodataloader import DataLoader

from columnar import Related, RelatedRows, Wanted
from db.engine import ReadSession
from db.postgres.reading import ColumnRows, Reading
from db.shared.enums import Permission
from resolvers.shapes import Shape
from services.shared.computing import computed

BoundReading: TypeAlias = tuple[Reading, Mapping[str, Any]]
"""What to read, by the parameter `keys`, and values for its other parameters."""

K = TypeVar("K")
V = TypeVar("V")
A = TypeVar("A")
B = TypeVar("B")


class Reader(Protocol):
    """Whatever opens read sessions and counts batches: the context of an operation.

    `field_names` are those that the operation selects, at any depth; None where nobody has looked.
    """

    field_names: frozenset[str] | None

    def read(self) -> AbstractAsyncContextManager[ReadSession]: ...
    def today(self) -> date: ...
    def may(self, permission: Permission) -> bool: ...
    def count_batch(self, loader: str, keys: int) -> None: ...


class Loader(Generic[K, V]):
    """Loads values by key: `fetch` answers a whole batch, and a key without a value gets `missing`, None or ()."""

    missing: ClassVar[Any] = None

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @classmethod
    def name_in_room(cls) -> str:
        """The name that relations find it by within its room: "resource_by_id" of ResourceById."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @cached_property
    def data_loader(self) -> DataLoader[K, V]:
        """Loads single keys, collected into batches; made when the first is asked for, which may be never."""
        return DataLoader(self._batch)

    def clear(self) -> None:
        """Drop what was loaded by single keys."""
        self.__dict__.pop("data_loader", None)  # it keeps a method of ours: a circle

    async def fetch(self, session: ReadSession, keys: Sequence[K]) -> Mapping[K, V]:
        """The values of a batch of distinct keys."""
        raise NotImplementedError

    async def _batch(self, keys: list[K]) -> list[V]:
        self._reader.count_batch(type(self).__name__, len(keys))
        async with self._reader.read() as session:
            values = await self.fetch(session, keys)
        return [values.get(key, self.missing) for key in keys]

    async def related(self, keys: Sequence[Any], arguments: Hashable, wanted: Wanted | None) -> Related:
        """What the objects of a whole level are related to, by key; a relation with arguments has them in its keys."""
        loader_keys: Any = keys if arguments is None else [(key, arguments) for key in keys]
        return dict(zip(keys, await self.data_loader.load_many(loader_keys), strict=True))


class DerivedLoader(Loader[K, V]):
    """Makes its answers of what other loaders of the operation find, so that fields with one basis read it once.

    It opens no session: outside of queries that would be a second connection beside the one that those read with.
    """

    async def derive(self, keys: Sequence[K]) -> Mapping[K, V]:
        """The values of a batch of distinct keys."""
        raise NotImplementedError

    async def loaded(self, name: str, keys: Sequence[K]) -> dict[K, Any]:
        """What the loader "room.what_by_key" finds; keys that it finds nothing for are left out."""
        context: Any = self._reader
        found = await context.loaders.named(name).data_loader.load_many(keys)
        return {key: one for key, one in zip(keys, found, strict=True) if one is not None}

    async def fetch(self, session: ReadSession, keys: Sequence[K]) -> Mapping[K, V]:
        """The values of a batch of distinct keys; what they are made of is read with the operation's session."""
        return await self.derive(keys)

    async def _batch(self, keys: list[K]) -> list[V]:
        values = await self.derive(keys)
        return [values.get(key, self.missing) for key in keys]


async def lists_of(make: Callable[[A], B], found: Mapping[K, Sequence[A]]) -> dict[K, list[B]]:
    """What is made of each part of what was found, by key; how many there are, no page says."""

    def made() -> dict[K, list[B]]:
        return {key: list(map(make, parts)) for key, parts in found.items()}

    return await computed(made, parts=sum(map(len, found.values())))


class RowLoader(Loader[Any, Any]):
    """Loads rows by one of their columns, `key`: one row of each key, or with `many` all of them.

    The keys of a relation with arguments are (key, arguments).
    """

    shape: ClassVar[Shape[Any]]
    key: ClassVar[str]
    many: ClassVar[bool] = False
    veiled: ClassVar[Mapping[str, Permission]] = MappingProxyType({})
    """Columns that are null for who lacks a permission: rows are reached from rooms that do not ask for it."""

    def reading(self, arguments: Any) -> BoundReading:
        """What to read for these arguments of the relation."""
        raise NotImplementedError

    async def fetch(self, session: ReadSession, keys: Sequence[Any]) -> Mapping[Any, Any]:
        """Objects of whole rows, one statement for all keys with the same arguments."""
        values: dict[Any, Any] = {}
        for arguments, loader_keys in _by_arguments(keys).items():
            rows = await self._rows(session, list(loader_keys), arguments, self.shape.columns())
            for key, value in zip(rows.column(self.key), self.shape.objects(rows), strict=True):
                if self.many:
                    values.setdefault(loader_keys[key], []).append(value)
                else:
                    values[loader_keys[key]] = value
        return values

    async def related(self, keys: Sequence[Any], arguments: Hashable, wanted: Wanted | None) -> Related:
        """The rows of a level as columns, and only the columns that the selection needs."""
        self._reader.count_batch(type(self).__name__, len(keys))
        columns = self.shape.columns(wanted.attributes if wanted is not None else None)
        async with self._reader.read() as session:
            rows = await self._rows(session, keys, arguments, columns)
        return RelatedRows(self.shape.of(rows), rows.column(self.key), many=self.many)

    async def _rows(
        self, session: ReadSession, keys: Sequence[Any], arguments: Any, columns: Sequence[str]
    ) -> ColumnRows:
        reading, values = self.reading(arguments)
        rows = await session.read(reading, (self.key, *columns), {"keys": keys, **values})
        hidden = [name for name, needed in self.veiled.items() if name in columns and not self._reader.may(needed)]
        return rows.without(hidden) if hidden else rows


def _by_arguments(keys: Sequence[Any]) -> dict[Any, dict[Any, Any]]:
    """For each of the arguments the row keys, each with the loader's key that it came from."""
    groups: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for loader_key in keys:
        row_key, arguments = loader_key if isinstance(loader_key, tuple) else (loader_key, None)
        groups[arguments][row_key] = loader_key
    return groups
