"""Moving and counting stock: inputs, payload, and what a listener hears."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.supply.enums import MovementKind
from schema.supply.inventory import InventoryLevel
from schema.supply.movement import InventoryMovement

_CLIENT_KEY = "Of the caller's making, unique per tenant: a second call with it answers with the first movement."
_DAY = "Today unless given; not in the future, and not too long ago."


@strawberry.input(description="Something that happened to stock.")
class MovementInput:
    """A movement."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where.")
    kind: MovementKind = strawberry.field(description="What happened; TRANSFER_IN comes of TRANSFER_OUT.")
    quantity: Decimal = strawberry.field(description="Above 0; an adjustment may be negative.")
    occurred_on: date | None = strawberry.field(default=None, description=_DAY)
    to_location: str | None = strawberry.field(default=None, description="With TRANSFER_OUT: where it goes.")
    via_transit: bool = strawberry.field(
        default=False, description="With TRANSFER_OUT: it is under way until an ARRIVAL there."
    )
    reference: str = strawberry.field(default="", description="What it belongs to.")
    reason: str = strawberry.field(default="", description="Why; an adjustment must say.")
    client_key: str | None = strawberry.field(default=None, description=_CLIENT_KEY)
    work_order_id: strawberry.ID | None = strawberry.field(
        default=None, description="The work order that it is for; consumption uses up what is put aside for that."
    )


@strawberry.input(description="What somebody found when they counted.")
class CountInput:
    """A count: it sets what is on hand at the end of its day, and stays true."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where.")
    counted: Decimal = strawberry.field(description="How much is there, at least 0.")
    counted_on: date | None = strawberry.field(default=None, description=_DAY)
    reason: str = strawberry.field(default="", description="Why it was counted.")
    client_key: str | None = strawberry.field(default=None, description=_CLIENT_KEY)


@strawberry.type(description="Movements that were entered.")
class MovementPayload(Payload):
    """The answer of everything that moves stock."""

    movements: list[InventoryMovement] = list_field(
        default_factory=list, description="In the order given; both sides of a transfer.", size=10
    )
    level: InventoryLevel | None = strawberry.field(
        default=None, description="The level after the first of them, as it stands now."
    )
    restated: list[InventoryMovement] = list_field(
        default_factory=list, description="Adjustments that keep a later count true.", size=5
    )


@strawberry.type(description="A movement that was entered, and the level as it stands now.")
class InventoryChange:
    """What inventoryChanged tells."""

    level: InventoryLevel = strawberry.field(description="The level.")
    movement: InventoryMovement = strawberry.field(description="The movement.")
