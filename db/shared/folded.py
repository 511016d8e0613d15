"""Names sort without regard to letter case, character by character: the same on every PostgreSQL, and in an index."""

from typing import Any

from sqlalchemy import Text, TextClause, literal_column, text

from db.shared.natural_order import COLLATION


def folded(column: str) -> Any:
    """What a column of names is sorted by, as an expression of a statement."""
    return literal_column(f'(lower({column}) COLLATE "{COLLATION}")', Text())


def folded_in_index(column: str) -> TextClause:
    """The same in a model's index, whose migration collates it: the database keeps the collation beside it."""
    return text(f"lower({column})")
