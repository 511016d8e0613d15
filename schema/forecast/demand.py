"""Demands, and the lines and cells that reports plan them in."""

import strawberry

from schema.shared.month import ReportMonth
from schema.shared.node import Node
from schema.shared.relations import loaded
from schema.workforce.enums import WorkType


@strawberry.type(description="A kind of work: main LOB, state and case type.")
class Demand(Node):
    """A demand, kept once for all reports."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id.")
    platform: str = strawberry.field(description="First word of the main LOB.")
    locality: WorkType = strawberry.field(description="From the last word of the main LOB.")
    category: str = strawberry.field(description='"Amisys Onshore": the top of the dashboard tree.')


@strawberry.type(description="One demand in one forecast month.")
class ForecastCell:
    """What is planned top-down, in whole cases and whole people."""

    month: ReportMonth = strawberry.field(description="The month.")
    forecast: int = strawberry.field(description="Cases expected.")
    fte_req: int = strawberry.field(
        description="FTE required: forecast ÷ (target CPH × productive hours of the month)."
    )
    fte_avail: int = strawberry.field(description="FTE available.")
    capacity: int = strawberry.field(description="FTE available × target CPH × productive hours of the month.")


@strawberry.type(description="One demand in one report: its target CPH and its six months.")
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
    months: list[ForecastCell] = loaded("forecast.cells_by_record_id", by="key", description="month1 to month6.")
