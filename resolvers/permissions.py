"""Root fields: each declares its permission and its description, and is checked before it runs."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension

from resolvers.audit import audit_refusal
from resolvers.problems import Answers
from schema.shared.relations import loaded
from services.shared.access import Permission, SignedIn
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


def root_field(permission: Permission | SignedIn, description: str, *, versioned: bool = False) -> Any:
    """Declare a root field: who may ask it, and what it answers.

    An answer of a `versioned` field follows from the scopes of the types in it alone (schema/shared/scopes.py): from
    nothing about the caller but tenant and permissions, nor from the time. Then it may be kept.
    """
    return strawberry.field(
        description=description, extensions=[Requires(permission)], metadata={VERSIONED: True} if versioned else {}
    )


def loaded_root(permission: Permission, description: str, loader: str, *, key: Callable[..., Hashable]) -> Any:
    """Declare a root field answered by the loader "room.name" for what `key` makes of its arguments; null for None."""
    guards, metadata = [Requires(permission)], {VERSIONED: True}
    return loaded(loader, by=None, arguments=key, description=description, extensions=guards, metadata=metadata)


def mutation_field(permission: Permission, description: str) -> Any:
    """Declare a mutation: who may ask for it and what it does; what it refuses is in its payload's problems."""
    return strawberry.mutation(description=description, extensions=[RequiresOfMutation(permission), Answers()])


def subscription_field(permission: Permission, description: str) -> Any:
    """Declare a subscription: who may listen, and what it tells."""
    return strawberry.subscription(description=description, extensions=[RequiresOfStream(permission)])
