"""Reports: planning cycles, and everything that can be asked of one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from schema.forecast.demand import ForecastRecord
from schema.forecast.enums import ExecutionKind
from schema.forecast.filters import DemandFilter
from schema.shared.combining import Hashed
from schema.shared.month import CalendarMonth, ReportMonth
from schema.shared.node import Node, global_id
from schema.shared.noun import COLUMNS, list_field, noun
from schema.shared.relations import loaded
from schema.workforce.capacity import CapacityTree, TierBreakdown
from schema.workforce.comparison import ReportComparison
from schema.workforce.enums import RollupLevel

DASHBOARD_LEVELS = (RollupLevel.CATEGORY, RollupLevel.STATE, RollupLevel.CASE_TYPE)
Demands = Annotated[DemandFilter | None, strawberry.argument(description="Which demands; all unless given.")]


def demands_arguments(filter: Demands = None) -> Hashed:
    """A filter as part of a loader's key: equal filters share a batch."""
    return Hashed(filter)


def tree_arguments(
    by: Annotated[
        list[RollupLevel], strawberry.argument(description="The levels from the top down, each at most once.")
    ] = DASHBOARD_LEVELS,  # type: ignore[assignment]
    filter: Demands = None,
) -> tuple[Any, ...]:
    """Levels and filter of a tree."""
    return tuple(level.value for level in by), demands_arguments(filter)


def comparison_arguments(
    against: Annotated[
        str | None, strawberry.argument(description='The other report: "2025-03"; the previous one unless given.')
    ] = None,
    filter: Demands = None,
) -> tuple[Any, ...]:
    """The other report and the filter of a comparison."""
    return against, demands_arguments(filter)


@noun(
    description="The values that a report's demands have, for filter boxes.",
    scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
)
class FilterOptions:
    """Distinct values, sorted."""

    main_lobs: list[str] = strawberry.field(description="Main LOBs.")
    states: list[str] = strawberry.field(description="States.")
    case_types: list[str] = strawberry.field(description="Case types.")


@noun(
    description="A row of the target CPH grid: one main LOB and case type, over all states.",
    scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
)
class TargetCphRow:
    """A row to edit and send back."""

    id: strawberry.ID = strawberry.field(description="Unique over reports; what a client's cache may go by.")
    key: str = strawberry.field(description='"cph_1"; stable within its report. Edits take either.')
    lob: str = strawberry.field(description="Main LOB.")
    case_type: str = strawberry.field(description="Case type.")
    target_cph: float = strawberry.field(description="The CPH in force; the most frequent one where states differ.")
    modified_target_cph: float = strawberry.field(description="What to change; the same as targetCph until then.")
    mixed: bool = strawberry.field(description="Whether the states' values differ.")


@noun(description="An allocation carried out on a report.", scopes=(ForecastScope.EVERY_REPORT,))
class AllocationExecution:
    """Who allocated what, when."""

    execution_id: UUID = strawberry.field(description="Its id.")
    kind: ExecutionKind = strawberry.field(description="Primary or bench.")
    completed_at: datetime = strawberry.field(description="When.")
    completed_by: str = strawberry.field(description="By whom.")
    is_current: bool = strawberry.field(description="Whether no later one has replaced it.")

    @classmethod
    def from_row(cls, row: Any) -> "AllocationExecution":
        """An execution from its columns."""
        return cls(
            execution_id=row.id,
            kind=row.kind,
            completed_at=row.completed_at,
            completed_by=row.completed_by,
            is_current=row.superseded_at is None,
        )


@noun(
    description="One planning cycle with its six forecast months.",
    # Which months are stale follows from the hours and the cells.
    scopes=(ForecastScope.REPORTS, WorkforceScope.CONFIGURATION, ForecastScope.EVERY_REPORT),
    node="forecast.report_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class Report(Node):
    """A report; its figures are computed when asked for."""

    key: strawberry.Private[int]
    value: str = strawberry.field(description='"2025-04"; names the report in arguments.')
    display: str = strawberry.field(description='"April 2025".')
    month: str = strawberry.field(description='The full English name: "April".')
    year: int = strawberry.field(description="The calendar year.")
    months: list[ReportMonth] = list_field(description="month1 to month6.", size=6)
    filter_options: FilterOptions = loaded(
        "forecast.filter_options_by_report_id", by="key", description="Values for filter boxes."
    )
    target_cph: list[TargetCphRow] = loaded(
        "forecast.target_cph_by_report_id", by="key", description="One row per main LOB and case type.", size=300
    )
    executions: list[AllocationExecution] = loaded(
        "forecast.executions_by_report_id", by="key", description="Allocations carried out, newest first.", size=20
    )

    stale_months: list[ReportMonth] = loaded(
        "forecast.stale_months_by_report_id",
        by="key",
        description="Months of which cells no longer follow the configured hours; previewRecalculation brings them up"
        " to date.",
        size=6,
    )
    records: list[ForecastRecord] = loaded(
        "forecast.records_by_report_id",
        by="key",
        arguments=demands_arguments,
        description="One record per demand, by main LOB, state and case type.",
        size=2400,
    )
    tree: CapacityTree = loaded(
        "workforce.tree_by_report_id",
        by="key",
        arguments=tree_arguments,
        description="Capacity drilled down by any levels, in any order.",
        metadata={COLUMNS: True},
    )
    capacity_by_tier: TierBreakdown = loaded(
        "workforce.tiers_by_report_id",
        by="key",
        arguments=demands_arguments,
        description="People and cases by tier over all six months.",
    )
    comparison: ReportComparison = loaded(
        "workforce.comparison_by_report_id",
        by="key",
        arguments=comparison_arguments,
        description="This report against another, by demand and calendar month.",
    )

    @classmethod
    def from_row(cls, row: Any, *, named: CalendarMonth, months: Iterable[CalendarMonth]) -> "Report":
        """A report from its columns, the month it is named by and the six it forecasts."""
        return cls(
            id=global_id("Report", row.id),
            key=row.id,
            value=f"{named.year:04d}-{named.number:02d}",
            display=f"{named.name} {named.year}",
            month=named.name,
            year=named.year,
            months=ReportMonth.all_of(months),
        )
