"""Closed sets of the forecast tables, stored by name."""

from enum import StrEnum


class ExecutionKind(StrEnum):
    """Which allocation was carried out on a report."""

    PRIMARY = "PRIMARY"
    BENCH = "BENCH"
