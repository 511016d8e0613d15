"""Putting material aside for work orders."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.supply.arguments import DryRun
from resolvers.supply.mutations.stock import movement_payload
from schema.shared.node import parse_key
from schema.supply.movement_changes import MovementPayload
from services.shopfloor.materials.allocate_materials import allocate_materials


@strawberry.type
class MaterialMutation:
    """Mutations of what is put aside."""

    @mutation_field(
        Permission.PRODUCTION_PLAN,
        "Put aside what the rest of a work order's target takes of each component, as far as it is available.",
    )
    async def allocate_materials(
        self,
        info: Info,
        work_order_id: Annotated[strawberry.ID, strawberry.argument(description="The order's id.")],
        dry_run: DryRun = False,
    ) -> MovementPayload:
        context, key = info.context, parse_key("WorkOrder", work_order_id)
        async with context.write(dry_run=dry_run) as session:
            entered = await allocate_materials(session, id=key, today=context.today())
        return await movement_payload(info, entered)
