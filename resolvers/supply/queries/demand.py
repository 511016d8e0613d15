"""Questions about demand."""

from datetime import date
from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import DemandSource
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.supply.arguments import Location, Sku
from schema.supply.demand_history import DemandHistory, DemandPoint
from schema.supply.enums import TimeBucket
from services.supply.demand.show_history import show_history


@strawberry.type
class DemandQuery:
    """The root field of demand."""

    @root_field(
        Permission.SUPPLY_VIEW,
        "What was asked for of a product, in the buckets that begin from one day to another; null where there is none."
        " Days are summed to the bucket asked for; weeks and months are answered as they are kept, and bucket says so.",
        versioned=True,
    )
    async def demand_history(
        self,
        info: Info,
        sku: Sku,
        from_: Annotated[date, strawberry.argument(name="from", description="The first day.")],
        to: Annotated[date, strawberry.argument(description="The last day, included.")],
        location: Location = "MAIN",
        bucket: Annotated[TimeBucket, strawberry.argument(description="How long a point lasts.")] = TimeBucket.DAY,
    ) -> DemandHistory | None:
        async with info.context.read() as session:
            found = await show_history(session, sku=sku, location=location, since=from_, until=to, bucket=bucket)
        if found is None:
            return None
        place, history = found
        return DemandHistory(
            product_id=place.product_id,
            location=place.location,
            bucket=history.bucket,
            points=[
                DemandPoint(day=one.day, quantity=one.quantity, is_no_data=one.is_no_data, source=one.source)
                for one in history.points
            ],
            mean_per_day=history.per_day.mean,
            deviation_per_day=history.per_day.deviation,
            imported_points=history.points_from(DemandSource.IMPORT),
            ledger_points=history.points_from(DemandSource.LEDGER),
        )
