"""What lists of daily production can be narrowed by; texts are keys, matched without regard to letter case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from db.shared.combining import Combining, Conditions
from db.shared.enums import TermKind
from db.shared.terms import spelled
from db.shopfloor.models import DailyProduction, WorkOrder
from db.supply.filters import Keys


@dataclass(frozen=True, slots=True)
class DailyProductionFilter(Combining):
    """Entries by work order, department, stage, days, and who entered them."""

    work_order_id: int | None = None
    department_keys: Keys = None
    stage_keys: Keys = None
    since: date | None = None
    until: date | None = None
    entered_by: str | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on entries joined with their work orders."""
        conditions: Conditions = []
        if self.work_order_id is not None:
            conditions.append(DailyProduction.work_order_id == self.work_order_id)
        if self.department_keys is not None:
            conditions.append(WorkOrder.department.in_(spelled(TermKind.DEPARTMENT, self.department_keys)))
        if self.stage_keys is not None:
            conditions.append(WorkOrder.stage.in_(spelled(TermKind.STAGE, self.stage_keys)))
        if self.since is not None:
            conditions.append(DailyProduction.production_date >= self.since)
        if self.until is not None:
            conditions.append(DailyProduction.production_date <= self.until)
        if self.entered_by is not None:
            conditions.append(DailyProduction.entered_by == self.entered_by)
        return conditions
