"""All loaders of one operation, found by "room.name"."""

from typing import Any

from resolvers.forecast import loaders as forecast
from resolvers.loading import Loader, Reader
from resolvers.workforce import loaders as workforce

ROOMS = {"workforce": workforce.LOADERS, "forecast": forecast.LOADERS}


class Loaders:
    """The loaders of one operation, each made when it is first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._made: dict[str, Loader[Any, Any]] = {}

    def named(self, name: str) -> Loader[Any, Any]:
        """The loader "room.name"; KeyError for a name that no room has."""
        if name not in self._made:
            room, _, loader = name.partition(".")
            self._made[name] = ROOMS[room][loader](self._reader)
        return self._made[name]

    def forget(self) -> None:
        """Let go of what they saw."""
        for loader in self._made.values():
            loader.forget()
