"""What daily production takes of its components: the lines of the bill that belong to the stage of the work order."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from db.shopfloor.enums import MaterialConsumption
from db.shopfloor.rows import WorkOrderRow
from db.supply.bill_rows import BillComponentRow
from services.shopfloor.materials.requirements import takes
from services.supply.plans.materials import Component


class Taken(NamedTuple):
    """A component, and how much of it an entry takes."""

    line: BillComponentRow
    quantity: Decimal


def need_of(line: BillComponentRow, quantity: Decimal) -> Decimal:
    """How much of a component a quantity takes, a half going up, to its decimals: 105 × 0.35 × 1.04 = 38.22."""
    return Component(line.quantity_per_unit, line.scrap, line.decimals).need(quantity)


def taken_by(order: WorkOrderRow, bill: Iterable[BillComponentRow], quantity: Decimal) -> list[Taken]:
    """What good and scrap together take, where output takes its materials by itself; what comes to 0 is left out."""
    if order.consumption is not MaterialConsumption.BACKFLUSH or not quantity:
        return []
    needs = (
        Taken(line, need_of(line, quantity))
        for line in bill
        if takes(order.stage, line.stage, produces_stock=order.produces_stock)
    )
    return [taken for taken in needs if taken.quantity > 0]
