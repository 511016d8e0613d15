"""Closed sets of the forecast tables, stored by name."""

from enum import StrEnum


class ExecutionKind(StrEnum):
    """Which allocation was carried out on a report."""

    PRIMARY = "PRIMARY"
    BENCH = "BENCH"


class ChangeType(StrEnum):
    """How a report's forecast cells were changed; the value is what people see, in data and in workbooks."""

    BENCH_ALLOCATION = "Bench Allocation"
    CPH_UPDATE = "CPH Update"
    FORECAST_REALLOCATION = "Forecast Reallocation"
    MANUAL_UPDATE = "Manual Update"
    FORECAST_UPDATE = "Forecast Update"


class HistoryOrder(StrEnum):
    """What the history log is listed by."""

    COMMITTED = "COMMITTED"
    RECORDS_MODIFIED = "RECORDS_MODIFIED"


class ForecastScope(StrEnum):
    """What the versions are of that triggers of this room's tables raise; answers are kept under them."""

    REPORTS = "reports"  # which reports and demands there are
    HISTORY = "history"  # committed changes
    EVERY_REPORT = "report:*"  # what any report holds; a report's own scope is "report:<id>"
