"""One report against another."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from db.forecast.enums import ForecastScope
from schema.forecast.demand import Demand
from schema.shared.month import Month
from schema.shared.noun import list_field, noun
from schema.shared.relations import loaded
from schema.workforce.enums import ComparisonPresence

if TYPE_CHECKING:
    from schema.forecast.report import Report


@noun(description="A figure in both reports.", scopes=(ForecastScope.EVERY_REPORT,))
class Delta:
    """Current against prior."""

    current: float | None = strawberry.field(description="In this report; null where it has no such row.")
    prior: float | None = strawberry.field(description="In the other report; null where it has no such row.")
    change: float | None = strawberry.field(description="current − prior.")
    percent: float | None = strawberry.field(description="change ÷ |prior|, as a fraction; null without a prior value.")


@noun(
    description="One demand in one calendar month, in both reports or in one.",
    scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
)
class ComparisonRow:
    """A row of the comparison."""

    demand_id: strawberry.Private[int]
    month: Month = strawberry.field(description="The calendar month.")
    presence: ComparisonPresence = strawberry.field(description="In which of the reports the row stands.")
    forecast: Delta = strawberry.field(description="Cases expected.")
    capacity: Delta = strawberry.field(description="Cases the assigned people finish.")
    gap: Delta = strawberry.field(description="capacity − forecast.")
    headcount: Delta = strawberry.field(description="Distinct people.")
    fte_gap: Delta = strawberry.field(
        description="The gap in full-time people; null in a report where the month's weeks are not configured."
    )
    demand: Demand = loaded("forecast.demand_by_id", by="demand_id", description="The demand.")


@noun(
    description="This report against another.",
    scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
    crosses=(ForecastScope.EVERY_REPORT,),
)
class ReportComparison:
    """Two reports side by side."""

    current: Annotated["Report", strawberry.lazy("schema.forecast.report")] = strawberry.field(
        description="This report."
    )
    prior: Annotated["Report", strawberry.lazy("schema.forecast.report")] | None = strawberry.field(
        description="The other one; null where there is no older report."
    )
    rows: list[ComparisonRow] = list_field(description="By demand and month.", size=14400)
