"""Material debts: leave of work orders to use material that is not there, and what came for them."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import DAY, Permission
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.shopfloor.approval import Approval
from schema.shopfloor.enums import ApprovalStatus, DebtSettlementState
from schema.supply.movement import InventoryMovement
from schema.supply.product import Product

if TYPE_CHECKING:
    from schema.shopfloor.work_order import WorkOrder

# Its age follows from the day on which it is asked for; lists can be asked for by skus, which products bring.
EVERYTHING = (ShopFloorScope.SHOP_FLOOR, SupplyScope.SUPPLY, DAY)


@noun(
    description="Material that came for a debt.",
    scopes=(ShopFloorScope.SHOP_FLOOR,),
    node="shopfloor.settlement_by_id",
    permission=Permission.PRODUCTION_APPROVE,
)
class MaterialDebtSettlement(Node):
    """A part of a debt that is paid back."""

    movement_id: strawberry.Private[int]
    received_qty: Decimal = strawberry.field(description="How much of the receipt was for the debt.")
    received_on: date = strawberry.field(description="The day on which it came.")
    received_by: str = strawberry.field(description="Who said so.")
    received_at: datetime = strawberry.field(description="When.")
    notes: str = strawberry.field(description="Whatever was noted.")
    movement: InventoryMovement = loaded("supply.movement_by_id", by="movement_id", description="The receipt.")


@noun(
    description="Leave of a work order to use so much of a material that is not in stock.",
    scopes=EVERYTHING,
    node="shopfloor.material_debt_by_id",
    permission=Permission.PRODUCTION_APPROVE,
)
class MaterialDebt(Node):
    """One debt, with what became of it."""

    key: strawberry.Private[int]
    work_order_id: strawberry.Private[int]
    material_id: strawberry.Private[int]
    number: str = strawberry.field(description='"MD-00001", without gaps.')
    work_order: Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")] = loaded(
        "shopfloor.work_order_by_id", by="work_order_id", description="The order that needs it."
    )
    material: Product = loaded("supply.product_by_id", by="material_id", description="What is not there.")
    location: str = strawberry.field(description="Where.")
    quantity: Decimal = strawberry.field(description="How much.")
    needed_on: date = strawberry.field(description="From when on.")
    reason: str = strawberry.field(description="Why.")
    status: ApprovalStatus = strawberry.field(description="Where it stands.")
    status_label: str = strawberry.field(description="Its status in words.")
    requested_by: str = strawberry.field(description="Who asked for it.")
    requested_at: datetime = strawberry.field(description="When.")
    decided_by: str | None = strawberry.field(description="Who decided last, or withdrew it.")
    decided_at: datetime | None = strawberry.field(description="When.")
    decision_note: str | None = strawberry.field(description="What was noted with that.")
    approvals_needed: int = strawberry.field(
        description="Two where it is worth much, or nobody knows what it is worth."
    )
    approvals: list[Approval] = loaded(
        "shopfloor.approvals_by_debt_id", by="key", description="Who approved it until now.", size=2
    )
    settled_qty: Decimal = strawberry.field(description="What came for it.")
    closed_qty: Decimal = strawberry.field(description="What was given back.")
    open_qty: Decimal = strawberry.field(
        description="What neither came nor was given back, of an approved one: stock may be so far below nothing."
    )
    settlement_state: DebtSettlementState | None = strawberry.field(
        description="How much of it is settled; null unless it is approved."
    )
    is_settled: bool = strawberry.field(description="Whether it is approved and nothing of it is open.")
    settled_at: datetime | None = strawberry.field(description="Since when nothing of it is open.")
    age_days: int = strawberry.field(
        description="Days since the later of its approval and the day it was needed; 0 unless it is approved."
    )
    settlements: list[MaterialDebtSettlement] = loaded(
        "shopfloor.settlements_by_debt_id", by="key", description="What came for it, in order.", size=5
    )


@noun(description="A debt and its place in the list.", scopes=EVERYTHING)
class MaterialDebtEdge:
    """Relay's edge."""

    node: MaterialDebt = strawberry.field(description="The debt.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="What debts of one material come to.", scopes=EVERYTHING)
class MaterialDebtTotal:
    """Sums over the whole list."""

    material_id: strawberry.Private[int]
    material: Product = loaded("supply.product_by_id", by="material_id", description="The material.")
    pending: Decimal = strawberry.field(description="What waits for a decision.")
    approved: Decimal = strawberry.field(description="What was approved.")
    settled: Decimal = strawberry.field(description="What of that came.")
    open: Decimal = strawberry.field(description="What of that neither came nor was given back.")
    oldest_open_since: date | None = strawberry.field(
        description="Since when the oldest that is open counts: the later of its approval and the day it was needed."
    )


@noun(description="A page of debts, the oldest request first.", scopes=EVERYTHING)
class MaterialDebtConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    sums: strawberry.Private[Callable[[], Awaitable[list[MaterialDebtTotal]]]]
    edges: list[MaterialDebtEdge] = list_field(description="The debts with their cursors.", size=1)
    nodes: list[MaterialDebt] = list_field(description="The debts alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()

    @list_field(description="What the whole list comes to, by material; summed only when asked for.", size=20)
    async def totals(self) -> list[MaterialDebtTotal]:
        """The sums of the whole list."""
        return await self.sums()
