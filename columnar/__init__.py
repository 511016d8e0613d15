"""A columnar executor for Strawberry: large answers level by level, one column a field, instead of value by value."""

from columnar.columns import Columns, Grouped, ObjectColumns
from columnar.executor import ColumnarExecutor
from columnar.relation import METADATA, Related, RelatedRows, Relation, Wanted, relation_of

__all__ = [
    "METADATA",
    "ColumnarExecutor",
    "Columns",
    "Grouped",
    "ObjectColumns",
    "Related",
    "RelatedRows",
    "Relation",
    "Wanted",
    "relation_of",
]
