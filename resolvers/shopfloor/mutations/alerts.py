"""Changes of alerts."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shopfloor.alert_arguments import AlertId, alert_key
from schema.shared.relations import load
from schema.shopfloor.alert import AlertPayload
from services.shopfloor.alerts.acknowledge_alert import acknowledge_alert
from services.shopfloor.alerts.visible import visible_kinds

Note = Annotated[str | None, strawberry.argument(description="Whatever is to be kept with it.")]


@strawberry.type
class AlertMutation:
    """Mutations of alerts."""

    @mutation_field(
        Permission.ALERT_ACKNOWLEDGE,
        "Take an open alert that the caller may see off the open list, until it grows worse or comes back.",
    )
    async def acknowledge_alert(self, info: Info, id: AlertId, note: Note = None) -> AlertPayload:
        kinds = visible_kinds(info.context.may)
        async with info.context.write() as session:
            key = await acknowledge_alert(session, id=alert_key(id), note=note, kinds=kinds)
        return AlertPayload(alert=await load(info, "shopfloor.alert_by_id", key))
