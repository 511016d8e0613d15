"""Creating and cancelling work orders: input and payload."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.shared.problems import Payload
from schema.shopfloor.enums import MaterialConsumption
from schema.shopfloor.work_order import WorkOrder


@strawberry.input(description="A new work order, of which nothing is made yet.")
class WorkOrderInput:
    """Everything a work order says."""

    number: str | None = strawberry.field(
        default=None, description="SPK-00001 and on unless given; letter case does not matter."
    )
    sku: str = strawberry.field(description="What is made.")
    plan_id: strawberry.ID | None = strawberry.field(
        default=None, description="The plan that it is made for: APPROVED or IN_PROGRESS, of the same product."
    )
    department: str = strawberry.field(description="Who makes it; letter case does not matter.")
    stage: str = strawberry.field(description="Which step of making the product it is; letter case does not matter.")
    location: str = strawberry.field(default="MAIN", description="Where.")
    target_qty: Decimal = strawberry.field(description="How much is to be made, above 0.")
    planned_start: date = strawberry.field(description="The first day.")
    deadline: date = strawberry.field(description="The last day, not before the first.")
    overproduction_allowance: float | None = strawberry.field(
        default=None, description="How much more may be made, a fraction of the target; as it is set unless given."
    )
    produces_stock: bool = strawberry.field(
        default=False, description="Whether its output goes to stock: the last stage."
    )
    consumption: MaterialConsumption = strawberry.field(
        default=MaterialConsumption.MANUAL, description="Whether output takes its materials by itself."
    )


@strawberry.type(description="A work order as it stands after a change.")
class WorkOrderPayload(Payload):
    """The answer of every change of a work order."""

    work_order: WorkOrder | None = strawberry.field(default=None, description="The work order.")
