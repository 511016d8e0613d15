"""What work orders take: the lines of their products' bills, and what there is of each component where it is taken."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.postgres.reading import ReadingByKeys
from db.supply.models import InventoryMovement
from db.supply.movements import MOVEMENTS
from db.supply.plans_ahead import ComponentThereRow
from db.supply.shop_floor import OPEN_DEBT


class OrderMaterialRow(ComponentThereRow, Protocol):
    """A line of the bill of a work order's product, and what there is of the component at the order's location.

    `remaining_qty` is what of the target is still to be made. `line_stage` says which stage takes it; None: whichever
    produces stock.
    """

    @property
    def work_order_id(self) -> int: ...
    @property
    def remaining_qty(self) -> Decimal: ...
    @property
    def stage(self) -> str: ...
    @property
    def produces_stock(self) -> bool: ...
    @property
    def line_stage(self) -> str | None: ...


class AllocatedRow(Protocol):
    """What of a product at a location is put aside for a work order."""

    @property
    def work_order_id(self) -> int: ...
    @property
    def product_id(self) -> int: ...
    @property
    def location(self) -> str: ...
    @property
    def allocated(self) -> Decimal: ...


class WronglyAllocatedRow(Protocol):
    """What of a level is put aside for a work order that should have nothing, or less than nothing."""

    @property
    def number(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def level_id(self) -> int: ...
    @property
    def allocated(self) -> Decimal: ...


_MATERIALS = text(f"""
    SELECT o.id AS work_order_id,
           CASE WHEN o.status = 'CANCELLED' THEN 0
                ELSE greatest(o.target_qty - (SELECT coalesce(sum(e.quantity), 0) FROM daily_production e
                                              WHERE e.work_order_id = o.id), 0) END AS remaining_qty,
           o.stage, o.produces_stock, line.stage AS line_stage, line.component_id, line.quantity_per_unit,
           line.scrap, component.sku, component.unit, component.decimals,
           coalesce(level.on_hand - level.allocated, 0) AS available, coalesce(level.in_transit, 0) AS in_transit,
           (SELECT coalesce(sum(m.allocated_change), 0) FROM inventory_movement m
            WHERE m.work_order_id = o.id AND m.level_id = level.id) AS allocated_here,
           (SELECT coalesce(sum({OPEN_DEBT}), 0) FROM material_debt d
            WHERE d.work_order_id = o.id AND d.material_id = line.component_id AND d.location = o.location
              AND d.status = 'APPROVED') AS open_debt
    FROM work_order o
    JOIN bom_line line ON line.product_id = o.product_id AND line.is_active
    JOIN product component ON component.id = line.component_id
    LEFT JOIN inventory_level level ON level.product_id = line.component_id AND level.location = o.location
    WHERE o.id = ANY(CAST(:ids AS bigint[])) ORDER BY o.id, line.place, line.id""")

_ALLOCATED = text("""
    SELECT m.work_order_id, l.product_id, l.location, sum(m.allocated_change) AS allocated
    FROM inventory_movement m JOIN inventory_level l ON l.id = m.level_id
    WHERE m.work_order_id = ANY(CAST(:ids AS bigint[]))
    GROUP BY m.work_order_id, l.product_id, l.location HAVING sum(m.allocated_change) <> 0
    ORDER BY m.work_order_id, l.product_id, l.location""")

# Less than nothing, or anything for an order that is over; what is put aside in all is a level's business.
_WRONGLY_ALLOCATED = text("""
    SELECT o.number, o.status, l.id AS level_id, sum(m.allocated_change) AS allocated
    FROM inventory_movement m JOIN work_order o ON o.id = m.work_order_id JOIN inventory_level l ON l.id = m.level_id
    GROUP BY o.id, o.number, o.status, l.id
    HAVING sum(m.allocated_change) < 0 OR (o.status IN ('COMPLETED', 'CANCELLED') AND sum(m.allocated_change) <> 0)
    ORDER BY o.id, l.id""")

_of_orders = MOVEMENTS.order_by(InventoryMovement.occurred_on.desc(), InventoryMovement.id.desc())
MOVEMENTS_BY_WORK_ORDER_IDS = ReadingByKeys(_of_orders, InventoryMovement.work_order_id)


async def materials_of_orders(session: ReadSession, ids: Collection[int]) -> Sequence[OrderMaterialRow]:
    """The bills of some work orders, by order and in the order of the bill; lines of other stages as well."""
    return await session.rows(_MATERIALS, {"ids": sorted(ids)}) if ids else []


async def allocated_for(session: ReadSession, ids: Collection[int]) -> Sequence[AllocatedRow]:
    """What is put aside for some work orders, whatever their bills say by now."""
    return await session.rows(_ALLOCATED, {"ids": sorted(ids)}) if ids else []


async def wrongly_allocated(session: ReadSession) -> Sequence[WronglyAllocatedRow]:
    """What is put aside for work orders that are over, or is less than nothing."""
    return await session.rows(_WRONGLY_ALLOCATED)
