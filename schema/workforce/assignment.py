"""Assignments: who works on what in which week."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from schema.shared.month import Month
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.workforce.configuration import CapacityTier
from schema.workforce.enums import AssignmentType
from schema.workforce.resource import Resource

if TYPE_CHECKING:
    from schema.forecast.demand import Demand
    from schema.forecast.report import Report


@noun(
    description="One resource on one demand for one ISO week at one production percentage.",
    scopes=(WorkforceScope.WORKFORCE, ForecastScope.REPORTS),
    crosses=(ForecastScope.EVERY_REPORT,),
    node="workforce.assignment_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class Assignment(Node):
    """One week of one person."""

    report_id: strawberry.Private[int]
    resource_id: strawberry.Private[int]
    demand_id: strawberry.Private[int]
    tier_id: strawberry.Private[int]
    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week, 1 to 53.")
    start_date: date = strawberry.field(description="The week's Monday.")
    month: Month = strawberry.field(description="The month the week counts for: that of its Thursday.")
    forecast_month_index: int = strawberry.field(description="That month's place in the report, 1 to 6.")
    production_percentage: float = strawberry.field(
        description="Fraction of full production in this week: of a week worked in part, that part of the tier's."
    )
    weekly_capacity: float = strawberry.field(
        description="production_percentage × productive hours × target CPH, in cases."
    )
    assignment_type: AssignmentType = strawberry.field(description="What wrote it.")
    assigned_by: str = strawberry.field(description="Who wrote it.")
    assigned_at: datetime = strawberry.field(description="When it was written.")
    is_forced: bool = strawberry.field(
        description="Whether a planner overruled what the person can do, or when they are there."
    )
    is_active: bool = strawberry.field(description="Whether it counts.")
    deallocated_at: datetime | None = strawberry.field(description="When it stopped counting.")
    deallocated_by: str | None = strawberry.field(description="Who ended it.")
    days_present: int | None = strawberry.field(
        description="In a first or last week that is worked in part: on how many of its working days they are there."
        " Null where the whole week counts."
    )
    working_days: int | None = strawberry.field(
        description="How many working days such a week has: Monday to Friday less holidays, as configured."
    )
    report: Annotated["Report", strawberry.lazy("schema.forecast.report")] = loaded(
        "forecast.report_by_id", by="report_id", description="The newest report that has its demand and week."
    )
    resource: Resource = loaded("workforce.resource_by_id", by="resource_id", description="Who.")
    demand: Annotated["Demand", strawberry.lazy("schema.forecast.demand")] = loaded(
        "forecast.demand_by_id", by="demand_id", description="On what."
    )
    tier: CapacityTier = loaded("workforce.tier_by_id", by="tier_id", description="At which production level.")


@noun(description="An assignment and its place in the list.", scopes=(WorkforceScope.WORKFORCE, ForecastScope.REPORTS))
class AssignmentEdge:
    """Relay's edge."""

    node: Assignment = strawberry.field(description="The assignment.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of assignments, by week.", scopes=(WorkforceScope.WORKFORCE, ForecastScope.REPORTS))
class AssignmentConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[AssignmentEdge] = list_field(description="The assignments with their cursors.", size=1)
    nodes: list[Assignment] = list_field(description="The assignments alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
