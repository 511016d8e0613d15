"""What a file may change of a work order that is there: target and deadline, as long as it is not started."""

from decimal import Decimal

from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.order_files import NewOrder
from db.shopfloor.rows import WorkOrderMadeRow
from services.shared.imports import Record
from services.shared.quantities import plain

_FIXED = {
    "product_id": "sku",
    "department": "department",
    "stage": "stage",
    "location": "location",
    "planned_start": "planned_start",
    "overproduction_allowance": "overproduction_allowance",
    "produces_stock": "produces_stock",
    "consumption": "consumption",
}
"""Columns of the table that stay as they are, and what the file calls them."""
_CHANGED = ("target_qty", "deadline")


def note_wrong_change(record: Record, stored: WorkOrderMadeRow, order: NewOrder) -> None:
    """Note what a row says otherwise than the work order has it, and may not change."""
    for column, name in _FIXED.items():
        if getattr(stored, column) != getattr(order, column):
            record.fault(f"is fixed, for {stored.number} is there already; {_accepted(stored, column)}", name=name)
    if stored.status is WorkOrderStatus.NOT_STARTED:
        return
    for column in _CHANGED:
        if getattr(stored, column) != getattr(order, column):
            told = f"{stored.number} is {stored.status}, and changes only by requestWorkOrderChange"
            record.fault(f"{told}; {_accepted(stored, column)}", name=column)


def _accepted(stored: WorkOrderMadeRow, column: str) -> str:
    value = getattr(stored, column)
    if column == "product_id":
        return "the product that it is of is accepted"
    if isinstance(value, Decimal):
        return f"{plain(value)} is accepted"
    return f"{'Y' if value is True else 'N' if value is False else value} is accepted"
