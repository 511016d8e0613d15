"""Demands, and the lines and cells that reports plan them in."""

import strawberry

from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from schema.shared.enums import WorkType
from schema.shared.month import ReportMonth
from schema.shared.node import Node
from schema.shared.noun import noun
from schema.shared.relations import loaded


@noun(
    description="A kind of work: main LOB, state and case type.",
    scopes=(ForecastScope.REPORTS,),
    node="forecast.demand_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class Demand(Node):
    """A demand, kept once for all reports."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id.")
    platform: str = strawberry.field(description="First word of the main LOB.")
    locality: WorkType = strawberry.field(description="From the last word of the main LOB.")
    category: str = strawberry.field(description='"Amisys Onshore": the top of the dashboard tree.')


@noun(description="One demand in one forecast month.", scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT))
class ForecastCell:
    """What is planned top-down, in whole cases and whole people."""

    month: ReportMonth = strawberry.field(description="The month.")
    forecast: int = strawberry.field(description="Cases expected.")
    fte_req: int = strawberry.field(
        description="FTE required: forecast ÷ (target CPH × productive hours of the month); 0 in a month of no hours."
    )
    fte_avail: int = strawberry.field(description="FTE available.")
    capacity: int = strawberry.field(description="FTE available × target CPH × productive hours of the month.")


@noun(
    description="One demand in one report: its target CPH and its six months.",
    scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
    node="forecast.record_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class ForecastRecord(Node):
    """A line of a report."""

    key: strawberry.Private[int]
    demand_id: strawberry.Private[int]
    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id.")
    target_cph: float = strawberry.field(
        description="Cases one fully productive person finishes in one productive hour."
    )
    demand: Demand = loaded("forecast.demand_by_id", by="demand_id", description="The demand itself.")
    months: list[ForecastCell] = loaded(
        "forecast.cells_by_record_id", by="key", description="month1 to month6.", size=6
    )
