"""Questions about alerts."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Annotated

import strawberry

from db.engine import ReadSession
from db.shopfloor.alert_lists import alert_count, open_alerts_by_severity
from db.shopfloor.enums import SEES_ALERTS, AlertKind, AlertSeverity
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.shopfloor import alert_mapping
from resolvers.shopfloor.alert_arguments import alert_filter
from schema.shared.enums import OrderDirection
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.shopfloor import alert as nouns
from schema.shopfloor.alert import AlertConnection, AlertEdge
from schema.shopfloor.enums import AlertOrder
from services.shared.paging import Turn
from services.shopfloor.alerts.list_alerts import list_alerts
from services.shopfloor.alerts.visible import visible_kinds

Alerts = Annotated[
    nouns.AlertFilter | None,
    strawberry.argument(description="Which of those that the caller may see; those not closed unless given."),
]

OrderBy = Annotated[AlertOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class AlertQuery:
    """Root fields of alerts."""

    @root_field(
        SEES_ALERTS,
        "Alerts, usually those to which something happened last first. Those of stock are shown to who has SUPPLY.VIEW,"
        " all others to who has PPIC.VIEW or ALERT.ACKNOWLEDGE.",
        versioned=True,
    )
    async def alerts(
        self,
        info: Info,
        filter: Alerts = None,
        order_by: OrderBy = AlertOrder.CHANGED,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> AlertConnection:
        visible = visible_kinds(info.context.may)
        chosen, turn = alert_filter(filter, visible), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_alerts(session, chosen=chosen, turn=turn)
        made: AlertConnection = connection(
            AlertConnection,
            AlertEdge,
            page,
            shape=alert_mapping.alert,
            context=info.context,
            count=lambda session: alert_count(session, chosen),
            open_alerts=OpenAlerts(visible),
        )
        return made


class OpenAlerts:
    """How many alerts of some kinds are open, by severity: counted once for all fields that ask at the same time."""

    def __init__(self, kinds: Collection[AlertKind]) -> None:
        self._kinds = kinds
        self._counting: asyncio.Task[Mapping[AlertSeverity, int]] | None = None

    async def __call__(self, session: ReadSession) -> Mapping[AlertSeverity, int]:
        """The counts, by severity."""
        self._counting = self._counting or asyncio.ensure_future(self._counted(session))
        return await asyncio.shield(self._counting)  # one field that is cancelled leaves the others theirs

    async def _counted(self, session: ReadSession) -> Mapping[AlertSeverity, int]:
        rows = await open_alerts_by_severity(session, self._kinds)
        return {row.severity: row.open for row in rows}
