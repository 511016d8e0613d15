"""How right forecasts were."""

from datetime import UTC, date, datetime
from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.supply.arguments import Location, Sku
from schema.supply.accuracy import ForecastAccuracy, MeasuredAccuracy, MeasuredBucket
from services.supply.forecasts.measure_accuracy import measure_accuracy


@strawberry.type
class AccuracyQuery:
    """The root field of accuracy."""

    @root_field(
        Permission.SUPPLY_VIEW,
        "What had been forecast when each bucket that is over, less the lag, began, against what came; null where there"
        " is no such product. Buckets are as long as those of the forecast that was active last.",
    )
    async def measured_accuracy(
        self,
        info: Info,
        sku: Sku,
        from_: Annotated[date, strawberry.argument(name="from", description="The first day a bucket may begin on.")],
        to: Annotated[date, strawberry.argument(description="The last day a bucket may begin on.")],
        location: Location = "MAIN",
        lag_buckets: Annotated[
            int, strawberry.argument(description="How many buckets before each began the forecast counts.")
        ] = 0,
    ) -> MeasuredAccuracy | None:
        async with info.context.read() as session:
            found = await measure_accuracy(
                session, sku=sku, location=location, since=from_, until=to, lag=lag_buckets, today=info.context.today()
            )
        if found is None:
            return None
        overall = found.overall
        now = datetime.now(UTC)
        return MeasuredAccuracy(
            product_id=found.key.product_id,
            location=found.key.location,
            lag_buckets=lag_buckets,
            overall=None if overall is None else ForecastAccuracy(**overall._asdict(), computed_at=now),
            rows=[
                MeasuredBucket(
                    start=row.start,
                    forecast=row.forecast,
                    actual=row.actual,
                    error=row.error,
                    version_id=row.version_id,
                )
                for row in found.rows
            ],
        )
