"""All loaders of one operation, found by "room.what_by_key"."""

from collections.abc import Mapping
from typing import Any

from resolvers.loading import Loader, Reader


class Loaders:
    """The loaders of one operation, each made when it is first asked for."""

    def __init__(self, reader: Reader, classes: Mapping[str, type[Loader[Any, Any]]]) -> None:
        self._reader = reader
        self._classes = classes
        self._made: dict[str, Loader[Any, Any]] = {}

    def named(self, name: str) -> Loader[Any, Any]:
        """The loader "room.what_by_key"; KeyError for a name that no room has."""
        if name not in self._made:
            self._made[name] = self._classes[name](self._reader)
        return self._made[name]

    def forget(self) -> None:
        """Let go of what they saw."""
        for loader in self._made.values():
            loader.forget()
