"""The loaders of one operation, each found by its name "room.what_by_key"."""

from collections.abc import Mapping
from typing import Any

from resolvers.loading import Loader, Reader


class Loaders:
    """Makes a loader when it is first asked for, and keeps it for the rest of the operation."""

    def __init__(self, reader: Reader, classes: Mapping[str, type[Loader[Any, Any]]]) -> None:
        self._reader = reader
        self._classes = classes
        self._loaders: dict[str, Loader[Any, Any]] = {}

    def named(self, name: str) -> Loader[Any, Any]:
        """The loader "room.what_by_key"; raises KeyError for a name that no room has."""
        if name not in self._loaders:
            self._loaders[name] = self._classes[name](self._reader)
        return self._loaders[name]

    def clear(self) -> None:
        """Drop what the loaders cache."""
        for loader in self._loaders.values():
            loader.clear()
