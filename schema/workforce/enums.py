"""Closed sets of words about people and capacity."""

from enum import Enum

import strawberry

from db.workforce.enums import AssignmentType, ResourceType, WorkType

__all__ = ["AssignmentType", "ResourceType", "RollupLevel", "WorkType"]

strawberry.enum(WorkType, description="Where somebody works: whose calendar and hours count.")
strawberry.enum(ResourceType, description="An actual person, or a placeholder for a planned hire.")
strawberry.enum(
    AssignmentType, description="What wrote an assignment: the primary or the bench allocation, or somebody's hand."
)


@strawberry.enum(description="What a level of the capacity tree groups by.")
class RollupLevel(Enum):
    """The levels a tree can be drilled by, in any order."""

    CATEGORY = "CATEGORY"
    PLATFORM = "PLATFORM"
    LOCALITY = "LOCALITY"
    MAIN_LOB = "MAIN_LOB"
    STATE = "STATE"
    CASE_TYPE = "CASE_TYPE"
