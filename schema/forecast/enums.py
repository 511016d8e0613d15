"""Closed sets of words about reports."""

from db.forecast.enums import ChangeType, ExecutionKind, HistoryOrder
from schema.shared.enums import describe

__all__ = ["ChangeType", "ExecutionKind", "HistoryOrder"]

describe(
    ChangeType,
    "How a report was changed; changeTypeLabel gives the text that people see.",
    BENCH_ALLOCATION='"Bench Allocation": people left over were put on demands still short.',
    CPH_UPDATE='"CPH Update": target CPH by main LOB and case type.',
    FORECAST_REALLOCATION='"Forecast Reallocation": people and target CPH of records, executed allocations too.',
    MANUAL_UPDATE='"Manual Update": any of forecast, people and target CPH of records.',
    FORECAST_UPDATE='"Forecast Update": a forecast file over a report that was there.',
)

describe(
    ExecutionKind,
    "Which allocation was carried out.",
    PRIMARY="Free people onto the report's demands.",
    BENCH="People left over onto demands still short.",
)

describe(
    HistoryOrder,
    "What the history log is listed by.",
    COMMITTED="When changes were committed.",
    RECORDS_MODIFIED="How many records they changed, then when they were committed.",
)
