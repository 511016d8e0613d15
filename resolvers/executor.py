"""The executor of operations: columnar, with relations found by the operation's loaders."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType
from strawberry.types.field import StrawberryField

from columnar import ColumnarExecutor, Related, Relation, Wanted
from resolvers.permissions import Requires


class Executor(ColumnarExecutor):
    """Loads a level's relations through the loaders that also serve single fields."""

    async def related(self, relation: Relation, keys: Sequence[Any], arguments: Any, wanted: Wanted | None) -> Related:
        """What the relation's loader finds."""
        loader = self.context_value.loaders.named(relation.loader)
        related: Related = await loader.related(keys, arguments, wanted)
        return related

    def may_skip_extensions(self, declared: StrawberryField) -> bool:
        """Whether all that a root field asks for is a permission, which the caller has."""
        guards = declared.extensions
        permissions = self.context_value.caller.permissions
        return all(type(one) is Requires and one.permission in permissions for one in guards)

    def on_fallback(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Count what was left to the stock executor."""
        self.context_value.count_fallback(type_.name)
