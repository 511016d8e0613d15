"""Daily production: what was made of a work order, day by day."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import DAY, Permission
from db.shopfloor.enums import ShopFloorScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.shopfloor.enums import DailyProductionStatus

if TYPE_CHECKING:
    from schema.shopfloor.work_order import WorkOrder

FLOOR = ShopFloorScope.SHOP_FLOOR


@noun(description="What an entry said before it was replaced.", scopes=(FLOOR,))
class DailyProductionRevision:
    """One replaced version."""

    quantity: Decimal = strawberry.field(description="What was good.")
    scrap_quantity: Decimal = strawberry.field(description="What was spoilt.")
    notes: str = strawberry.field(description="What was noted.")
    entered_by: str = strawberry.field(description="Who entered it.")
    entered_at: datetime = strawberry.field(description="When.")
    replaced_by: str = strawberry.field(description="Who replaced it.")
    replaced_at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why.")


@noun(
    description="What was made of a work order on a day: one entry a day, which a correction replaces.",
    scopes=(FLOOR,),
    node="shopfloor.daily_production_by_id",
    permission=Permission.PRODUCTION_VIEW,
)
class DailyProduction(Node):
    """One entry, with what was made until it."""

    key: strawberry.Private[int]
    work_order_id: strawberry.Private[int]
    work_order: Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")] = loaded(
        "shopfloor.work_order_by_id", by="work_order_id", description="The work order."
    )
    production_date: date = strawberry.field(description="The day.")
    quantity: Decimal = strawberry.field(description="What was good; 0 says that nothing was made.")
    scrap_quantity: Decimal = strawberry.field(description="What was spoilt.")
    cumulative_qty: Decimal = strawberry.field(description="What was made of the work order until this day's end.")
    progress_pct: Decimal = strawberry.field(description="That in percent of the target, two decimals.")
    status: DailyProductionStatus = strawberry.field(description="COMPLETED for the one that reached the target.")
    notes: str = strawberry.field(description="What was noted.")
    entered_by: str = strawberry.field(description="Who entered it, or replaced it last.")
    entered_at: datetime = strawberry.field(description="When.")
    revisions: list[DailyProductionRevision] = loaded(
        "shopfloor.revisions_by_entry_id", by="key", description="What it said before, the oldest first.", size=2
    )


@noun(description="What the entries of a work order come to.", scopes=(FLOOR, DAY))
class ProductionSummary:
    """Figures over all entries."""

    entries: int = strawberry.field(description="How many there are.")
    first_date: date | None = strawberry.field(description="The first day with one.")
    last_date: date | None = strawberry.field(description="The last day with one.")
    best_day: Decimal | None = strawberry.field(description="The most that was made on a day.")
    mean_per_entry: Decimal | None = strawberry.field(description="The mean of what was made, four decimals.")
    recent_per_day: Decimal = strawberry.field(description="The mean of the last five entries, four decimals.")
    days_without_entry: int = strawberry.field(
        description="Working days without an entry, from the planned start to yesterday or the deadline."
    )


@noun(description="That a work order reached its target.", scopes=(FLOOR,))
class WorkOrderCompletion:
    """One time that it did."""

    target_qty: Decimal = strawberry.field(description="The target at that moment.")
    actual_qty: Decimal = strawberry.field(description="What was made by then; not changed later.")
    completed_date: date = strawberry.field(
        description="The day of the entry that reached the target, or on which a change was approved."
    )
    confirmed_by: str = strawberry.field(description="Who entered or approved that.")
    confirmed_at: datetime = strawberry.field(description="When.")
    is_completed: bool = strawberry.field(description="Whether that stands; false once it was opened again.")
    reopened_by: str | None = strawberry.field(description="Who opened it again, by a correction or a change.")
    reopened_at: datetime | None = strawberry.field(description="When.")


@noun(description="An entry in a page.", scopes=(FLOOR,))
class DailyProductionEdge:
    """Relay's edge."""

    node: DailyProduction = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of entries, the latest day first.", scopes=(FLOOR,))
class DailyProductionConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[DailyProductionEdge] = list_field(description="The entries with their cursors.", size=1)
    nodes: list[DailyProduction] = list_field(description="The entries alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
