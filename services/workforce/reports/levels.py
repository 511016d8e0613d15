"""The levels a capacity tree can be drilled by: what groups, and how a group is named."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from db.shared.enums import WorkType
from services.shared.main_lob import category_of
from services.shared.states import state_name
from services.shared.text import slug


class DemandWords(Protocol):
    """The words of a demand that levels group by."""

    @property
    def main_lob(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def case_type(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def locality(self) -> WorkType: ...


class Stored(Protocol):
    """The summaries of one report, column by column."""

    @property
    def demands(self) -> Sequence[DemandWords]: ...
    @property
    def demand_of(self) -> Sequence[int]: ...
    @property
    def month_of(self) -> Sequence[int]: ...
    def column(self, name: str) -> Sequence[Any]: ...


class Level(StrEnum):
    """What a level groups demands by."""

    CATEGORY = "CATEGORY"
    PLATFORM = "PLATFORM"
    LOCALITY = "LOCALITY"
    MAIN_LOB = "MAIN_LOB"
    STATE = "STATE"
    CASE_TYPE = "CASE_TYPE"

    @property
    def key(self) -> Callable[[DemandWords], object]:
        """What demands of one group share."""
        return _KEYS[self]


class Place(NamedTuple):
    """Where a node stands: its path slug, its name for people, its level (None for the total)."""

    slug: str
    name: str
    level: Level | None


_KEYS: dict[Level, Callable[[DemandWords], object]] = {
    Level.CATEGORY: attrgetter("platform", "locality"),
    Level.PLATFORM: attrgetter("platform"),
    Level.LOCALITY: attrgetter("locality"),
    Level.MAIN_LOB: attrgetter("main_lob"),
    Level.STATE: attrgetter("state"),
    Level.CASE_TYPE: attrgetter("case_type"),
}


def place_of(level: Level, demand: DemandWords) -> Place:
    """The place of a demand's group, its slug not yet joined to its parents'."""
    return _place(level, level.key(demand))


@lru_cache(maxsize=16_384)
def _place(level: Level, key: Any) -> Place:
    if level is Level.STATE:
        return Place(slug(key), state_name(key), level)
    if level is Level.CATEGORY:
        name = category_of(*key)
    elif level is Level.LOCALITY:
        name = key.title()
    else:
        name = str(key)
    return Place(slug(name), name, level)
