"""All loaders of one operation, found by "room.name"."""

from typing import TYPE_CHECKING, Any

from resolvers.forecast import loaders as forecast
from resolvers.loading import Loader
from resolvers.workforce import loaders as workforce

if TYPE_CHECKING:
    from resolvers.context import Context

ROOMS = {"workforce": workforce.LOADERS, "forecast": forecast.LOADERS}


class Loaders:
    """The loaders of one operation, each made when it is first asked for."""

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._made: dict[str, Loader[Any, Any]] = {}

    def named(self, name: str) -> Loader[Any, Any]:
        """The loader "room.name"; KeyError for a name that no room has."""
        if name not in self._made:
            room, _, loader = name.partition(".")
            self._made[name] = ROOMS[room][loader](self._context)
        return self._made[name]
