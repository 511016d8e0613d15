"""Asking for changes of work orders and deciding on them: input and payload."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.shared.problems import Payload
from schema.shopfloor.enums import WorkOrderField
from schema.shopfloor.work_order import WorkOrder
from schema.shopfloor.work_order_change import WorkOrderChange


@strawberry.input(description="Another target or deadline.")
class WorkOrderChangeInput:
    """A change as asked for."""

    work_order_id: strawberry.ID = strawberry.field(description="What is to change; not cancelled.")
    field: WorkOrderField = strawberry.field(description="Which of its values; at most one change of it waits.")
    new_qty: Decimal | None = strawberry.field(
        default=None,
        description="With TARGET_QTY: the target that is wanted, of which no more was made than it allows.",
    )
    new_date: date | None = strawberry.field(
        default=None, description="With DEADLINE: the deadline that is wanted, not past and not before the start."
    )
    reason: str = strawberry.field(description="Why, 3 to 500 characters.")


@strawberry.type(description="A change as it stands, and its work order.")
class WorkOrderChangePayload(Payload):
    """The answer of everything that is done with a change."""

    change: WorkOrderChange | None = strawberry.field(default=None, description="The change.")
    work_order: WorkOrder | None = strawberry.field(default=None, description="Its work order, as it is now.")
    qty_updated: bool = strawberry.field(default=False, description="Whether the order has another target by this.")
