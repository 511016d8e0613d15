"""Alerts: what somebody should know of work orders, stock and debts."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from decimal import Decimal

import strawberry

from db.shopfloor.enums import SEES_ALERTS, ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.combining import every, none, some
from schema.shared.lists import NO_VALUES
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.problems import Payload
from schema.shared.relations import loaded
from schema.shopfloor.enums import AlertEvent, AlertKind, AlertSeverity, AlertState
from schema.shopfloor.material_debt import MaterialDebt
from schema.shopfloor.work_order import WorkOrder
from schema.supply.inventory import InventoryLevel

# Lists can be asked for by skus and by the orders of debts; messages name both.
EVERYTHING = (ShopFloorScope.ALERTS, ShopFloorScope.SHOP_FLOOR, SupplyScope.SUPPLY)


@noun(
    description="What somebody should know: of a kind and subject one at a time.",
    scopes=EVERYTHING,
    node="shopfloor.alert_by_id",
    permission=SEES_ALERTS,
)
class Alert(Node):
    """One alert; of work order, level and debt it has one."""

    work_order_id: strawberry.Private[int | None]
    level_id: strawberry.Private[int | None]
    material_debt_id: strawberry.Private[int | None]
    kind: AlertKind = strawberry.field(description="What it tells of.")
    kind_label: str = strawberry.field(description="The same in words.")
    severity: AlertSeverity = strawberry.field(description="How much it matters.")
    state: AlertState = strawberry.field(description="Where it stands.")
    message: str = strawberry.field(description="A sentence that names its subject, as it was evaluated last.")
    figure: Decimal | None = strawberry.field(description="The figure that it goes by.")
    threshold: Decimal | None = strawberry.field(description="What the figure is held against.")
    work_order: WorkOrder | None = loaded(
        "shopfloor.work_order_by_id", by="work_order_id", description="The work order that it is of."
    )
    level: InventoryLevel | None = loaded("supply.level_by_id", by="level_id", description="The stock that it is of.")
    material_debt: MaterialDebt | None = loaded(
        "shopfloor.material_debt_by_id", by="material_debt_id", description="The debt that it is of."
    )
    opened_at: datetime = strawberry.field(description="When it opened first.")
    changed_at: datetime = strawberry.field(
        description="When something happened to it last; a figure that only moves does not count."
    )
    closed_at: datetime | None = strawberry.field(description="When it closed; null while it has not.")
    acknowledged_by: str | None = strawberry.field(
        description="Who acknowledged it; null again once it grows worse or comes back."
    )
    acknowledged_at: datetime | None = strawberry.field(description="When.")
    note: str | None = strawberry.field(description="What was noted with that.")
    times_reopened: int = strawberry.field(description="How often it opened again within a day of being closed.")


@noun(description="An alert and its place in the list.", scopes=EVERYTHING)
class AlertEdge:
    """Relay's edge."""

    node: Alert = strawberry.field(description="The alert.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of alerts.", scopes=EVERYTHING)
class AlertConnection:
    """Relay's connection, with how many are open: of all that the caller may see, whatever the list is narrowed by."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    open_alerts: strawberry.Private[Callable[[], Awaitable[Mapping[AlertSeverity, int]]]]
    edges: list[AlertEdge] = list_field(description="The alerts with their cursors.", size=1)
    nodes: list[Alert] = list_field(description="The alerts alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()

    @strawberry.field(description="How many critical alerts are open, whatever the list is narrowed by.")
    async def critical(self) -> int:
        """Those that are open and not acknowledged."""
        return (await self.open_alerts()).get(AlertSeverity.CRITICAL, 0)

    @strawberry.field(description="How many warnings are open, whatever the list is narrowed by.")
    async def warning(self) -> int:
        """The same of warnings."""
        return (await self.open_alerts()).get(AlertSeverity.WARNING, 0)

    @strawberry.field(description="How many are open that only inform, whatever the list is narrowed by.")
    async def info(self) -> int:
        """The same of what only informs."""
        return (await self.open_alerts()).get(AlertSeverity.INFO, 0)


@strawberry.input(description=f"Fields add up; several values of one field are alternatives. {NO_VALUES}")
class AlertFilter:
    """Which alerts."""

    kind: list[AlertKind] | None = strawberry.field(default=None, description="Of these kinds.")
    severity: list[AlertSeverity] | None = strawberry.field(default=None, description="That matter so much.")
    state: list[AlertState] | None = strawberry.field(
        default=None, description="That stand here; unless given, those that are not closed."
    )
    work_order_id: strawberry.ID | None = strawberry.field(
        default=None, description="Of this work order, and of its debts."
    )
    sku: list[str] | None = strawberry.field(
        default=None, description="Of these products: of what an order makes, what lies in stock, or what is owed."
    )
    since: datetime | None = strawberry.field(
        default=None, description="To which something happened at this moment or later."
    )
    and_: list["AlertFilter"] | None = every()
    or_: list["AlertFilter"] | None = some()
    not_: "AlertFilter | None" = none()


@strawberry.type(description="Something that happened to an alert.")
class AlertChange:
    """What a listener is told."""

    event: AlertEvent = strawberry.field(description="What happened.")
    alert: Alert = strawberry.field(description="The alert as it stands.")


@strawberry.type(description="An alert as it stands after a change.")
class AlertPayload(Payload):
    """The answer of an acknowledgement."""

    alert: Alert | None = strawberry.field(default=None, description="The alert.")
