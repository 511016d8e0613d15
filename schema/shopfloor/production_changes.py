"""Recording daily production: what is sent, what a list is narrowed by, and what is answered."""

from datetime import date
from decimal import Decimal

import strawberry

from schema.shared.combining import every, none, some
from schema.shared.lists import NO_VALUES
from schema.shared.noun import list_field
from schema.shared.problems import Payload
from schema.shopfloor.enums import WorkOrderStatus
from schema.shopfloor.production import DailyProduction
from schema.shopfloor.work_order import WorkOrder
from schema.supply.movement import InventoryMovement

_CLIENT_KEY = "Of the caller's making, unique per tenant: a second call with it answers with the first result."
_CUMULATIVE = "What was made of the work order, all days together."
_PROGRESS = "That in percent of the target, two decimals."
_STATUS = "Where the work order stands with it."


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class DailyProductionFilter:
    """Which entries."""

    work_order_id: strawberry.ID | None = strawberry.field(default=None, description="Of this work order.")
    department: list[str] | None = strawberry.field(default=None, description="Of work orders of these departments.")
    stage: list[str] | None = strawberry.field(default=None, description="Of work orders of these stages.")
    from_: date | None = strawberry.field(name="from", default=None, description="Of this day or later.")
    to: date | None = strawberry.field(default=None, description="Of this day or earlier.")
    entered_by: str | None = strawberry.field(default=None, description="Entered, or replaced last, by exactly them.")
    and_: list["DailyProductionFilter"] | None = every()
    or_: list["DailyProductionFilter"] | None = some()
    not_: "DailyProductionFilter | None" = none()


@strawberry.input(description="What was made of a work order on a day.")
class DailyProductionInput:
    """An entry."""

    work_order_id: strawberry.ID | None = strawberry.field(default=None, description="The work order, by id.")
    work_order_number: str | None = strawberry.field(
        default=None, description="Or by number; letter case does not matter."
    )
    production_date: date = strawberry.field(
        description="The day: not in the future, not before the planned start, and not too long ago."
    )
    quantity: Decimal = strawberry.field(description="What was good; 0 says that nothing was made.")
    scrap_quantity: Decimal = strawberry.field(default=Decimal(0), description="What was spoilt.")
    notes: str = strawberry.field(default="", description="Whatever is to be noted, at most 500 characters.")
    replace: bool = strawberry.field(default=False, description="Whether it replaces the entry of that day.")
    reason: str | None = strawberry.field(
        default=None, description="Why it is replaced; of a completed work order this must be said."
    )
    client_key: str | None = strawberry.field(default=None, description=_CLIENT_KEY)


@strawberry.type(description="What was recorded, and where the work order stands with it.")
class DailyProductionPayload(Payload):
    """The answer of recording daily production."""

    entry: DailyProduction | None = strawberry.field(default=None, description="The entry.")
    work_order: WorkOrder | None = strawberry.field(default=None, description="Its work order as it stands now.")
    cumulative_qty: Decimal | None = strawberry.field(default=None, description=_CUMULATIVE)
    progress_pct: Decimal | None = strawberry.field(default=None, description=_PROGRESS)
    status: WorkOrderStatus | None = strawberry.field(default=None, description=_STATUS)
    movements: list[InventoryMovement] = list_field(
        default_factory=list,
        description="What was moved: what is taken back of a replaced entry, output and components, what keeps later"
        " counts true, and what was put aside and is not needed any more.",
        size=10,
    )


@strawberry.type(description="The least that a phone needs.")
class MobileDailyProductionPayload(Payload):
    """The answer to a phone."""

    id: strawberry.ID | None = strawberry.field(default=None, description="The entry's id.")
    cumulative_qty: Decimal | None = strawberry.field(default=None, description=_CUMULATIVE)
    progress_pct: Decimal | None = strawberry.field(default=None, description=_PROGRESS)
    status: WorkOrderStatus | None = strawberry.field(default=None, description=_STATUS)


@strawberry.type(description="One result for each item, in the order in which they were sent; each stands for itself.")
class DailyProductionBatchPayload(Payload):
    """The answer to many entries that were kept offline."""

    results: list[MobileDailyProductionPayload] = list_field(
        default_factory=list, description="One for each item, in that order.", size=100
    )
    applied: int = strawberry.field(default=0, description="How many items were taken, those of used keys included.")
    refused: int = strawberry.field(default=0, description="How many were not.")
