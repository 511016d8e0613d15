"""Creating and changing production plans."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from resolvers.supply.plan_arguments import PlanId, plan_key, plan_values
from schema.shared.relations import load
from schema.supply.plan_changes import ProductionPlanInput, ProductionPlanPatch, ProductionPlanPayload
from services.supply.plans.create_plan import create_plan
from services.supply.plans.update_plan import update_plan

EDIT = Permission.SUPPLY_EDIT
ExpectedVersion = Annotated[
    int | None, strawberry.argument(description="The version that was read; refused where it is another by now.")
]


@strawberry.type
class PlanMutation:
    """Mutations of what plans say."""

    @mutation_field(EDIT, "Create a draft of a plan.")
    async def create_production_plan(
        self,
        info: Info,
        input: Annotated[ProductionPlanInput, strawberry.argument(description="What it says.")],
    ) -> ProductionPlanPayload:
        values = plan_values(vars(input))
        sku, location = values.pop("sku"), values.pop("location")
        async with info.context.write() as session:
            key = await create_plan(session, sku=sku, location=location, plan=values)
        return await plan_payload(info, key)

    @mutation_field(EDIT, "Change a plan that is not approved; of a submitted one that takes the submission back.")
    async def update_production_plan(
        self,
        info: Info,
        id: PlanId,
        patch: Annotated[ProductionPlanPatch, strawberry.argument(description="What to change.")],
        expected_version: ExpectedVersion = None,
    ) -> ProductionPlanPayload:
        values = plan_values(given(patch))
        async with info.context.write() as session:
            key = await update_plan(session, id=plan_key(id), patch=values, expected_version=expected_version)
        return await plan_payload(info, key)


async def plan_payload(info: Info, key: int) -> ProductionPlanPayload:
    """A plan as it stands now."""
    return ProductionPlanPayload(plan=await load(info, "supply.production_plan_by_id", key))
