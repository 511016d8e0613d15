"""Changing production plans: inputs and payload."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.supply.plan import ProductionPlan

if TYPE_CHECKING:
    from schema.shopfloor.work_order import WorkOrder

_SCHEDULE = "Dates within the plan, each once; the sum is the quantity. Without one it is spread over working days."


@strawberry.input(description="What is made from a day on.")
class ScheduleInput:
    """A date of a schedule."""

    start: date = strawberry.field(description="The day.")
    quantity: Decimal = strawberry.field(description="How much.")


@strawberry.input(description="A new draft.")
class ProductionPlanInput:
    """Everything a plan says."""

    name: str = strawberry.field(description="The name to show.")
    sku: str = strawberry.field(description="What is made.")
    location: str = strawberry.field(default="MAIN", description="Where it goes into stock.")
    forecast_id: strawberry.ID | None = strawberry.field(
        default=None, description="What it plans for: of the same product and location."
    )
    quantity: Decimal = strawberry.field(description="How much, above 0.")
    planned_start: date = strawberry.field(description="The first day.")
    planned_end: date = strawberry.field(description="The last day, not before the first.")
    schedule: list[ScheduleInput] | None = strawberry.field(default=None, description=_SCHEDULE)
    constraints: JSON | None = strawberry.field(
        default=None, description="Whatever else must hold: an object of at most 20 kB."
    )


@strawberry.input(description="What to change; fields left out stay as they are.")
class ProductionPlanPatch:
    """Any of a plan's columns but its product and location."""

    name: str | None = strawberry.field(default=strawberry.UNSET, description="The name to show.")
    forecast_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Null for none.")
    quantity: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="Against another schedule it needs a schedule as well."
    )
    planned_start: date | None = strawberry.field(default=strawberry.UNSET, description="The first day.")
    planned_end: date | None = strawberry.field(default=strawberry.UNSET, description="The last day.")
    schedule: list[ScheduleInput] | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_SCHEDULE} Null for that."
    )
    constraints: JSON | None = strawberry.field(default=strawberry.UNSET, description="Null for none.")


@strawberry.type(description="A plan as it stands after a change.")
class ProductionPlanPayload(Payload):
    """The answer of every change of a plan."""

    plan: ProductionPlan | None = strawberry.field(default=None, description="The plan.")
    cancelled_work_orders: list[Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")]] = list_field(
        description="Its work orders that were given up with it, by number.", size=10, default_factory=list
    )
