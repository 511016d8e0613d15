"""What can be listened to of work orders, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from db.shopfloor.filters import WorkOrderFilter
from resolvers.context import Info
from resolvers.permissions import subscription_field
from resolvers.shared.arguments import keys
from resolvers.shopfloor import mapping
from resolvers.shopfloor.order_arguments import order_key
from schema.shopfloor.work_order import WorkOrder
from services.shopfloor.orders.heard import last_told, told

Departments = Annotated[
    list[str] | None, strawberry.argument(description="Made by these departments; by all unless given.")
]
Id = Annotated[strawberry.ID | None, strawberry.argument(description="This one alone; all unless given.")]


@strawberry.type
class OrderSubscription:
    """Changed work orders."""

    @subscription_field(
        Permission.PRODUCTION_VIEW,
        "Tells of every work order that was created or changed, or of which something was made, once committed.",
    )
    async def work_order_changed(
        self, info: Info, departments: Departments = None, work_order_id: Id = None
    ) -> AsyncGenerator[WorkOrder, None]:
        context = info.context
        only = None if work_order_id is None else order_key(work_order_id) or 0
        chosen = WorkOrderFilter(department_keys=keys(departments), id=only)
        async with context.listen(Channel.WORK_ORDERS) as messages:
            async with context.read() as session:
                latest = await last_told(session)
            async for message in messages:
                ids = None if isinstance(message, Missed) else message["orders"]
                async with context.read() as session:
                    news = await told(session, chosen, ids=ids, since=latest)
                latest = max(latest, news.latest)
                context.drop_loaders()  # what they saw before is out of date
                for order in mapping.work_order.objects(news.orders):
                    yield order
