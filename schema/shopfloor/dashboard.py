"""What production planning and control watches; nothing here changes anything."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from schema.shared.combining import Hashed
from schema.shared.noun import list_field, noun
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.shared.relations import loaded
from schema.shopfloor.enums import WorkOrderOrder
from schema.shopfloor.health import HEALTH_SCOPES
from schema.shopfloor.work_order import WorkOrder
from schema.shopfloor.work_order_lists import WorkOrderConnection, WorkOrderFilter
from schema.supply.enums import OrderDirection


@noun(description="What was to be made on a day, and what was.", scopes=HEALTH_SCOPES)
class DailyVariance:
    """Of one work order, or the sums over some."""

    target: Decimal = strawberry.field(
        description="On a working day of an order's span its target ÷ planned working days, to four places; else 0."
    )
    actual: Decimal = strawberry.field(description="What was made, good alone.")
    scrap: Decimal = strawberry.field(description="What was spoilt.")
    variance: Decimal = strawberry.field(description="Actual less target.")
    variance_pct: Decimal | None = strawberry.field(
        description="The same in percent of the target, two decimals; null without a target."
    )
    entries: int = strawberry.field(description="How many entries there are.")
    missing_entries: int = strawberry.field(
        description="How many orders have a target and no entry, and were not at their target before the day."
    )


@noun(description="The figures of a stage, or of a department.", scopes=HEALTH_SCOPES)
class DailyVarianceGroup:
    """One line of a summary."""

    name: str = strawberry.field(description="Which one.")
    figures: DailyVariance = strawberry.field(description="Its sums.")


@noun(description="A work order's day.", scopes=HEALTH_SCOPES)
class WorkOrderDay:
    """One with a target or an entry."""

    work_order: WorkOrder = strawberry.field(description="The work order.")
    figures: DailyVariance = strawberry.field(description="Its target and its entry.")


@noun(description="A day of the floor. Cancelled work orders do not count.", scopes=HEALTH_SCOPES)
class DailySummary:
    """Every figure is of one snapshot."""

    day: date = strawberry.field(name="date", description="The day.")
    is_working_day: bool = strawberry.field(description="Whether it is one.")
    total: DailyVariance = strawberry.field(description="Over all work orders.")
    by_stage: list[DailyVarianceGroup] = list_field(description="By stage, in the order of their names.", size=10)
    by_department: list[DailyVarianceGroup] = list_field(
        description="By department, in the order of their names.", size=10
    )
    work_orders: list[WorkOrderDay] = list_field(
        description="Those with a target or an entry on the day, by number.", size=500
    )


def listed_arguments(
    filter: Annotated[
        WorkOrderFilter | None,
        strawberry.argument(description="Which work orders; status and health are as of the day, too."),
    ] = None,
    order_by: Annotated[WorkOrderOrder, strawberry.argument(description=LISTED_BY)] = WorkOrderOrder.POINTS_BEHIND,
    direction: Direction = OrderDirection.DESC,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> tuple[Any, ...]:
    """Which work orders, and how their pages are turned; hashable."""
    return Hashed(filter), (order_by, direction, first, after, last, before)


@noun(description="How many work orders stand where, as of a day.", scopes=HEALTH_SCOPES)
class PpicDashboard:
    """Counts of one snapshot: of status and of health each order has one, cancelled ones count as cancelled alone."""

    as_of: date = strawberry.field(description="The day it is seen on.")
    total_work_orders: int = strawberry.field(description="All but cancelled ones.")
    not_started: int = strawberry.field(description="Of which nothing was made by then.")
    in_progress: int = strawberry.field(description="Of which something was made, and less than the target.")
    completed: int = strawberry.field(description="Of which the target was made.")
    cancelled: int = strawberry.field(description="Those that are cancelled.")
    on_track: int = strawberry.field(description="Whose health is ON_TRACK.")
    at_risk: int = strawberry.field(description="Whose health is AT_RISK.")
    off_track: int = strawberry.field(description="Whose health is OFF_TRACK.")
    delayed: int = strawberry.field(description="Whose health is DELAYED.")
    work_orders: WorkOrderConnection = loaded(
        "shopfloor.work_orders_by_dashboard_day",
        by="as_of",
        arguments=listed_arguments,
        description="The work orders, the farthest behind first; cancelled ones only by that status. Ask health with"
        " the same asOf.",
    )


@noun(description="How many work orders are on track, and how many are not.", scopes=HEALTH_SCOPES)
class OnTrackStatus:
    """Every figure is of one snapshot."""

    as_of: date = strawberry.field(description="The day it is seen on.")
    on_track: int = strawberry.field(description="ON_TRACK, AT_RISK and COMPLETED.")
    off_track: int = strawberry.field(description="OFF_TRACK and DELAYED.")
    work_orders: list[WorkOrder] = list_field(
        description="All of them but cancelled ones: those off track first, each time the farthest behind first. Ask"
        " health with the same asOf.",
        size=500,
    )
