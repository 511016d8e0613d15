"""Moving and counting stock."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import MOST_MOVEMENTS
from resolvers.context import Context, Info
from resolvers.permissions import mutation_field
from resolvers.supply.arguments import DryRun
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.supply import movement_changes as nouns
from services.supply.stock.checking import Days
from services.supply.stock.count_inventory import Count, count_inventory
from services.supply.stock.entering import Entered
from services.supply.stock.record_movements import Movement, record_movements
from services.supply.stock.reverse_movement import reverse_movement

EDIT = Permission.SUPPLY_EDIT


@strawberry.type
class StockMutation:
    """Mutations of stock."""

    @mutation_field(EDIT, "Enter a movement of stock; a transfer makes two.")
    async def record_inventory_movement(
        self,
        info: Info,
        input: Annotated[nouns.MovementInput, strawberry.argument(description="What happened.")],
        dry_run: DryRun = False,
    ) -> nouns.MovementPayload:
        async with info.context.write(dry_run=dry_run) as session:
            entered = await record_movements(
                session, movements=[_movement(input)], paths=[("input",)], days=_days(info.context)
            )
        return await movement_payload(info, entered)

    @mutation_field(EDIT, "Enter movements of stock in the order given, all of them or none.")
    async def record_inventory_movements(
        self,
        info: Info,
        items: Annotated[
            list[nouns.MovementInput],
            strawberry.argument(description=f"What happened, at most {MOST_MOVEMENTS} movements."),
        ],
        dry_run: DryRun = False,
    ) -> nouns.MovementPayload:
        movements = [_movement(item) for item in items]
        paths = [("items", str(place)) for place in range(len(items))]
        async with info.context.write(dry_run=dry_run) as session:
            entered = await record_movements(session, movements=movements, paths=paths, days=_days(info.context))
        return await movement_payload(info, entered)

    @mutation_field(EDIT, "Take a movement back by its mirror, dated as it is; of a transfer both sides.")
    async def reverse_inventory_movement(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The movement's id.")],
        reason: Annotated[str, strawberry.argument(description="Why.")],
    ) -> nouns.MovementPayload:
        async with info.context.write() as session:
            entered = await reverse_movement(session, id=parse_key("InventoryMovement", id), reason=reason)
        return await movement_payload(info, entered)

    @mutation_field(EDIT, "Set what is on hand at the end of a day to what was counted; it stays true.")
    async def count_inventory(
        self,
        info: Info,
        input: Annotated[nouns.CountInput, strawberry.argument(description="What was found.")],
        dry_run: DryRun = False,
    ) -> nouns.MovementPayload:
        async with info.context.write(dry_run=dry_run) as session:
            entered = await count_inventory(
                session, counts=[Count(**vars(input))], paths=[("input",)], days=_days(info.context)
            )
        return await movement_payload(info, entered)


def _movement(given: nouns.MovementInput) -> Movement:
    """A movement as asked for; another object's id is nobody's work order."""
    order = given.work_order_id
    return Movement(**{**vars(given), "work_order_id": None if order is None else parse_key("WorkOrder", order) or 0})


def _days(context: Context) -> Days:
    return Days(context.today(), context.back_dating_days)


async def movement_payload(info: Info, entered: Entered) -> nouns.MovementPayload:
    """The answer of what was entered."""
    movements = info.context.loaders.named("supply.movement_by_id").data_loader
    found = await movements.load_many([row.id for row in (*entered.movements, *entered.restated)])
    count = len(entered.movements)
    payload = nouns.MovementPayload(movements=found[:count], restated=found[count:])
    if entered.movements:
        payload.level = await load(info, "supply.level_by_id", entered.movements[0].level_id)
    return payload
