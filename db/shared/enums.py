"""Closed sets of the shared tables, stored by name."""

from enum import StrEnum


class TermKind(StrEnum):
    """Which vocabulary a spelling belongs to."""

    PLATFORM = "PLATFORM"
    MAIN_LOB = "MAIN_LOB"
    CASE_TYPE = "CASE_TYPE"


class Scope(StrEnum):
    """What a version is of; a report's own scope is "report:<id>"."""

    WORKFORCE = "workforce"  # people and their assignments
    CONFIGURATION = "configuration"  # tiers, weeks and months
    REPORTS = "reports"  # which reports and demands there are
    HISTORY = "history"  # committed changes
    EVERY_REPORT = "report:*"  # what any report holds


class WorkType(StrEnum):
    """Where somebody works, and whose calendar and hours count: the spec's location and locality."""

    DOMESTIC = "DOMESTIC"
    GLOBAL = "GLOBAL"
