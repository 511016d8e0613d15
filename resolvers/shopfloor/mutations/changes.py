"""Asking for changes of work orders, and deciding on them."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shopfloor.change_arguments import ChangeId, change_asked, change_key
from schema.shared.relations import load
from schema.shopfloor.change_decisions import WorkOrderChangeInput, WorkOrderChangePayload
from services.shopfloor.changes.decide_change import approve_change, reject_change, withdraw_change
from services.shopfloor.changes.holding import Taken
from services.shopfloor.changes.request_change import request_change

MODIFY, APPROVE = Permission.PRODUCTION_MODIFY, Permission.PRODUCTION_APPROVE


@strawberry.type
class ChangeMutation:
    """Mutations of changes."""

    @mutation_field(MODIFY, "Ask for another target or deadline of a work order; others decide.")
    async def request_work_order_change(
        self,
        info: Info,
        input: Annotated[WorkOrderChangeInput, strawberry.argument(description="What is to change.")],
    ) -> WorkOrderChangePayload:
        context = info.context
        async with context.write() as session:
            taken = await request_change(
                session, asked=change_asked(input), today=context.today(), large=context.floor_rules.large_change
            )
        return await _payload(info, taken)

    @mutation_field(
        APPROVE, "Approve a change that somebody else asked for, and carry it out; large ones need a third person."
    )
    async def approve_work_order_change(
        self,
        info: Info,
        id: ChangeId,
        note: Annotated[str | None, strawberry.argument(description="Whatever is to be kept with it.")] = None,
    ) -> WorkOrderChangePayload:
        async with info.context.write() as session:
            taken = await approve_change(session, id=change_key(id), note=note, today=info.context.today())
        return await _payload(info, taken)

    @mutation_field(APPROVE, "Reject a change that somebody else asked for.")
    async def reject_work_order_change(
        self, info: Info, id: ChangeId, reason: Annotated[str, strawberry.argument(description="Why.")]
    ) -> WorkOrderChangePayload:
        async with info.context.write() as session:
            taken = await reject_change(session, id=change_key(id), reason=reason)
        return await _payload(info, taken)

    @mutation_field(MODIFY, "Take back a change that the caller asked for and nobody taken.")
    async def withdraw_work_order_change(self, info: Info, id: ChangeId) -> WorkOrderChangePayload:
        async with info.context.write() as session:
            taken = await withdraw_change(session, id=change_key(id))
        return await _payload(info, taken)


async def _payload(info: Info, taken: Taken) -> WorkOrderChangePayload:
    return WorkOrderChangePayload(
        change=await load(info, "shopfloor.work_order_change_by_id", taken.change_id),
        work_order=await load(info, "shopfloor.work_order_by_id", taken.work_order_id),
        qty_updated=taken.qty_updated,
    )
