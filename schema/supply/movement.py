"""Movements: what happened to stock; they are never changed, and levels are their sums."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.supply.enums import MovementKind
from schema.supply.product import Product

if TYPE_CHECKING:
    from schema.shopfloor.material_debt import MaterialDebt
    from schema.shopfloor.work_order import WorkOrder


@noun(
    description="What happened to a level on a day.",
    scopes=(SupplyScope.INVENTORY,),
    node="supply.movement_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class InventoryMovement(Node):
    """One entry of the ledger."""

    key: strawberry.Private[int]
    product_id: strawberry.Private[int]
    reverses_id: strawberry.Private[int | None]
    work_order_id: strawberry.Private[int | None]
    number: str = strawberry.field(description='"MV-1".')
    kind: MovementKind = strawberry.field(description="What happened.")
    kind_label: str = strawberry.field(description="Its kind in words.")
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where.")
    on_hand_change: Decimal = strawberry.field(description="Signed effect; what is on hand is the sum of these.")
    allocated_change: Decimal = strawberry.field(description="Signed effect; what is put aside is the sum of these.")
    in_transit_change: Decimal = strawberry.field(description="Signed effect; what is under way is the sum of these.")
    quantity: Decimal = strawberry.field(description="As it was given.")
    occurred_on: date = strawberry.field(description="The day it counts for.")
    on_hand_after: Decimal = loaded(
        "supply.on_hand_after_by_movement_id",
        by="key",
        description="Closing balance in order of date, then of entry; computed, never stored.",
    )
    reference: str = strawberry.field(description="What it belongs to, in the caller's words.")
    reason: str = strawberry.field(description="Why.")
    client_key: str | None = strawberry.field(description="The caller's own key of it.")
    reverses: "InventoryMovement | None" = loaded(
        "supply.movement_by_id", by="reverses_id", description="The movement that it takes back."
    )
    reversed_by: "InventoryMovement | None" = loaded(
        "supply.movement_by_reversed_id", by="key", description="The movement that takes it back."
    )
    work_order: Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")] | None = loaded(
        "shopfloor.work_order_by_id", by="work_order_id", description="The work order that it is for."
    )
    material_debt: Annotated["MaterialDebt", strawberry.lazy("schema.shopfloor.material_debt")] | None = loaded(
        "shopfloor.material_debt_by_movement_id",
        by="key",
        description="The debt that it settles, the first of several.",
    )
    created_by: str = strawberry.field(description="Who entered it.")
    created_at: datetime = strawberry.field(description="When it was entered.")


@noun(description="A movement and its place in the list.", scopes=(SupplyScope.INVENTORY,))
class InventoryMovementEdge:
    """Relay's edge."""

    node: InventoryMovement = strawberry.field(description="The movement.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


# Movements can be asked for by skus, which products bring.
@noun(
    description="A page of movements.",
    scopes=(SupplyScope.INVENTORY, SupplyScope.SUPPLY),
)
class InventoryMovementConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[InventoryMovementEdge] = list_field(description="The movements with their cursors.", size=1)
    nodes: list[InventoryMovement] = list_field(description="The movements alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
