"""Closed sets of the workforce tables, stored by name."""

from enum import StrEnum


class ResourceType(StrEnum):
    """An actual person, or a placeholder for a planned hire."""

    ACTUAL = "ACTUAL"
    PLACEHOLDER = "PLACEHOLDER"


class AssignmentType(StrEnum):
    """What wrote an assignment: the primary allocation, the bench allocation, or somebody's hand."""

    PRIMARY = "PRIMARY"
    BENCH = "BENCH"
    MANUAL = "MANUAL"


class ResourceOrder(StrEnum):
    """What people are listed by."""

    CN = "CN"
    NAME = "NAME"
    HIRE_DATE = "HIRE_DATE"
    CREATED = "CREATED"


class AssignmentOrder(StrEnum):
    """What assignments are listed by."""

    WEEK = "WEEK"
    ASSIGNED = "ASSIGNED"


class WorkforceScope(StrEnum):
    """What the versions are of that triggers of this room's tables raise; answers are kept under them."""

    WORKFORCE = "workforce"  # people and their assignments
    CONFIGURATION = "configuration"  # tiers, weeks and months
