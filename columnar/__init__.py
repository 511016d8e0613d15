"""A columnar executor for Strawberry: large answers level by level, one column a field, instead of value by value.

What is imported here is all that others may use; the modules with an underscore are the package's own.
"""

from columnar._columns import Columns, Grouped, ObjectColumns
from columnar._eager import EagerCoroutine
from columnar._executor import ColumnarExecutor
from columnar._internals import strawberry_field
from columnar._relation import RELATION_METADATA, Related, RelatedRows, Relation, Wanted, relation_of

__all__ = [
    "RELATION_METADATA",
    "ColumnarExecutor",
    "Columns",
    "EagerCoroutine",
    "Grouped",
    "ObjectColumns",
    "Related",
    "RelatedRows",
    "Relation",
    "Wanted",
    "relation_of",
    "strawberry_field",
]
