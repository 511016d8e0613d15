"""The steps of production plans, from their submission to their end."""

from decimal import Decimal
from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.supply.mutations.plans import ExpectedVersion, plan_payload
from resolvers.supply.plan_arguments import PlanId, plan_key
from schema.shared.relations import load
from schema.supply.plan_changes import ProductionPlanPayload
from services.shopfloor.orders.cancel_order import cancel_orders_of_plan, hold_orders_of_plan
from services.supply.plans.cancel_plan import cancel_plan
from services.supply.plans.decide_plan import approve_plan, reject_plan
from services.supply.plans.make_plan import complete_plan, set_completion, start_plan
from services.supply.plans.submit_plan import submit_plan

EDIT, APPROVE = Permission.SUPPLY_EDIT, Permission.SUPPLY_APPROVE
Reason = Annotated[str, strawberry.argument(description="Why.")]


@strawberry.type
class PlanStepMutation:
    """Mutations of where plans stand."""

    @mutation_field(EDIT, "Ask for the approval of a draft; its end is not past, its product active and makeable.")
    async def submit_production_plan(self, info: Info, id: PlanId) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await submit_plan(session, id=plan_key(id), today=info.context.today())
        return await plan_payload(info, key)

    @mutation_field(APPROVE, "Approve a submitted plan; not by who submitted it or changed it last.")
    async def approve_production_plan(
        self,
        info: Info,
        id: PlanId,
        expected_version: ExpectedVersion = None,
        note: Annotated[str | None, strawberry.argument(description="Whatever is to be kept with it.")] = None,
    ) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await approve_plan(session, id=plan_key(id), expected_version=expected_version, note=note)
        return await plan_payload(info, key)

    @mutation_field(APPROVE, "Send a submitted plan back to be a draft.")
    async def reject_production_plan(self, info: Info, id: PlanId, reason: Reason) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await reject_plan(session, id=plan_key(id), reason=reason)
        return await plan_payload(info, key)

    @mutation_field(EDIT, "Begin to make an approved plan.")
    async def start_production_plan(self, info: Info, id: PlanId) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await start_plan(session, id=plan_key(id))
        return await plan_payload(info, key)

    @mutation_field(EDIT, "Say how much of a plan is done; less than before needs a reason.")
    async def set_production_plan_completion(
        self,
        info: Info,
        id: PlanId,
        percentage: Annotated[Decimal, strawberry.argument(description="0 to 100, floored to two decimals.")],
        reason: Annotated[str | None, strawberry.argument(description="Why it goes backwards, where it does.")] = None,
    ) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await set_completion(session, id=plan_key(id), percent=percentage, reason=reason)
        return await plan_payload(info, key)

    @mutation_field(EDIT, "End a plan of which everything is made.")
    async def complete_production_plan(self, info: Info, id: PlanId) -> ProductionPlanPayload:
        async with info.context.write() as session:
            key = await complete_plan(session, id=plan_key(id))
        return await plan_payload(info, key)

    @mutation_field(
        EDIT,
        "Give up a plan that is neither completed nor cancelled, and its work orders with it.",
    )
    async def cancel_production_plan(self, info: Info, id: PlanId, reason: Reason) -> ProductionPlanPayload:
        today, own = info.context.today(), plan_key(id)
        async with info.context.write() as session:
            held = await hold_orders_of_plan(session, own)
            key = await cancel_plan(session, id=own, reason=reason)
            cancelled = await cancel_orders_of_plan(session, key, held, reason=reason, today=today)
        payload = await plan_payload(info, key)
        payload.cancelled_work_orders = [await load(info, "shopfloor.work_order_by_id", order) for order in cancelled]
        return payload
