"""What work orders take of each component for what is left to make, against what is there.

A line of the bill that names a stage is taken by orders of that stage, whatever its letter case; one that names none by
the orders that produce stock.
"""

from collections.abc import Collection
from itertools import groupby

from db.engine import ReadSession
from db.shopfloor.materials import OrderMaterialRow, materials_of_orders
from services.shared.text import key
from services.supply.plans.materials import Requirement, requirement


def takes(stage: str, line_stage: str | None, *, produces_stock: bool) -> bool:
    """Whether a work order of a stage takes a line of its product's bill."""
    return produces_stock if line_stage is None else key(line_stage) == key(stage)


async def requirements_of_orders(session: ReadSession, ids: Collection[int]) -> dict[int, list[Requirement]]:
    """What orders take for the rest of their target, by id, in the order of the bill. One statement."""
    rows = [row for row in await materials_of_orders(session, ids) if _takes(row)]
    return {
        order: [requirement(row, row.remaining_qty) for row in some]
        for order, some in groupby(rows, key=lambda row: row.work_order_id)
    }


def _takes(row: OrderMaterialRow) -> bool:
    return takes(row.stage, row.line_stage, produces_stock=row.produces_stock)
