"""What can be listened to of alerts, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shopfloor.enums import SEES_ALERTS
from resolvers.context import Info
from resolvers.permissions import subscription_field
from resolvers.shopfloor import alert_mapping
from resolvers.shopfloor.alert_arguments import kinds_among
from schema.shopfloor.alert import AlertChange
from schema.shopfloor.enums import AlertKind, AlertSeverity
from services.shopfloor.alerts.heard import last_told, told
from services.shopfloor.alerts.visible import visible_kinds

Kinds = Annotated[
    list[AlertKind] | None,
    strawberry.argument(description="Of these kinds; of all that the caller may see unless given."),
]
Minimum = Annotated[
    AlertSeverity,
    strawberry.argument(description="Of alerts that matter at least so much, or did before they eased."),
]


@strawberry.type
class AlertSubscription:
    """What happens to alerts."""

    @subscription_field(
        SEES_ALERTS, "Tells of everything that happens to an alert, once it is committed; not of figures that move."
    )
    async def alert_changed(
        self, info: Info, kinds: Kinds = None, minimum_severity: Minimum = AlertSeverity.WARNING
    ) -> AsyncGenerator[AlertChange, None]:
        context = info.context
        chosen = kinds_among(visible_kinds(context.may), kinds)
        async with context.listen(Channel.ALERTS) as messages:
            async with context.read() as session:
                latest = await last_told(session)
            async for message in messages:
                heard = None if isinstance(message, Missed) else message["events"]
                async with context.read() as session:
                    news = await told(session, heard, since=latest, kinds=chosen, minimum=minimum_severity)
                latest = news.latest
                context.drop_loaders()  # what they saw before is out of date
                alerts = alert_mapping.alert.objects(news.alerts)
                for event, place in news.events:
                    yield AlertChange(event=event, alert=alerts[place])
