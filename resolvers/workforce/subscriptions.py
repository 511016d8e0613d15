"""What can be listened to of capacity, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.forecast import mapping
from resolvers.permissions import subscription_field
from schema.workforce.capacity_changed import CapacityChange
from services.forecast.find_report import report_to_read


@strawberry.type
class CapacitySubscription:
    """Changed capacity."""

    @subscription_field(Permission.WORKFORCE_VIEW, "Tells after every commit that changes a report's capacity.")
    async def capacity_changed(
        self,
        info: Info,
        report: Annotated[str, strawberry.argument(description='The report: "2025-04".')],
    ) -> AsyncGenerator[CapacityChange, None]:
        async with info.context.read() as session:
            row = await report_to_read(session, report)
        months = mapping.report(row).months
        async with info.context.listen(Channel.CAPACITY) as messages:
            async for message in messages:
                if isinstance(message, Missed):
                    yield CapacityChange(report_id=row.id, months=months)
                elif message["report"] == row.id:
                    changed = [month for month in months if month.index in message["months"]]
                    yield CapacityChange(report_id=row.id, months=changed)
