"""Tiers and working time."""

from datetime import date

import strawberry

from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from schema.shared.enums import WorkType
from schema.shared.month import Month
from schema.shared.node import Node
from schema.shared.noun import noun


@noun(
    description="A named production level.",
    scopes=(WorkforceScope.CONFIGURATION,),
    node="workforce.tier_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class CapacityTier(Node):
    """A tier as planners pick it."""

    name: str = strawberry.field(description='"75% Ramp".')
    percentage: float = strawberry.field(description="Fraction of full production, above 0 and at most 1.")
    label: str = strawberry.field(description='The percentage for people: "75%".')
    description: str = strawberry.field(description="What the tier is for.")
    is_active: bool = strawberry.field(description="Whether new assignments may use it.")
    display_order: int = strawberry.field(description="Its place in lists and breakdowns.")


@noun(
    description="Working time of one ISO week for one work type.",
    scopes=(WorkforceScope.CONFIGURATION,),
    node="workforce.week_configuration_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class WeekConfiguration(Node):
    """A configured week; it counts for the month of its Thursday."""

    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week, 1 to 53.")
    start_date: date = strawberry.field(description="The week's Monday.")
    end_date: date = strawberry.field(description="The week's Sunday.")
    month: Month = strawberry.field(description="The month the week counts for: that of its Thursday.")
    work_type: WorkType = strawberry.field(description="Whose working time it is.")
    working_days: int = strawberry.field(description="0 to 7.")
    work_hours: float = strawberry.field(description="Hours a working day.")
    occupancy: float = strawberry.field(description="Fraction 0–1; in monthly figures only.")
    shrinkage: float = strawberry.field(description="Fraction 0–1 of paid time that is not worked.")
    productive_hours: float = strawberry.field(description="working_days × work_hours × (1 − shrinkage).")


@noun(
    description="Working time of one calendar month for one work type.",
    scopes=(WorkforceScope.CONFIGURATION,),
    node="workforce.month_configuration_by_id",
    permission=Permission.WORKFORCE_VIEW,
)
class MonthConfiguration(Node):
    """A configured month."""

    month: Month = strawberry.field(description="The calendar month.")
    work_type: WorkType = strawberry.field(description="Whose working time it is.")
    working_days: int = strawberry.field(description="0 to 31.")
    work_hours: float = strawberry.field(description="Hours a working day.")
    occupancy: float = strawberry.field(description="Fraction 0–1 of productive time spent on cases.")
    shrinkage: float = strawberry.field(description="Fraction 0–1 of paid time that is not worked.")
    productive_hours: float = strawberry.field(description="working_days × work_hours × occupancy × (1 − shrinkage).")
