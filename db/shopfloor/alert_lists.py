"""Alerts as they are read: by id, a page at a time, those that somebody heard of, and how many are open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from db.engine import ReadSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.among import among
from db.shared.combining import Combining, Conditions
from db.shared.pages import Ordering, Window, page
from db.shopfloor.alert_rows import OpenAlertsRow
from db.shopfloor.enums import AlertKind, AlertOrder, AlertSeverity, AlertState
from db.shopfloor.models import SEVERITY_RANK, Alert, MaterialDebt, WorkOrder
from db.supply.filters import Keys
from db.supply.models import InventoryLevel, Product


@dataclass(frozen=True, slots=True)
class AlertFilter(Combining):
    """Alerts of some kinds; by severity and state, by subject, and by when something happened to them last.

    Where none of all that are combined names states, those that are not closed. A work order's are also those of its
    debts.
    """

    kinds: tuple[AlertKind, ...]
    severities: tuple[AlertSeverity, ...] | None = None
    states: tuple[AlertState, ...] | None = None
    work_order_id: int | None = None
    sku_keys: Keys = None
    since: datetime | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the alert table."""
        conditions: Conditions = [_of_kinds(self.kinds)] if len(self.kinds) < len(AlertKind) else []
        if self.states is not None:
            conditions.append(Alert.state.in_(self.states))
        if self.severities is not None:
            conditions.append(Alert.severity.in_(self.severities))
        if self.work_order_id is not None:
            debts = select(MaterialDebt.id).where(MaterialDebt.work_order_id == self.work_order_id)
            conditions.append(or_(Alert.work_order_id == self.work_order_id, among(Alert.material_debt_id, debts)))
        if self.sku_keys is not None:
            products = select(Product.id).where(Product.sku_key == func.any(list(self.sku_keys)))
            conditions.append(Alert.product_id.in_(products))
        if self.since is not None:
            conditions.append(Alert.changed_at >= self.since)
        return conditions

    def conditions(self, *beside: Any) -> Conditions:
        """The filter as conditions, with all that it is combined with."""
        conditions = self.combined_conditions(*beside)
        if all(part.states is None for part in self.parts()):
            conditions.append(Alert.state != AlertState.CLOSED)  # in the words of an index
        return conditions


def _of_kinds(kinds: Collection[AlertKind]) -> ColumnElement[bool]:
    return Alert.kind.in_(kinds)


def _at(table: Any, column: Any) -> ColumnElement[bool]:
    return and_(table.tenant_id == Alert.tenant_id, table.id == column)


# Beside an alert stands what its message names.
ALERTS_SEEN: Select[*tuple[Any, ...]] = (
    select(
        *Alert.__table__.columns,
        Product.sku,
        WorkOrder.number.label("order_number"),
        InventoryLevel.location,
        MaterialDebt.number.label("debt_number"),
    )
    .join(Product, _at(Product, Alert.product_id))
    .outerjoin(WorkOrder, _at(WorkOrder, Alert.work_order_id))
    .outerjoin(InventoryLevel, _at(InventoryLevel, Alert.level_id))
    .outerjoin(MaterialDebt, _at(MaterialDebt, Alert.material_debt_id))
)
"""Alerts with what their messages name."""

ALERTS_BY_IDS = ReadingByKeys(
    ALERTS_SEEN.where(type_coerce(Alert.kind, Text) == func.any(bindparam("kinds", type_=ARRAY(Text)))), Alert.id
)
"""Alerts of some kinds, which are those that whoever asks may see."""


ALERT_ORDERINGS = {
    AlertOrder.CHANGED: Ordering(Alert.changed_at, Alert.id),
    AlertOrder.OPENED: Ordering(Alert.opened_at, Alert.id),
    AlertOrder.SEVERITY: Ordering(literal_column(SEVERITY_RANK, Integer), Alert.changed_at, Alert.id),
}


async def alert_page(session: ReadSession, chosen: AlertFilter, window: Window) -> ColumnRows:
    """Alerts in an order, those in a window."""
    return await session.table(page(ALERTS_SEEN.where(*chosen.conditions()), window))


async def alert_count(session: ReadSession, chosen: AlertFilter) -> int:
    """How many alerts a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Alert).where(*chosen.conditions())))


async def open_alerts_by_severity(session: ReadSession, kinds: Collection[AlertKind]) -> Sequence[OpenAlertsRow]:
    """How many alerts of some kinds are open, those that somebody has acknowledged left out."""
    counted = select(Alert.severity, func.count().label("open"))
    return await session.rows(counted.where(Alert.state == AlertState.OPEN, _of_kinds(kinds)).group_by(Alert.severity))


async def alerts_heard(
    session: ReadSession,
    kinds: Collection[AlertKind],
    *,
    ids: Collection[int] | None,
    since: datetime,
    most: int,
) -> ColumnRows:
    """Alerts of some kinds by their ids, or without ids those to which something happened after a moment."""
    heard = Alert.changed_at > since if ids is None else Alert.id == func.any(list(ids))
    kept = ALERTS_SEEN.where(heard, _of_kinds(kinds)).order_by(Alert.changed_at, Alert.id)
    return await session.table(kept.limit(most) if ids is None else kept)
