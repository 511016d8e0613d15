"""What production planning and control watches: counts, a day, what is on track. Questions alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

import strawberry

from db.postgres.reading import ColumnRows
from db.shared.enums import Permission
from db.shopfloor.standings import OFF_TRACK, orders_standing, standing_counts
from resolvers.context import Info
from resolvers.loading import lists_of
from resolvers.permissions import root_field
from resolvers.shapes import ShapedRows
from resolvers.shopfloor import health_mapping, mapping
from schema.shopfloor.dashboard import DailySummary, DailyVariance, OnTrackStatus, PpicDashboard, WorkOrderDay
from services.shared.computing import computed
from services.shopfloor.dashboard.show_day import show_day, sum_day

VIEW = Permission.PPIC_VIEW
AsOf = Annotated[
    date | None, strawberry.argument(description="With the entries up to this day, included; today unless given.")
]
Day = Annotated[date | None, strawberry.argument(name="date", description="The day; today unless given.")]


@strawberry.type
class DashboardQuery:
    """Root fields of the dashboards."""

    @root_field(VIEW, "How many work orders stand where, and the orders with their health.", versioned=True)
    async def ppic_dashboard(self, info: Info, as_of: AsOf = None) -> PpicDashboard:
        day = as_of or info.context.today()
        async with info.context.read() as session:
            counts = await standing_counts(session, day, info.context.floor_rules)
        return health_mapping.ppic_dashboard(day, counts)

    @root_field(VIEW, "What was to be made on a day and what was, in total and in parts.", versioned=True)
    async def ppic_daily_summary(self, info: Info, day: Day = None) -> DailySummary:
        on = day or info.context.today()
        async with info.context.read() as session:
            if not _asks_orders(info):
                return health_mapping.daily_summary(await sum_day(session, on), [])
            shown = await show_day(session, on)
        variances = await lists_of(health_mapping.daily_variance, {on: shown.figures})
        days = OrderDays(mapping.work_order.of(shown.orders), variances[on])
        return health_mapping.daily_summary(shown.summary, days)

    @root_field(VIEW, "How many work orders are on track, how many are not, and the orders.", versioned=True)
    async def ppic_on_track_status(self, info: Info, as_of: AsOf = None) -> OnTrackStatus:
        context, day = info.context, as_of or info.context.today()
        async with context.read() as session:
            if not _asks_orders(info):
                return health_mapping.on_track_counts(day, await standing_counts(session, day, context.floor_rules))
            orders = await orders_standing(session, day, context.floor_rules)
        await context.loaders.named("shopfloor.health_by_work_order_id").know(day, orders)  # type: ignore[attr-defined]
        off_track = await computed(partial(_off_track, orders), parts=len(orders))
        return OnTrackStatus(
            as_of=day,
            on_track=len(orders) - off_track,
            off_track=off_track,
            work_orders=mapping.work_order.of(orders),  # type: ignore[arg-type]
        )


def _off_track(orders: ColumnRows) -> int:
    return sum(health in OFF_TRACK for health in orders.column("health"))


def _asks_orders(info: Info) -> bool:
    """Whether the orders are asked for too, which are many."""
    names = info.context.field_names
    return names is None or "workOrders" in names


class OrderDays:
    """Work orders and their figures of a day: a column each for the columnar executor, objects for everybody else."""

    def __init__(self, orders: ShapedRows, figures: Sequence[DailyVariance]) -> None:
        self._orders, self._figures = orders, figures

    def __len__(self) -> int:
        return len(self._figures)

    def __iter__(self) -> Iterator[WorkOrderDay]:
        pairs = zip(self._orders, self._figures, strict=True)
        return (WorkOrderDay(work_order=order, figures=figures) for order, figures in pairs)

    def column(self, name: str) -> Any:
        """All work orders, or all figures."""
        return self._orders if name == "work_order" else self._figures
