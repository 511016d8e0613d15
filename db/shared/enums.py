"""Closed sets of the shared tables, stored by name."""

from enum import StrEnum


class TermKind(StrEnum):
    """Which vocabulary a spelling belongs to."""

    PLATFORM = "PLATFORM"
    MAIN_LOB = "MAIN_LOB"
    CASE_TYPE = "CASE_TYPE"
