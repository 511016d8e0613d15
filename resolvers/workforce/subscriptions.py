"""What can be listened to of capacity, over every server process."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from db.forecast.reports import report_by_month
from db.postgres.notifications import Channel, Missed
from db.shared.enums import Permission
from resolvers.forecast import mapping
from resolvers.permissions import subscription_field
from schema.workforce.capacity_changed import CapacityChange
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.errors import BadRequest


@strawberry.type
class CapacitySubscription:
    """Changed capacity."""

    @subscription_field(Permission.WORKFORCE_VIEW, "Tells after every commit that changes a report's capacity.")
    async def capacity_changed(
        self,
        info: strawberry.Info,
        report: Annotated[str, strawberry.argument(description='The report: "2025-04".')],
    ) -> AsyncGenerator[CapacityChange, None]:
        month = parse_report_value(report)
        async with info.context.read() as session:
            row = await report_by_month(session, year=month.year, month=month.number) if month else None
        if row is None:
            raise BadRequest(f"there is no report {report[:40]!r}; accepted: {ACCEPTED}, of a report that was imported")
        months = mapping.report(row).months
        async with info.context.listen(Channel.CAPACITY) as messages:
            async for message in messages:
                if isinstance(message, Missed):
                    yield CapacityChange(report_id=row.id, months=months)
                elif message["report"] == row.id:
                    changed = [month for month in months if month.index in message["months"]]
                    yield CapacityChange(report_id=row.id, months=changed)
