"""Arguments about material debts as values of the rules."""

from typing import Annotated

import strawberry

from db.shopfloor.debt_filters import MaterialDebtFilter
from resolvers.shared.arguments import combined, keys
from resolvers.supply.arguments import members
from schema.shared.node import parse_key
from schema.shopfloor import debt_changes as nouns
from services.shopfloor.debts.request_debt import DebtAsked
from services.shopfloor.debts.settle_debt import Received

NOBODYS = 0
"""The key of an id that nothing has."""
DebtId = Annotated[strawberry.ID, strawberry.argument(description="The debt's id.")]


def debt_key(id: DebtId) -> int | None:
    """A debt's own id; None for another's."""
    return parse_key("MaterialDebt", id)


def debt_filter(chosen: nouns.MaterialDebtFilter | None) -> MaterialDebtFilter:
    """Which debts."""
    return MaterialDebtFilter() if chosen is None else combined(chosen, _debt)


def _debt(chosen: nouns.MaterialDebtFilter) -> MaterialDebtFilter:
    order = chosen.work_order_id
    return MaterialDebtFilter(
        statuses=members(chosen.status),
        settlement_states=members(chosen.settlement_state),
        sku_keys=keys(chosen.sku),
        work_order_id=None if order is None else parse_key("WorkOrder", order) or NOBODYS,
    )


def debt_asked(given: nouns.MaterialDebtInput) -> DebtAsked:
    """A debt as asked for."""
    return DebtAsked(**{**vars(given), "work_order_id": parse_key("WorkOrder", given.work_order_id)})


def received(given: nouns.DebtSettlementInput) -> Received:
    """What came for a debt."""
    receipt = given.receipt_movement_id
    return Received(
        received_qty=given.received_qty,
        received_on=given.received_on,
        notes=given.notes,
        names_receipt=receipt is not None,
        receipt_id=None if receipt is None else parse_key("InventoryMovement", receipt),
    )
