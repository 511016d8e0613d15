"""How a work order is getting on as of a date."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from db.shared.enums import DAY
from db.shopfloor.enums import ShopFloorScope
from schema.shared.noun import noun
from schema.shopfloor.enums import WorkOrderHealth

HEALTH_SCOPES = (ShopFloorScope.SHOP_FLOOR, DAY)
"""Without a date it is as of today."""


def health_arguments(
    as_of: Annotated[
        date | None, strawberry.argument(description="With the entries up to this day, included; today unless given.")
    ] = None,
) -> date | None:
    """As of when."""
    return as_of


@noun(
    description="How a work order is getting on: working days before the date are over, percentages are of the target.",
    scopes=HEALTH_SCOPES,
)
class HealthReport:
    """Entries up to the date; target and deadline are those of now."""

    health: WorkOrderHealth = strawberry.field(description="The first that holds.")
    label: str = strawberry.field(description="The same in words.")
    as_of: date = strawberry.field(description="The day it is seen on.")
    expected_percent: Decimal = strawberry.field(description="Which part of the planned working days is over.")
    progress_percent: Decimal = strawberry.field(description="Which part of the target was made.")
    points_behind: Decimal = strawberry.field(
        description="Expected less progress, in percentage points; negative where it is ahead."
    )
    working_days_left: int = strawberry.field(
        description="From the day, or the planned start where that is later, to the deadline, both included."
    )
    needed_per_day: Decimal | None = strawberry.field(
        description="What is left for each of these; null where there are none."
    )
    recent_per_day: Decimal = strawberry.field(description="The mean of the last five entries; 0 before the first.")
    projected_completion: date | None = strawberry.field(
        description="When the rest is made at that pace; null once all is made, and without a pace."
    )
    reasons: list[str] = strawberry.field(description="Why its health is what it is; none where it is on track.")
