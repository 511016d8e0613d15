"""Relations: fields whose values are loaded by key, declared once for both executors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from graphql import GraphQLField

from columnar._columns import Columns
from columnar._internals import strawberry_field

RELATION_METADATA = "relation"
"""Where a field's metadata holds its relation."""


class Relation(NamedTuple):
    """How a field's values are found.

    `loader` names who knows them, and `by` is the attribute that holds the key of each object. `arguments` takes the
    field's arguments, and makes of them one hashable value for all objects of a level; None where the field has no
    arguments. A root field has no object: its `by` is None, and its key is what `arguments` makes, where None finds
    nothing.
    """

    loader: str
    by: str | None
    arguments: Callable[..., Any] | None = None


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
"""What belongs to some keys: columns, or the value of each key (what a key lacks is null)."""


def relation_of(definition: GraphQLField) -> Relation | None:
    """The relation that a field was declared with."""
    declared = strawberry_field(definition)
    relation = declared.metadata.get(RELATION_METADATA) if declared is not None else None
    return relation if isinstance(relation, Relation) else None
