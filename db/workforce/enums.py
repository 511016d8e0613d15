"""Closed sets of the workforce tables, stored by name."""

from enum import StrEnum


class WorkType(StrEnum):
    """Where somebody works, and whose calendar and hours count: the spec's location and locality."""

    DOMESTIC = "DOMESTIC"
    GLOBAL = "GLOBAL"


class ResourceType(StrEnum):
    """An actual person, or a placeholder for a planned hire."""

    ACTUAL = "ACTUAL"
    PLACEHOLDER = "PLACEHOLDER"


class AssignmentType(StrEnum):
    """What wrote an assignment: the primary allocation, the bench allocation, or somebody's hand."""

    PRIMARY = "PRIMARY"
    BENCH = "BENCH"
    MANUAL = "MANUAL"
