"""Creating and cancelling work orders."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shopfloor.order_arguments import WorkOrderId, order_key, order_values
from schema.shared.relations import load
from schema.shopfloor.work_order_changes import WorkOrderInput, WorkOrderPayload
from services.shopfloor.orders.cancel_order import cancel_order
from services.shopfloor.orders.create_order import create_order

PLAN = Permission.PRODUCTION_PLAN


@strawberry.type
class OrderMutation:
    """Mutations of work orders."""

    @mutation_field(PLAN, "Create a work order; for a plan, as much as that has room for.")
    async def create_work_order(
        self, info: Info, input: Annotated[WorkOrderInput, strawberry.argument(description="What it says.")]
    ) -> WorkOrderPayload:
        allowance = info.context.floor_rules.overproduction_allowance
        async with info.context.write() as session:
            key = await create_order(session, order=order_values(vars(input)), allowance=allowance)
        return await order_payload(info, key)

    @mutation_field(PLAN, "Give up a work order of which nothing was made; what waits for approval is rejected.")
    async def cancel_work_order(
        self, info: Info, id: WorkOrderId, reason: Annotated[str, strawberry.argument(description="Why.")]
    ) -> WorkOrderPayload:
        today = info.context.today()
        async with info.context.write() as session:
            key = await cancel_order(session, id=order_key(id), reason=reason, today=today)
        return await order_payload(info, key)


async def order_payload(info: Info, key: int) -> WorkOrderPayload:
    """A work order as it stands now."""
    return WorkOrderPayload(work_order=await load(info, "shopfloor.work_order_by_id", key))
