"""What can be listened to of stock, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from resolvers.context import Context, Info
from resolvers.permissions import subscription_field
from resolvers.shared.arguments import keys
from resolvers.supply import mapping
from schema.supply.movement_changes import InventoryChange
from services.supply.stock.heard import Told, last_told, told

Skus = Annotated[list[str] | None, strawberry.argument(description="Of these products; of all unless given.")]
Where = Annotated[str | None, strawberry.argument(description="At this location; everywhere unless given.")]


@strawberry.type
class StockSubscription:
    """Moved stock."""

    @subscription_field(Permission.SUPPLY_VIEW, "Tells of every movement once it is committed, with its level.")
    async def inventory_changed(
        self, info: Info, sku: Skus = None, location: Where = None
    ) -> AsyncGenerator[InventoryChange, None]:
        context = info.context
        sku_keys, location_keys = keys(sku), keys([location] if location is not None else None)
        async with context.listen(Channel.INVENTORY) as messages:
            async with context.read() as session:
                latest = await last_told(session)
            async for message in messages:
                ids = None if isinstance(message, Missed) else message["movements"]
                async with context.read() as session:
                    news = await told(session, ids, since=latest, sku_keys=sku_keys, location_keys=location_keys)
                latest = max(latest, news.latest)
                for change in _changes(context, news):
                    yield change


def _changes(context: Context, news: Told) -> list[InventoryChange]:
    context.drop_loaders()  # what they saw before is out of date
    levels = {level.key: level for level in mapping.level.objects(news.levels)}
    movements = mapping.movement.objects(news.movements)
    at = news.movements.column("level_id")
    return [
        InventoryChange(level=levels[level], movement=movement) for level, movement in zip(at, movements, strict=True)
    ]
