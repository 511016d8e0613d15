"""Closed sets of words about reports."""

from enum import Enum

import strawberry

from db.forecast.enums import ExecutionKind
from schema.shared.enums import describe

__all__ = ["ComparisonPresence", "ExecutionKind"]

describe(
    ExecutionKind,
    "Which allocation was carried out.",
    PRIMARY="Free people onto the report's demands.",
    BENCH="People left over onto demands still short.",
)


@strawberry.enum(description="In which of two compared reports a row stands.")
class ComparisonPresence(Enum):
    """Rows only in one report are marked."""

    BOTH = strawberry.enum_value("BOTH", description="In both.")
    ADDED = strawberry.enum_value("ADDED", description="In the current one alone.")
    REMOVED = strawberry.enum_value("REMOVED", description="In the prior one alone.")
