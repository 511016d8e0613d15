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
    BENCH_ALLOCATION = "BENCH_ALLOCATION"
    CPH_UPDATE = "CPH_UPDATE"
    FORECAST_REALLOCATION = "FORECAST_REALLOCATION"
    MANUAL_UPDATE = "MANUAL_UPDATE"
    FORECAST_UPDATE = "FORECAST_UPDATE"
    REVERT = "REVERT"
