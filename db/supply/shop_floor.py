"""What supply reads of the shop floor: debts, what is on order, and what is put aside for work orders.

The one file of this room whose SQL knows that room's tables. An approved debt lets a level be below nothing from the
day on which it was needed; what was received for it takes that back from the day it came, and what was given back from
the day of closing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from sqlalchemy import ColumnElement, DateTime, Numeric, literal_column, text

from db.engine import ReadSession, WriteSession
from db.shared.ledger import AllowanceStep

# What of an approved debt is left, of debts `d`.
OPEN_DEBT = "d.quantity - d.settled_qty - d.closed_qty"

# Debts of levels `l`.
_DEBTS_OF_LEVELS = """
    material_debt d ON d.material_id = l.product_id AND d.location = l.location AND d.status = 'APPROVED'"""

_STEPS = f"""
    SELECT l.id AS step_account, step.day AS step_day, sum(step.amount) AS step_amount
    FROM inventory_level l JOIN {_DEBTS_OF_LEVELS}
    CROSS JOIN LATERAL (
        SELECT d.needed_on AS day, d.quantity AS amount
        UNION ALL SELECT greatest(s.received_on, d.needed_on), -s.received_qty
        FROM material_debt_settlement s WHERE s.material_debt_id = d.id
        UNION ALL SELECT greatest(d.closed_on, d.needed_on), -d.closed_qty WHERE d.closed_qty > 0
    ) AS step"""

_STEPS_OF_LEVELS = text(f"{_STEPS} WHERE l.id = ANY(CAST(:ids AS bigint[])) GROUP BY 1, 2 ORDER BY 1, 2")


# Work orders that are neither made nor given up, of products by the parameter `ids`, as what keeps these from becoming
# inactive; and whether anything of the floor refers to a product `given`.
OPEN_WORK_ORDERS = """
    SELECT o.product_id, 'work order' AS kind, o.number, CAST(NULL AS int) AS version, o.location, o.status
    FROM work_order o
    WHERE o.product_id = ANY(CAST(:ids AS bigint[])) AND o.status NOT IN ('COMPLETED', 'CANCELLED')"""
USED_ON_THE_FLOOR = """EXISTS (SELECT FROM work_order WHERE product_id = given.id)
       OR EXISTS (SELECT FROM material_debt WHERE material_id = given.id)"""

# What work orders that produce stock have left to make of a level's product, and what is open of its approved debts.
ON_ORDER: ColumnElement[Decimal] = literal_column(
    """(SELECT coalesce(sum(greatest(o.target_qty - made.quantity, 0)), 0)
        FROM work_order o
        CROSS JOIN LATERAL (SELECT coalesce(sum(e.quantity), 0) AS quantity
                            FROM daily_production e WHERE e.work_order_id = o.id) AS made
        WHERE o.product_id = inventory_level.product_id AND o.location = inventory_level.location
          AND o.produces_stock AND o.status IN ('NOT_STARTED', 'IN_PROGRESS'))""",
    Numeric,
)
ALLOWANCE: ColumnElement[Decimal] = literal_column(
    f"""(SELECT coalesce(sum({OPEN_DEBT}), 0) FROM material_debt d
        WHERE d.material_id = inventory_level.product_id AND d.location = inventory_level.location
          AND d.status = 'APPROVED')""",
    Numeric,
)

# When anything that those follow from changed last. Of a work order that is made or given up nothing is on order,
# whatever is entered: it has changed when it became so.
CHANGED_ON_THE_FLOOR: ColumnElement[datetime] = literal_column(
    """greatest(
        (SELECT max(greatest(o.updated_at, CASE WHEN o.status IN ('NOT_STARTED', 'IN_PROGRESS')
                                                THEN (SELECT max(e.updated_at) FROM daily_production e
                                                      WHERE e.work_order_id = o.id) END))
         FROM work_order o
         WHERE o.product_id = inventory_level.product_id AND o.location = inventory_level.location
           AND o.produces_stock),
        (SELECT max(d.updated_at) FROM material_debt d
         WHERE d.material_id = inventory_level.product_id AND d.location = inventory_level.location))""",
    DateTime(timezone=True),
)

# Of a plan `p`, a bill's `line` and the component's `level`: what is put aside for its orders, what of debts is open.
ALLOCATED_FOR_PLAN = """
    (SELECT coalesce(sum(m.allocated_change), 0) FROM work_order o JOIN inventory_movement m ON m.work_order_id = o.id
     WHERE o.plan_id = p.id AND m.level_id = level.id)"""
OPEN_DEBT_OF_PLAN = f"""
    (SELECT coalesce(sum({OPEN_DEBT}), 0) FROM work_order o JOIN material_debt d ON d.work_order_id = o.id
     WHERE o.plan_id = p.id AND d.material_id = line.component_id AND d.location = p.location
       AND d.status = 'APPROVED')"""

_ORDERS = text("""
    SELECT o.id, o.number, o.status FROM work_order o
    WHERE o.id = ANY(CAST(:ids AS bigint[])) ORDER BY o.id FOR SHARE""")

_ALLOCATED_FOR_ORDERS = text("""
    SELECT m.work_order_id, m.level_id, sum(m.allocated_change) AS allocated
    FROM inventory_movement m
    WHERE m.work_order_id = ANY(CAST(:orders AS bigint[])) AND m.level_id = ANY(CAST(:levels AS bigint[]))
    GROUP BY m.work_order_id, m.level_id HAVING sum(m.allocated_change) <> 0""")

_ALLOCATED_FOR_NONE = text("""
    SELECT m.level_id, sum(m.allocated_change) AS allocated
    FROM inventory_movement m
    WHERE m.level_id = ANY(CAST(:levels AS bigint[])) AND m.work_order_id IS NULL AND m.allocated_change <> 0
    GROUP BY m.level_id""")

_SETTLING = text("""
    SELECT s.movement_id, d.number FROM material_debt_settlement s JOIN material_debt d ON d.id = s.material_debt_id
    WHERE s.movement_id = ANY(CAST(:ids AS bigint[])) ORDER BY s.movement_id, s.id""")


class OrderHeldRow(Protocol):
    """A work order that stays as it is until the transaction ends."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def status(self) -> str: ...


