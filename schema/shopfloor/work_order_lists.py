"""Pages of work orders, and what lists of them can be narrowed by."""

from collections.abc import Awaitable, Callable
from datetime import date

import strawberry

from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.combining import every, none, some
from schema.shared.lists import NO_VALUES
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from schema.shopfloor.health import HEALTH_SCOPES
from schema.shopfloor.work_order import WorkOrder

_SCOPES = (*HEALTH_SCOPES, SupplyScope.SUPPLY)


@noun(description="A work order and its place in the list.", scopes=(ShopFloorScope.SHOP_FLOOR, SupplyScope.SUPPLY))
class WorkOrderEdge:
    """Relay's edge."""

    node: WorkOrder = strawberry.field(description="The work order.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of work orders; by health it depends on the day too.", scopes=_SCOPES)
class WorkOrderConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[WorkOrderEdge] = list_field(description="The work orders with their cursors.", size=1)
    nodes: list[WorkOrder] = list_field(description="The work orders alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class WorkOrderFilter:
    """Which work orders."""

    number: list[str] | None = strawberry.field(default=None, description="With these numbers.")
    sku: list[str] | None = strawberry.field(default=None, description="Of these products.")
    department: list[str] | None = strawberry.field(default=None, description="Made by these departments.")
    stage: list[str] | None = strawberry.field(default=None, description="Of these stages.")
    status: list[WorkOrderStatus] | None = strawberry.field(default=None, description="That stand here.")
    health: list[WorkOrderHealth] | None = strawberry.field(
        default=None, description="That get on so; cancelled ones have no health."
    )
    plan_id: strawberry.ID | None = strawberry.field(default=None, description="Made for this plan.")
    from_: date | None = strawberry.field(name="from", default=None, description="Their deadline is then or later.")
    to: date | None = strawberry.field(default=None, description="Their planned start is then or earlier.")
    search: str | None = strawberry.field(
        default=None, description="Part of a number, or of the product's sku or name."
    )
    and_: list["WorkOrderFilter"] | None = every()
    or_: list["WorkOrderFilter"] | None = some()
    not_: "WorkOrderFilter | None" = none()
