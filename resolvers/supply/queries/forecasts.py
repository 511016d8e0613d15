"""Questions about forecasts."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import SupplyForecastOrder, SupplyForecastStatus
from db.supply.filters import SupplyForecastFilter
from db.supply.forecasts import forecast_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.supply import mapping
from resolvers.supply.arguments import Location, Sku, forecast_filter
from schema.shared.node import parse_key
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply import filters as nouns
from schema.supply.comparison import ForecastComparison, ForecastComparisonCell, ForecastComparisonRow
from schema.supply.enums import OrderDirection
from schema.supply.forecast import SupplyForecast, SupplyForecastConnection, SupplyForecastEdge
from schema.workforce.enums import ComparisonPresence
from services.shared.paging import Turn
from services.shared.text import key
from services.supply.demand.buckets import bucket_label
from services.supply.forecasts.compare_forecasts import LEAST, MOST, Cell, compare_forecasts
from services.supply.forecasts.list_forecasts import list_forecasts

VIEW = Permission.SUPPLY_VIEW
Forecasts = Annotated[
    nouns.SupplyForecastFilter | None, strawberry.argument(description="Which forecasts; all unless given.")
]
OrderBy = Annotated[SupplyForecastOrder, strawberry.argument(description=LISTED_BY)]


def forecast_id(id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> int | None:
    """A forecast's own id; None for another's."""
    return parse_key("SupplyForecast", id)


@strawberry.type
class ForecastQuery:
    """Root fields of forecasts."""

    supply_forecast: SupplyForecast | None = loaded_root(
        VIEW, "One forecast by id; null where there is none.", "supply.supply_forecast_by_id", key=forecast_id
    )

    @root_field(VIEW, "Forecasts in an order; those that have no WAPE come last by it.", versioned=True)
    async def supply_forecasts(
        self,
        info: Info,
        filter: Forecasts = None,
        order_by: OrderBy = SupplyForecastOrder.CREATED,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SupplyForecastConnection:
        chosen, turn = forecast_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_forecasts(session, chosen=chosen, turn=turn)
        return connection(
            SupplyForecastConnection,
            SupplyForecastEdge,
            page,
            shape=mapping.supply_forecast,
            context=info.context,
            count=lambda session: forecast_count(session, chosen),
        )

    @root_field(VIEW, "The active forecast of a product at a location; null where there is none.", versioned=True)
    async def active_supply_forecast(self, info: Info, sku: Sku, location: Location = "MAIN") -> SupplyForecast | None:
        chosen = SupplyForecastFilter(
            sku_keys=(key(sku),), location_keys=(key(location),), statuses=(SupplyForecastStatus.ACTIVE,)
        )
        newest = Turn(SupplyForecastOrder.CREATED, OrderDirection.DESC, first=1)
        async with info.context.read() as session:
            rows = (await list_forecasts(session, chosen=chosen, turn=newest)).rows
        return next(iter(mapping.supply_forecast.objects(rows)), None)

    @root_field(VIEW, "Forecasts of one product, location and bucket, each against the first.", versioned=True)
    async def compare_supply_forecasts(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description=f"{LEAST} to {MOST} forecasts, each once.")
        ],
    ) -> ForecastComparison:
        async with info.context.read() as session:
            found = await compare_forecasts(session, ids=[parse_key("SupplyForecast", id) for id in ids])
        bucket = found.versions[0].bucket
        return ForecastComparison(
            versions=[mapping.supply_forecast(row) for row in found.versions],
            rows=[
                ForecastComparisonRow(
                    start=start, label=bucket_label(start, bucket), cells=[_cell(one) for one in cells]
                )
                for start, cells in found.rows
            ],
        )


def _cell(cell: Cell) -> ForecastComparisonCell:
    return ForecastComparisonCell(
        presence=ComparisonPresence(cell.presence.value),
        quantity=cell.quantity,
        change=cell.change,
        percent=cell.percent,
    )