class AllocatedForOrderRow(Protocol):
    """What of a level is put aside for a work order."""

    @property
    def work_order_id(self) -> int: ...
    @property
    def level_id(self) -> int: ...
    @property
    def allocated(self) -> Decimal: ...


class AllocatedForNoneRow(Protocol):
    """What of a level is put aside for no work order."""

    @property
    def level_id(self) -> int: ...
    @property
    def allocated(self) -> Decimal: ...


class SettlingRow(Protocol):
    """A receipt, and the number of a debt that it settles."""

    @property
    def movement_id(self) -> int: ...
    @property
    def number(self) -> str: ...


async def allowance_steps(session: ReadSession, level_ids: Collection[int]) -> Sequence[AllowanceStep]:
    """By how much levels may fall below nothing, day by day: approved debts, less what was settled or closed."""
    if not level_ids:
        return []
    rows = await session.rows(_STEPS_OF_LEVELS, {"ids": sorted(level_ids)})
    return [AllowanceStep(row.step_account, row.step_day, row.step_amount) for row in rows]


async def held_orders(session: WriteSession, ids: Collection[int]) -> dict[int, OrderHeldRow]:
    """Some work orders by id, whose status stays as it is until the transaction ends; held before any level."""
    rows: Sequence[OrderHeldRow] = await session.rows(_ORDERS, {"ids": sorted(ids)}) if ids else []
    return {row.id: row for row in rows}


async def allocated_for_orders(
    session: ReadSession, order_ids: Collection[int], level_ids: Collection[int]
) -> Sequence[AllocatedForOrderRow]:
    """What of levels is put aside for work orders; asked by who holds the levels."""
    if not order_ids or not level_ids:
        return []
    return await session.rows(_ALLOCATED_FOR_ORDERS, {"orders": sorted(order_ids), "levels": sorted(level_ids)})


async def allocated_for_none(session: ReadSession, level_ids: Collection[int]) -> Sequence[AllocatedForNoneRow]:
    """What of levels is put aside without a work order; asked by who holds the levels."""
    return await session.rows(_ALLOCATED_FOR_NONE, {"levels": sorted(level_ids)}) if level_ids else []


async def debts_settled_by(session: ReadSession, movement_ids: Collection[int]) -> Sequence[SettlingRow]:
    """The debts that some receipts settle, by receipt."""
    return await session.rows(_SETTLING, {"ids": sorted(movement_ids)}) if movement_ids else []
