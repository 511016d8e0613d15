"""What can be listened to of production plans, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import subscription_field
from resolvers.supply import mapping
from schema.supply.enums import ProductionPlanStatus
from schema.supply.plan import ProductionPlan
from services.supply.plans.heard import last_told, told

Statuses = Annotated[
    list[ProductionPlanStatus] | None,
    strawberry.argument(description="Plans that stand here after the change; all unless given."),
]


@strawberry.type
class PlanSubscription:
    """Changed plans."""

    @subscription_field(
        Permission.SUPPLY_VIEW, "Tells of every plan that was created or changed, once that is committed."
    )
    async def production_plan_changed(
        self, info: Info, status: Statuses = None
    ) -> AsyncGenerator[ProductionPlan, None]:
        context = info.context
        async with context.listen(Channel.PRODUCTION_PLANS) as messages:
            async with context.read() as session:
                latest = await last_told(session)
            async for message in messages:
                ids = None if isinstance(message, Missed) else message["plans"]
                async with context.read() as session:
                    news = await told(session, ids, since=latest, statuses=status or ())
                latest = max(latest, news.latest)
                context.drop_loaders()  # what they saw before is out of date
                for plan in mapping.production_plan.objects(news.plans):
                    yield plan
