"""Changing safety stocks."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.supply.safety_stock_changes import SafetyStockInput, SafetyStockPatch, SafetyStockPayload
from services.supply.safety_stock.set_safety_stock import Written, change_safety_stock, create_safety_stock

EDIT = Permission.SUPPLY_EDIT


@strawberry.type
class SafetyStockMutation:
    """Mutations of safety stocks."""

    @mutation_field(EDIT, "Create a safety stock; an active one takes the place of the former.")
    async def create_safety_stock(
        self,
        info: Info,
        input: Annotated[SafetyStockInput, strawberry.argument(description="What it follows from.")],
    ) -> SafetyStockPayload:
        values = dict(vars(input))
        sku, location = values.pop("sku"), values.pop("location")
        async with info.context.write() as session:
            written = await create_safety_stock(
                session, sku=sku, location=location, given=values, today=info.context.today()
            )
        return await _payload(info, written)

    @mutation_field(EDIT, "Change what a safety stock follows from; its quantities are computed again.")
    async def update_safety_stock(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")],
        patch: Annotated[SafetyStockPatch, strawberry.argument(description="What to change.")],
    ) -> SafetyStockPayload:
        async with info.context.write() as session:
            key = parse_key("SafetyStock", id)
            written = await change_safety_stock(session, id=key, patch=given(patch), today=info.context.today())
        return await _payload(info, written)


async def _payload(info: Info, written: Written) -> SafetyStockPayload:
    replaced = written.replaced_id
    return SafetyStockPayload(
        safety_stock=await load(info, "supply.safety_stock_by_id", written.id),
        replaced=None if replaced is None else await load(info, "supply.safety_stock_by_id", replaced),
    )
