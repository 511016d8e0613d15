"""What is stored of the shop floor, against what it follows from: rows that differ."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import text

from db.engine import ReadSession

# What was made of every work order, which all of this follows from.
_MADE = """
    SELECT o.*, coalesce((SELECT sum(d.quantity) FROM daily_production d
                          WHERE d.tenant_id = o.tenant_id AND d.work_order_id = o.id), 0) AS made
    FROM work_order o"""

_STATUSES = text(f"""
    SELECT found.number, found.status, found.target_qty, found.made, found.expected
    FROM (SELECT o.id, o.number, o.status, o.target_qty, o.made,
                 CASE WHEN o.status = 'CANCELLED' AND o.made = 0 THEN 'CANCELLED' WHEN o.made = 0 THEN 'NOT_STARTED'
                      WHEN o.made >= o.target_qty THEN 'COMPLETED' ELSE 'IN_PROGRESS' END AS expected
          FROM ({_MADE}) AS o) AS found
    WHERE found.status <> found.expected ORDER BY found.id""")

_OVER_LIMIT = text(f"""
    SELECT o.number, o.made, trunc(o.target_qty * (1 + o.overproduction_allowance), p.decimals) AS most
    FROM ({_MADE}) AS o JOIN product p ON p.tenant_id = o.tenant_id AND p.id = o.product_id
    WHERE o.made > trunc(o.target_qty * (1 + o.overproduction_allowance), p.decimals) ORDER BY o.id""")

_COMPLETIONS = text("""
    SELECT o.number, o.status, count(c.id) AS standing
    FROM work_order o
    LEFT JOIN work_order_completion c ON c.tenant_id = o.tenant_id AND c.work_order_id = o.id AND c.reopened_at IS NULL
    GROUP BY o.id, o.number, o.status
    HAVING count(c.id) <> CASE o.status WHEN 'COMPLETED' THEN 1 ELSE 0 END ORDER BY o.id""")

_SETTLED = text("""
    SELECT m.number, m.settled_qty AS kept, coalesce(sum(s.received_qty), 0) AS recomputed
    FROM material_debt m
    LEFT JOIN material_debt_settlement s ON s.tenant_id = m.tenant_id AND s.material_debt_id = m.id
    GROUP BY m.id, m.number, m.settled_qty HAVING m.settled_qty <> coalesce(sum(s.received_qty), 0) ORDER BY m.id""")

# A receipt settles debts of its own material and location, up to what was received.
_RECEIPTS = text("""
    SELECT movement.number, movement.kind, movement.quantity, sum(s.received_qty) AS used,
           bool_and(l.product_id = m.material_id AND l.location = m.location) AS fits
    FROM material_debt_settlement s
    JOIN material_debt m ON m.tenant_id = s.tenant_id AND m.id = s.material_debt_id
    JOIN inventory_movement movement ON movement.tenant_id = s.tenant_id AND movement.id = s.movement_id
    JOIN inventory_level l ON l.tenant_id = movement.tenant_id AND l.id = movement.level_id
    GROUP BY movement.id, movement.number, movement.kind, movement.quantity
    HAVING movement.kind <> 'RECEIPT' OR sum(s.received_qty) > movement.quantity
           OR NOT bool_and(l.product_id = m.material_id AND l.location = m.location)
    ORDER BY movement.id""")

# Reversals mirror what they take back, and stand under the same entry.
_RECEIVED = text("""
    SELECT o.number, d.production_date, CASE WHEN o.produces_stock THEN d.quantity ELSE 0 END AS expected,
           coalesce(sum(v.on_hand_change), 0) AS received
    FROM daily_production d
    JOIN work_order o ON o.tenant_id = d.tenant_id AND o.id = d.work_order_id
    LEFT JOIN inventory_movement v ON v.tenant_id = d.tenant_id AND v.daily_production_id = d.id
        AND v.kind = 'RECEIPT'
    GROUP BY d.id, o.number, d.production_date, o.produces_stock, d.quantity
    HAVING coalesce(sum(v.on_hand_change), 0) <> CASE WHEN o.produces_stock THEN d.quantity ELSE 0 END
    ORDER BY d.id""")


class StatusCheckRow(Protocol):
    """A work order whose status is not the one that follows from what was made."""

    @property
    def number(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def target_qty(self) -> Decimal: ...
    @property
    def made(self) -> Decimal: ...
    @property
    def expected(self) -> str: ...


class OverLimitRow(Protocol):
    """A work order of which more was made than its target and allowance let."""

    @property
    def number(self) -> str: ...
    @property
    def made(self) -> Decimal: ...
    @property
    def most(self) -> Decimal: ...


class CompletionCheckRow(Protocol):
    """A work order and how many of its completions stand."""

    @property
    def number(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def standing(self) -> int: ...


class SettledCheckRow(Protocol):
    """A debt, what it says was settled, and what its settlements add up to."""

    @property
    def number(self) -> str: ...
    @property
    def kept(self) -> Decimal: ...
    @property
    def recomputed(self) -> Decimal: ...


class ReceiptCheckRow(Protocol):
    """A movement that settlements name, how much of it they use up, and whether it is of their material and place."""

    @property
    def number(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def used(self) -> Decimal: ...
    @property
    def fits(self) -> bool: ...


class ReceivedCheckRow(Protocol):
    """An entry of daily production, what should have come into stock by it, and what did."""

    @property
    def number(self) -> str: ...
    @property
    def production_date(self) -> date: ...
    @property
    def expected(self) -> Decimal: ...
    @property
    def received(self) -> Decimal: ...


async def differing_statuses(session: ReadSession) -> Sequence[StatusCheckRow]:
    """Work orders whose status does not follow from what was made, as they were made."""
    return await session.rows(_STATUSES)


async def orders_over_limit(session: ReadSession) -> Sequence[OverLimitRow]:
    """Work orders of which too much was made."""
    return await session.rows(_OVER_LIMIT)


async def differing_completions(session: ReadSession) -> Sequence[CompletionCheckRow]:
    """Completed work orders without a completion that stands, and others with one."""
    return await session.rows(_COMPLETIONS)


async def differing_settlements(session: ReadSession) -> Sequence[SettledCheckRow]:
    """Debts whose settled quantity is not the sum of their settlements."""
    return await session.rows(_SETTLED)


async def misused_receipts(session: ReadSession) -> Sequence[ReceiptCheckRow]:
    """Movements that settlements name and that are no receipt of theirs, or that are used up more than once."""
    return await session.rows(_RECEIPTS)


async def differing_receipts(session: ReadSession) -> Sequence[ReceivedCheckRow]:
    """Entries of daily production that are not in stock as they should be."""
    return await session.rows(_RECEIVED)
