"""What lists of material debts can be narrowed by, and what follows from the columns of a debt."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from db.shared.combining import Combining, Conditions
from db.shopfloor.enums import ApprovalStatus, DebtSettlementState
from db.shopfloor.models import MaterialDebt
from db.supply.models import Product

OPEN_QTY = MaterialDebt.quantity - MaterialDebt.settled_qty - MaterialDebt.closed_qty
"""Of an approved debt: what neither came nor was given back."""
IS_APPROVED = MaterialDebt.status == ApprovalStatus.APPROVED

_STATES = {
    DebtSettlementState.OPEN: and_(IS_APPROVED, OPEN_QTY > 0, MaterialDebt.settled_qty == 0),
    DebtSettlementState.PARTLY_SETTLED: and_(IS_APPROVED, OPEN_QTY > 0, MaterialDebt.settled_qty > 0),
    DebtSettlementState.SETTLED: and_(IS_APPROVED, OPEN_QTY == 0),
}


@dataclass(frozen=True, slots=True)
class MaterialDebtFilter(Combining):
    """Debts by status, by how much of them is settled, by material and work order."""

    statuses: tuple[ApprovalStatus, ...] | None = None
    settlement_states: tuple[DebtSettlementState, ...] | None = None
    sku_keys: tuple[str, ...] | None = None
    work_order_id: int | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the debt table."""
        conditions: Conditions = []
        if self.statuses is not None:
            conditions.append(MaterialDebt.status.in_(self.statuses))
        if self.settlement_states is not None:
            conditions.append(or_(*(_STATES[state] for state in self.settlement_states)))
        if self.sku_keys is not None:
            materials = select(Product.id).where(Product.sku_key == func.any(list(self.sku_keys)))
            conditions.append(MaterialDebt.material_id.in_(materials))
        if self.work_order_id is not None:
            conditions.append(MaterialDebt.work_order_id == self.work_order_id)
        return conditions


PENDING = MaterialDebtFilter(statuses=(ApprovalStatus.PENDING,))
