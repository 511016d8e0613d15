"""Asking for, deciding and settling material debts: inputs, filter and payload."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.shared.combining import every, none, some
from schema.shared.lists import NO_VALUES
from schema.shared.problems import Payload
from schema.shopfloor.enums import ApprovalStatus, DebtSettlementState
from schema.shopfloor.material_debt import MaterialDebt
from schema.supply.inventory import InventoryLevel


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class MaterialDebtFilter:
    """Which debts."""

    status: list[ApprovalStatus] | None = strawberry.field(default=None, description="That stand here.")
    settlement_state: list[DebtSettlementState] | None = strawberry.field(
        default=None, description="Approved ones that are settled so far."
    )
    sku: list[str] | None = strawberry.field(default=None, description="Of these materials.")
    work_order_id: strawberry.ID | None = strawberry.field(default=None, description="Of this work order.")
    and_: list["MaterialDebtFilter"] | None = every()
    or_: list["MaterialDebtFilter"] | None = some()
    not_: "MaterialDebtFilter | None" = none()


@strawberry.input(description="Leave to use material that is not there.")
class MaterialDebtInput:
    """A debt as asked for."""

    work_order_id: strawberry.ID = strawberry.field(description="The order that needs it; not over.")
    material_sku: str = strawberry.field(description="A product of kind MATERIAL.")
    location: str = strawberry.field(default="MAIN", description="Where it is taken.")
    quantity: Decimal = strawberry.field(description="How much, above 0.")
    needed_on: date | None = strawberry.field(
        default=None, description="From when on; today unless given, not in the future and not too long ago."
    )
    reason: str = strawberry.field(description="Why, at most 500 characters.")
    client_key: str | None = strawberry.field(
        default=None,
        description="Of the caller's making, unique per tenant: a second call with it answers with the first debt.",
    )


@strawberry.input(description="What came for a debt.")
class DebtSettlementInput:
    """A settlement."""

    received_qty: Decimal = strawberry.field(description="How much, above 0, and no more than is open.")
    received_on: date | None = strawberry.field(
        default=None, description="When; today unless given, or the day of the receipt that is named."
    )
    notes: str = strawberry.field(default="", description="Whatever is to be noted.")
    receipt_movement_id: strawberry.ID | None = strawberry.field(
        default=None, description="A receipt that is in the ledger already; without it one is written."
    )


@strawberry.type(description="A debt as it stands after a change, and the level that it is of.")
class MaterialDebtPayload(Payload):
    """The answer of every change of a debt."""

    debt: MaterialDebt | None = strawberry.field(default=None, description="The debt.")
    level: InventoryLevel | None = strawberry.field(
        default=None, description="What there is of the material at the debt's location; null where nothing moved yet."
    )
