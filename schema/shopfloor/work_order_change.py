"""Changes of work orders: another target or deadline that somebody asked for."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import Permission
from db.shopfloor.enums import ShopFloorScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.shopfloor.approval import Approval
from schema.shopfloor.enums import ApprovalStatus, WorkOrderField

if TYPE_CHECKING:
    from schema.shopfloor.work_order import WorkOrder

SCOPES = (ShopFloorScope.SHOP_FLOOR,)


@noun(
    description="Another target or deadline of a work order, asked for by one and decided by others.",
    scopes=SCOPES,
    node="shopfloor.work_order_change_by_id",
    permission=Permission.PRODUCTION_APPROVE,
)
class WorkOrderChange(Node):
    """One change, with what became of it."""

    key: strawberry.Private[int]
    work_order_id: strawberry.Private[int]
    work_order: Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")] = loaded(
        "shopfloor.work_order_by_id", by="work_order_id", description="What is to change."
    )
    field: WorkOrderField = strawberry.field(description="Which of its values.")
    old_qty: Decimal | None = strawberry.field(description="The target when it was asked for; null for a deadline.")
    new_qty: Decimal | None = strawberry.field(description="The target that is wanted; null for a deadline.")
    old_date: date | None = strawberry.field(description="The deadline when it was asked for; null for a target.")
    new_date: date | None = strawberry.field(description="The deadline that is wanted; null for a target.")
    reason: str = strawberry.field(description="Why.")
    status: ApprovalStatus = strawberry.field(description="Where it stands.")
    status_label: str = strawberry.field(description="Its status in words.")
    requested_by: str = strawberry.field(description="Who asked for it.")
    requested_at: datetime = strawberry.field(description="When.")
    decided_by: str | None = strawberry.field(description="Who decided last, or withdrew it; null while it waits.")
    decided_at: datetime | None = strawberry.field(description="When.")
    decision_note: str | None = strawberry.field(description="What was noted with that.")
    approvals_needed: int = strawberry.field(description="Two for large changes.")
    approvals: list[Approval] = loaded(
        "shopfloor.approvals_by_change_id", by="key", description="Who approved it until now.", size=2
    )
    is_applied: bool = strawberry.field(description="Whether the work order was changed by it.")


@noun(description="A change and its place in the list.", scopes=SCOPES)
class WorkOrderChangeEdge:
    """Relay's edge."""

    node: WorkOrderChange = strawberry.field(description="The change.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of changes, the oldest request first.", scopes=SCOPES)
class WorkOrderChangeConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[WorkOrderChangeEdge] = list_field(description="The changes with their cursors.", size=1)
    nodes: list[WorkOrderChange] = list_field(description="The changes alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
