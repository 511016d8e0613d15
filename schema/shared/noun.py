"""Nouns: types of the API that say of themselves what answers with them depend on, and how they are found by id.

Whatever the server must know of a type stands at the type; no list elsewhere has to be told of a new one.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple, TypeVar, dataclass_transform

import strawberry
from strawberry.types.field import StrawberryField

from db.shared.enums import AnyOf, Permission

T = TypeVar("T", bound=type)
SIZE = "size"
MOST = "most"
COLUMNS = "columns"
_DECLARED = "__noun__"


class Noun(NamedTuple):
    """What a type says of itself.

    `scopes` are those whose versions an answer with it depends on; filters count too: people can be asked by their
    weeks. `crosses` are families of scopes ("report:*") of which it brings another member into an answer than the one
    that was asked for. `node` is the loader "room.thing_by_id" that finds it by its own id, for who has `permission`.
    """

    scopes: frozenset[str]
    crosses: frozenset[str] = frozenset()
    node: str | None = None
    permission: Permission | AnyOf | None = None


@dataclass_transform(order_default=True, kw_only_default=True, field_specifiers=(strawberry.field, StrawberryField))
def noun(
    *,
    description: str,
    scopes: Collection[str] = (),
    crosses: Collection[str] = (),
    node: str | None = None,
    permission: Permission | AnyOf | None = None,
) -> Callable[[T], T]:
    """Declare a type whose answers may be kept: they change only when one of its `scopes` does."""

    def declare(cls: T) -> T:
        declared = strawberry.type(description=description)(cls)
        setattr(declared, _DECLARED, Noun(frozenset(scopes), frozenset(crosses), node, permission))
        return declared

    return declare


def noun_of(cls: type | None) -> Noun | None:
    """What a type says of itself; None for one that says nothing: answers with it are not kept."""
    declared = vars(cls).get(_DECLARED) if cls is not None else None
    return declared if isinstance(declared, Noun) else None


def list_field(*, description: str, size: int, most: int | None = None, **options: Any) -> Any:
    """A list without a page argument, and how many objects it is expected to hold: what it costs is reckoned with it.

    Below a field with a page argument, which counts its page already, the size is 1. Objects of a type whose own list
    this is form a tree; `most` is how many all lists of one floor of it hold together.
    """
    return strawberry.field(description=description, metadata={SIZE: size, MOST: most}, **options)
