"""The executor of operations: columnar, with relations found by the operation's loaders."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLObjectType

from columnar import ColumnarExecutor, Related, Relation, Wanted


class Executor(ColumnarExecutor):
    """Loads a level's relations through the loaders that also serve single fields."""

    async def related(self, relation: Relation, keys: Sequence[Any], asked: Any, wanted: Wanted | None) -> Related:
        """What the relation's loader finds."""
        found: Related = await self.context_value.loaders.named(relation.loader).related(keys, asked, wanted)
        return found

    def fell_back(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Count what was left to the stock executor."""
        self.context_value.count_fallback(type_.name)
