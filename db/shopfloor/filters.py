"""What lists of the shop floor can be narrowed by; texts are keys, matched without regard to letter case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import FromClause, func, or_, select

from db.shared.combining import Combining, Conditions
from db.shared.enums import TermKind
from db.shared.searching import Part
from db.shared.terms import spelled
from db.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from db.shopfloor.models import WorkOrder
from db.supply.filters import Keys
from db.supply.models import Product


@dataclass(frozen=True, slots=True)
class WorkOrderFilter(Combining):
    """Work orders by what they are of, where they stand, days that their span meets, a part of number or product."""

    number_keys: Keys = None
    sku_keys: Keys = None
    department_keys: Keys = None
    stage_keys: Keys = None
    statuses: tuple[WorkOrderStatus, ...] | None = None
    healths: tuple[WorkOrderHealth, ...] | None = None
    plan_id: int | None = None
    since: date | None = None
    until: date | None = None
    search: Part | None = None
    id: int | None = None

    def own_conditions(self, *beside: FromClause | None) -> Conditions:
        """Its own fields as conditions on the work order table, with its product beside it.

        Health, and status as of a date, are those of a standing, which stands beside it too where one is given; a
        filter by health needs it.
        """
        standing = next(iter(beside), None)
        conditions = _spelled(WorkOrder.department, TermKind.DEPARTMENT, self.department_keys)
        conditions += _spelled(WorkOrder.stage, TermKind.STAGE, self.stage_keys)
        conditions += _stands(self, standing)
        if self.number_keys is not None:
            conditions.append(WorkOrder.number_key == func.any(list(self.number_keys)))
        if self.sku_keys is not None:
            products = select(Product.id).where(Product.sku_key == func.any(list(self.sku_keys)))
            conditions.append(WorkOrder.product_id.in_(products))
        if self.id is not None:
            conditions.append(WorkOrder.id == self.id)
        if self.plan_id is not None:
            conditions.append(WorkOrder.plan_id == self.plan_id)
        if self.since is not None:
            conditions.append(WorkOrder.deadline >= self.since)
        if self.until is not None:
            conditions.append(WorkOrder.planned_start <= self.until)
        return conditions + _searched(self.search)


def _spelled(column: Any, kind: TermKind, keys: Keys) -> Conditions:
    return [] if keys is None else [column.in_(spelled(kind, keys))]


def _stands(chosen: WorkOrderFilter, standing: FromClause | None) -> Conditions:
    conditions: Conditions = []
    if chosen.statuses is not None:
        status: Any = WorkOrder.status if standing is None else standing.c.status_then
        conditions.append(status.in_(chosen.statuses))
    if chosen.healths is not None:
        if standing is None:
            raise ValueError("health is known as of a date alone")
        conditions.append(standing.c.health.in_(chosen.healths))
    return conditions


def _searched(part: Part | None) -> Conditions:
    """A part of a number, or of the sku or the name of the product."""
    if part is None:
        return []
    return [or_(part.in_key(WorkOrder.number_key), part.in_key(Product.sku_key), part.in_text(Product.name))]
