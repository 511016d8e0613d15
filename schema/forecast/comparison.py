"""One report against another."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.forecast.demand import Demand
from schema.forecast.enums import ComparisonPresence
from schema.shared.month import Month
from schema.shared.relations import loaded

if TYPE_CHECKING:
    from schema.forecast.report import Report


@strawberry.type(description="A figure in both reports.")
class Delta:
    """Current against prior."""

    current: float | None = strawberry.field(description="In this report; null where it has no such row.")
    prior: float | None = strawberry.field(description="In the other report; null where it has no such row.")
    change: float | None = strawberry.field(description="current − prior.")
    percent: float | None = strawberry.field(description="change ÷ |prior|, as a fraction; null without a prior value.")


@strawberry.type(description="One demand in one calendar month, in both reports or in one.")
class ComparisonRow:
    """A row of the comparison."""

    demand_id: strawberry.Private[int]
    month: Month = strawberry.field(description="The calendar month.")
    presence: ComparisonPresence = strawberry.field(description="In which of the reports the row stands.")
    forecast: Delta = strawberry.field(description="Cases expected.")
    capacity: Delta = strawberry.field(description="Cases the assigned people finish.")
    gap: Delta = strawberry.field(description="capacity − forecast.")
    headcount: Delta = strawberry.field(description="Distinct people.")
    demand: Demand = loaded("forecast.demand_by_id", by="demand_id", description="The demand.")


@strawberry.type(description="This report against another.")
class ReportComparison:
    """Two reports side by side."""

    current: Annotated["Report", strawberry.lazy("schema.forecast.report")] = strawberry.field(
        description="This report."
    )
    prior: Annotated["Report", strawberry.lazy("schema.forecast.report")] | None = strawberry.field(
        description="The other one; null where there is no older report."
    )
    rows: list[ComparisonRow] = strawberry.field(description="By demand and month.")
