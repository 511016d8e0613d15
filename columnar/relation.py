"""Relations: fields whose values are loaded by key, declared once for both executors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter

from columnar.columns import Columns

METADATA = "relation"
STRAWBERRY = GraphQLCoreConverter.DEFINITION_BACKREF


class Relation(NamedTuple):
    """How a field's values are found.

    `loader` names who knows them, `by` is the attribute that holds the key of each object, and `asked` makes of the
    field's arguments what all objects of a level ask alike (hashable); None where the field has no arguments. A root
    field has no object: its `by` is None, and its key is what `asked` makes, where None finds nothing.
    """

    loader: str
    by: str | None
    asked: Callable[..., Any] | None = None


class Wanted(NamedTuple):
    """What is selected of the related objects: the attributes read of each, and all field names below, at any depth."""

    attributes: Sequence[str]
    names: frozenset[str]


class RelatedRows(NamedTuple):
    """Related objects as columns, each with the key it belongs to: one a key, or with `many` any number, in order."""

    columns: Columns
    keys: Sequence[Any]
    many: bool = False


Related: TypeAlias = RelatedRows | Mapping[Any, Any]
"""What was found for some keys: columns, or the value of each key (what a key lacks is null)."""


def relation_of(field: GraphQLField) -> Relation | None:
    """The relation that a field was declared with."""
    declared = field.extensions.get(STRAWBERRY)
    relation = declared.metadata.get(METADATA) if declared is not None else None
    return relation if isinstance(relation, Relation) else None
