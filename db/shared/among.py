"""One of the values of a subquery, looked up by an index even beside OR."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func


def among(column: Any, values: Select[Any]) -> ColumnElement[bool]:
    """Whether a column has one of the values of a subquery, which are read once.

    What `IN (SELECT …)` says too; but beside OR that is asked of every row of the table, and an array is not.
    """
    return column == func.any(func.array(values.scalar_subquery()))  # type: ignore[no-any-return]
