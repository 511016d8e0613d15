"""Closed sets of the shared tables, stored by name."""

from enum import StrEnum


class TermKind(StrEnum):
    """Which vocabulary a spelling belongs to."""

    PLATFORM = "PLATFORM"
    MAIN_LOB = "MAIN_LOB"
    CASE_TYPE = "CASE_TYPE"


class PreviewKind(StrEnum):
    """What a preview would change when committed."""

    ROSTER_IMPORT = "ROSTER_IMPORT"
    FORECAST_IMPORT = "FORECAST_IMPORT"
    ALLOCATION = "ALLOCATION"
    REBALANCE = "REBALANCE"
