"""Rows of material debts as types of the API."""

from decimal import Decimal

from db.shopfloor.enums import ApprovalStatus, DebtSettlementState
from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shopfloor.material_debt import MaterialDebt, MaterialDebtSettlement, MaterialDebtTotal

_FIGURES = ("status", "quantity", "settled_qty", "closed_qty")


def open_qty(status: ApprovalStatus, quantity: Decimal, settled: Decimal, closed: Decimal) -> Decimal:
    """What of an approved debt neither came nor was given back; of any other nothing is open."""
    return quantity - settled - closed if status is ApprovalStatus.APPROVED else Decimal(0)


def settlement_state(
    status: ApprovalStatus, quantity: Decimal, settled: Decimal, closed: Decimal
) -> DebtSettlementState | None:
    """How much of an approved debt is settled; None for any other."""
    if status is not ApprovalStatus.APPROVED:
        return None
    if settled + closed >= quantity:
        return DebtSettlementState.SETTLED
    return DebtSettlementState.PARTLY_SETTLED if settled + closed else DebtSettlementState.OPEN


def is_settled(status: ApprovalStatus, quantity: Decimal, settled: Decimal, closed: Decimal) -> bool:
    """Whether a debt is approved and nothing of it is open."""
    return settlement_state(status, quantity, settled, closed) is DebtSettlementState.SETTLED


# Beside the columns of a debt: age_days.
material_debt = Shape(
    MaterialDebt,
    id=global_id_of("MaterialDebt"),
    key="id",
    status_label=From(("status",), label),
    open_qty=From(_FIGURES, open_qty),
    settlement_state=From(_FIGURES, settlement_state),
    is_settled=From(_FIGURES, is_settled),
)
settlement = Shape(MaterialDebtSettlement, id=global_id_of("MaterialDebtSettlement"))
material_debt_total = Shape(MaterialDebtTotal)
