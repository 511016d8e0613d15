"""Alerts as a table, those that are closed among them."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import Date, and_, cast, func, or_, select, true

from db.shared.among import among
from db.shared.combining import Conditions
from db.shared.keyed_pages import Selected, Span
from db.shopfloor.alert_lists import ALERTS_SEEN
from db.shopfloor.alert_rows import AlertRow
from db.shopfloor.enums import AlertKind, AlertSeverity, AlertState
from db.shopfloor.models import Alert, MaterialDebt, WorkOrder
from db.supply.filters import Keys
from db.supply.models import Product

_OPENED_ON = cast(func.timezone("UTC", Alert.opened_at), Date)


class ToldAlertRow(AlertRow, Protocol):
    """An alert with what its message names, and whether it is one of those asked for."""

    @property
    def sku(self) -> str: ...
    @property
    def order_number(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    @property
    def debt_number(self) -> str | None: ...
    @property
    def counts(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsAsked:
    """Alerts of work orders and their debts, of products and kinds, opened on some days; of severities and states."""

    number_keys: Keys = None
    sku_keys: Keys = None
    kinds: tuple[AlertKind, ...] | None = None
    severities: tuple[AlertSeverity, ...] | None = None
    states: tuple[AlertState, ...] | None = None
    first: date | None = None
    last: date | None = None

    def lasting(self) -> Conditions:
        """Conditions on what stays as it is."""
        conditions: Conditions = [] if self.kinds is None else [Alert.kind.in_(self.kinds)]
        if self.number_keys is not None:
            orders = select(WorkOrder.id).where(WorkOrder.number_key == func.any(list(self.number_keys)))
            debts = select(MaterialDebt.id).where(MaterialDebt.work_order_id.in_(orders))
            conditions.append(or_(among(Alert.work_order_id, orders), among(Alert.material_debt_id, debts)))
        if self.sku_keys is not None:
            conditions.append(Product.sku_key == func.any(list(self.sku_keys)))
        if self.first is not None:
            conditions.append(self.first <= _OPENED_ON)
        if self.last is not None:
            conditions.append(self.last >= _OPENED_ON)
        return conditions

    def passing(self) -> Conditions:
        """Conditions on what changes while an alert stands, and when it closes."""
        severities: Conditions = [] if self.severities is None else [Alert.severity.in_(self.severities)]
        return severities if self.states is None else [*severities, Alert.state.in_(self.states)]


def alert_table(asked: AlertsAsked, span: Span) -> Selected[ToldAlertRow]:
    """Alerts as they opened first; `counts` says whether one has a severity and a state that are asked for."""
    kept = and_(true(), *asked.passing())
    alerts = ALERTS_SEEN.add_columns(kept.label("counts")).where(*asked.lasting())
    since = span.updated_since
    wanted = kept if since is None else Alert.updated_at >= since
    return Selected(alerts.where(wanted), (Alert.id,), Alert.updated_at)
