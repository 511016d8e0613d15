"""Root fields: each declares its permission and its description, and is checked before it runs."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, NamedTuple

import strawberry
from strawberry.extensions import FieldExtension

from db.shared.enums import Permission
from resolvers.audit import audit_refusal
from resolvers.problems import ProblemsExtension
from schema.shared.noun import SIZE
from schema.shared.relations import loaded
from services.shared.access import SignedIn
from services.shared.errors import Forbidden

VERSIONED = "versioned"


class Guard(FieldExtension):
    """Says which permission a root field asks for."""

    def __init__(self, permission: Permission | SignedIn) -> None:
        self.permission = permission


class Requires(Guard):
    """Lets a question run only for callers who carry its permission."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        """Check, then go on; raises Forbidden."""
        info.context.caller.require(self.permission)
        return await next_(source, info, **arguments)


class RequiresOfMutation(Guard):
    """Lets a mutation run only for callers who carry its permission; who does not is remembered."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        """Check, then go on; raises Forbidden."""
        try:
            info.context.caller.require(self.permission)
            return await next_(source, info, **arguments)
        except Forbidden as error:
            info.context.operation = info.field_name
            await audit_refusal(info.context, [("FORBIDDEN", [], str(error))])
            raise


class RequiresOfStream(Guard):
    """Lets a subscription begin only for callers who carry its permission."""

    async def resolve_async(
        self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **arguments: Any
    ) -> Any:
        """Check, then hand on the stream itself; raises Forbidden."""
        info.context.caller.require(self.permission)
        return next_(source, info, **arguments)


class OneOf(NamedTuple):
    """A root field answers about one member of a family of scopes, which an argument names.

    `key` makes of the argument's text what `scopes` finds the member's scope by; None for a text that names nothing.
    """

    family: str
    argument: str
    key: Callable[[str], Hashable | None]
    scopes: Any  # a SELECT of scopes, by the parameter "members"


def root_field(
    permission: Permission | SignedIn, description: str, *, versioned: bool | OneOf = False, size: int | None = None
) -> Any:
    """Declare a root field: who may ask it, what it answers, and how many objects, where it is a list without pages.

    An answer of a `versioned` field follows from the scopes of the nouns in it alone (schema/shared/noun.py): from
    nothing about the caller but tenant and permissions, nor from the time. Then it may be kept.
    """
    return strawberry.field(
        description=description,
        extensions=[Requires(permission)],
        metadata={SIZE: size, **({VERSIONED: versioned} if versioned else {})},
    )


def loaded_root(permission: Permission, description: str, loader: str, *, key: Callable[..., Hashable]) -> Any:
    """Declare a root field answered by the loader "room.name" for what `key` makes of its arguments; null for None."""
    guards, metadata = [Requires(permission)], {VERSIONED: True}
    return loaded(loader, by=None, arguments=key, description=description, extensions=guards, metadata=metadata)


def mutation_field(permission: Permission, description: str) -> Any:
    """Declare a mutation: who may ask for it and what it does; what it refuses is in its payload's problems."""
    return strawberry.mutation(
        description=description, extensions=[RequiresOfMutation(permission), ProblemsExtension()]
    )


def subscription_field(permission: Permission, description: str) -> Any:
    """Declare a subscription: who may listen, and what it tells."""
    return strawberry.subscription(description=description, extensions=[RequiresOfStream(permission)])
