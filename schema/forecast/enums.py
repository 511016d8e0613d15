"""Closed sets of words about reports."""

from enum import Enum

import strawberry

from db.forecast.enums import ExecutionKind

__all__ = ["ComparisonPresence", "ExecutionKind"]

strawberry.enum(ExecutionKind, description="Which allocation was carried out.")


@strawberry.enum(description="In which of two compared reports a row stands.")
class ComparisonPresence(Enum):
    """Rows only in one report are marked."""

    BOTH = "BOTH"
    ADDED = "ADDED"
    REMOVED = "REMOVED"
