"""The executors of operations: columnar, with relations found by the operation's loaders, and graphql-core's alone."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLFloat, GraphQLLeafType, GraphQLObjectType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from columnar import ColumnarExecutor, Related, Relation, Wanted
from resolvers.figures import rounded, rounded_column
from resolvers.permissions import Requires
from services.shared.figures import Exact


class StockExecutor(StrawberryGraphQLCoreExecutionContext):
    """Leaves all to graphql-core, which looks for no names that are like one it does not know.

    It would do so before it leaves them out of its message, in time that grows with the square of a name's length, and
    fails at letters that have more than one in lower case.
    """

    @classmethod
    def build(cls, *arguments: Any, **options: Any) -> Any:
        """As graphql-core's, without suggestions."""
        return super().build(*arguments, **{**options, "hide_suggestions": True})

    @staticmethod
    def complete_leaf_value(return_type: GraphQLLeafType, result: Any) -> Any:
        """A scalar or a word as answers tell it: a figure to six decimals, unless it is told exactly."""
        completed = StrawberryGraphQLCoreExecutionContext.complete_leaf_value(return_type, result)
        return completed if return_type is not GraphQLFloat or isinstance(result, Exact) else rounded(completed)


class Executor(StockExecutor, ColumnarExecutor):
    """Loads the relations of a whole level through the loaders that also serve single fields."""

    async def related(self, relation: Relation, keys: Sequence[Any], arguments: Any, wanted: Wanted | None) -> Related:
        """What the objects with these keys are related to, by the relation's loader."""
        loader = self.context_value.loaders.named(relation.loader)
        related: Related = await loader.related(keys, arguments, wanted)
        return related

    def written(self, type_: GraphQLLeafType, column: Sequence[Any], types: set[type]) -> Sequence[Any]:
        """A column of scalars or words as answers tell it: figures to six decimals, unless they are told exactly."""
        return column if type_ is not GraphQLFloat or Exact in types else rounded_column(column)

    def may_skip_extensions(self, declared: StrawberryField) -> bool:
        """Whether the extensions of a root field would do nothing: all ask for a permission, and the caller has it."""
        may = self.context_value.caller.may
        return all(type(extension) is Requires and may(extension.permission) for extension in declared.extensions)

    def on_fallback(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Count a value that was left to graphql-core's own executor."""
        self.context_value.count_fallback(type_.name)
