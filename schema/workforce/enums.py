"""Closed sets of words about people and capacity."""

from enum import Enum

import strawberry

from db.workforce.enums import AssignmentOrder, AssignmentType, ResourceOrder, ResourceType
from schema.shared.enums import describe

__all__ = ["AssignmentOrder", "AssignmentType", "ComparisonPresence", "ResourceOrder", "ResourceType", "RollupLevel"]

describe(
    ResourceType,
    "An actual person, or a placeholder for a planned hire.",
    ACTUAL="A person on the roster.",
    PLACEHOLDER="A planned hire: TBH-001.",
)
describe(
    AssignmentType,
    "What wrote an assignment: the primary or the bench allocation, or somebody's hand.",
    PRIMARY="The primary allocation, or an import of the old system's.",
    BENCH="The bench allocation.",
    MANUAL="Somebody's hand.",
)
describe(
    ResourceOrder,
    "What people are listed by.",
    CN="Their cn, numbers in it as numbers.",
    NAME="Their name; letter case does not matter.",
    HIRE_DATE="Their first day; those without one come last.",
    CREATED="When they were entered.",
)
describe(
    AssignmentOrder,
    "What assignments are listed by.",
    WEEK="Their week, then the person's cn, numbers in it as numbers.",
    ASSIGNED="When they were made.",
)


@strawberry.enum(description="What a level of the capacity tree groups by.")
class RollupLevel(Enum):
    """The levels a tree can be drilled by, in any order."""

    CATEGORY = strawberry.enum_value("CATEGORY", description="Platform and Onshore or Offshore: Amisys Onshore.")
    PLATFORM = strawberry.enum_value("PLATFORM", description="Amisys.")
    LOCALITY = strawberry.enum_value("LOCALITY", description="Domestic or Global.")
    MAIN_LOB = strawberry.enum_value("MAIN_LOB", description="Amisys Medicaid DOMESTIC.")
    STATE = strawberry.enum_value("STATE", description="Florida.")
    CASE_TYPE = strawberry.enum_value("CASE_TYPE", description="Appeals.")


@strawberry.enum(description="In which of two compared reports a row stands.")
class ComparisonPresence(Enum):
    """Rows only in one report are marked."""

    BOTH = strawberry.enum_value("BOTH", description="In both.")
    ADDED = strawberry.enum_value("ADDED", description="In the current one alone.")
    REMOVED = strawberry.enum_value("REMOVED", description="In the prior one alone.")
