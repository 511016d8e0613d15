"""Root fields: each declares a description and a permission, which is checked before the field is resolved."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, NamedTuple

import strawberry
from strawberry.extensions import FieldExtension

from db.shared.enums import Permission
from resolvers.audit import audit_refusal
from resolvers.context import Info
from resolvers.problems import ProblemsExtension
from schema.shared.noun import SIZE
from schema.shared.relations import loaded
from services.shared.access import Requirement
from services.shared.errors import Forbidden

VERSIONED = "versioned"


class Guard(FieldExtension):
    """The permission that a root field requires; each type of operation checks it in its own way."""

    def __init__(self, permission: Requirement) -> None:
        self.permission = permission


class Requires(Guard):
    """Lets a field of Query be resolved only for callers who have its permission."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        """Check, then go on; raises Forbidden."""
        info.context.caller.require(self.permission)
        return await next_(source, info, **arguments)


class RequiresOfMutation(Guard):
    """Lets a mutation be resolved only for callers who have its permission; the audit log keeps who tried without."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        """Check, then go on; raises Forbidden."""
        try:
            info.context.caller.require(self.permission)
            return await next_(source, info, **arguments)
        except Forbidden as error:
            await audit_refusal(info.context, [("FORBIDDEN", [], str(error))])
            raise


class RequiresOfStream(Guard):
    """Lets a subscription begin only for callers who have its permission."""

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **arguments: Any) -> Any:
        """Check, then hand on the stream itself; raises Forbidden."""
        info.context.caller.require(self.permission)
        return next_(source, info, **arguments)


class ScopeFamily(NamedTuple):
    """For a root field that answers about one member of a family of scopes, such as one report of all: which one.

    `name` is the family's, such as "report:*". `argument` names the member by a text, and `key` makes of that text what
    `members` selects the member's scope by; None for a text that names nothing.
    """

    name: str
    argument: str
    key: Callable[[str], Hashable | None]
    members: Any  # a SELECT of scopes with the parameter "members", an array of keys


def root_field(
    permission: Requirement,
    description: str,
    *,
    also: Permission | None = None,
    versioned: bool | ScopeFamily = False,
    size: int | None = None,
) -> Any:
    """Declare a root field: who may ask it, what it answers, and how many objects, where it is a list without pages.

    `also` is a second permission, which is asked for after the first.

    The answer of a `versioned` field depends on nothing but the scopes of the nouns in it (schema/shared/noun.py), and
    of the caller on tenant and permissions; not on the time. Then it may be kept (server/graphql/answer_cache.py).
    """
    # Strawberry runs the last extension first.
    needed = [permission] if also is None else [also, permission]
    return strawberry.field(
        description=description,
        extensions=[Requires(one) for one in needed],
        metadata={SIZE: size, **({VERSIONED: versioned} if versioned else {})},
    )


def loaded_root(permission: Permission, description: str, loader: str, *, key: Callable[..., Hashable]) -> Any:
    """Declare a root field answered by the loader "room.name" for what `key` makes of its arguments; null for None."""
    extensions, metadata = [Requires(permission)], {VERSIONED: True}
    return loaded(loader, by=None, arguments=key, description=description, extensions=extensions, metadata=metadata)


def mutation_field(permission: Requirement, description: str, *, apart: str | None = None) -> Any:
    """Declare a mutation: who may ask for it and what it does; what it refuses is in its payload's problems.

    `apart` is the argument whose items stand each for itself.
    """
    # Strawberry runs the last extension first: the other one is called inside it, when the mutation has its name.
    extensions = [RequiresOfMutation(permission), ProblemsExtension(apart=apart)]
    return strawberry.mutation(description=description, extensions=extensions)


def subscription_field(permission: Requirement, description: str) -> Any:
    """Declare a subscription: who may listen, and what it tells."""
    return strawberry.subscription(description=description, extensions=[RequiresOfStream(permission)])
