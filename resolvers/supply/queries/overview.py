"""The state of planning in a handful of figures."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.overview import active_forecasts, open_plans, stock_by_currency
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.shared.arguments import keys
from schema.supply.overview import Money, PlanningOverview

VIEW = Permission.SUPPLY_VIEW


@strawberry.type
class OverviewQuery:
    """The root field of the overview."""

    @root_field(VIEW, "Counts and sums of planning; each count is the totalCount of its filtered list.", versioned=True)
    async def planning_overview(
        self,
        info: Info,
        location: Annotated[
            str | None, strawberry.argument(description="Where; everywhere unless given. Letter case does not matter.")
        ] = None,
    ) -> PlanningOverview:
        where = None if location is None else keys([location])
        async with info.context.read() as session:
            forecasts = await active_forecasts(session, where)
            plans = await open_plans(session, where)
            stock = await stock_by_currency(session, where)
        return PlanningOverview(
            active_forecasts=forecasts.active,
            active_plans=plans.active,
            plans_pending_approval=plans.pending,
            low_stock_items=sum(row.low for row in stock),
            stockout_items=sum(row.stockouts for row in stock),
            mean_mape=forecasts.mape,
            wape=forecasts.wape,
            forecasts_measured=forecasts.measured,
            inventory_value=[
                Money(amount=row.value, currency=row.currency)
                for row in stock
                if row.value is not None and row.currency is not None
            ],
            items_without_cost=sum(row.without_cost for row in stock),
        )
