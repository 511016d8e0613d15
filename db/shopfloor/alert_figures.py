"""What alerts follow from, of some subjects or of all that an alert may be about: one statement a kind of subject."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import TextualSelect, text

from db.engine import ReadSession
from db.shopfloor.alert_rows import DebtFiguresRow, LevelFiguresRow, OrderFiguresRow
from db.shopfloor.models import MaterialDebt, WorkOrder

# Entries after the day have not happened yet.
_ORDERS = """
    SELECT o.id, o.product_id, o.status, o.planned_start, o.deadline, o.target_qty, c.completed_date,
           coalesce(d.made, 0) AS made, d.last_worked_on, coalesce(d.has_late_entry, false) AS has_late_entry
    FROM work_order o
    LEFT JOIN work_order_completion c ON c.work_order_id = o.id AND c.reopened_at IS NULL
    LEFT JOIN LATERAL (
        SELECT sum(p.quantity) AS made,
               max(p.production_date) FILTER (WHERE extract(isodow FROM p.production_date) < 6) AS last_worked_on,
               bool_or(p.production_date = ANY (CAST(:late_days AS date[]))) AS has_late_entry
        FROM daily_production p WHERE p.work_order_id = o.id AND p.production_date <= CAST(:as_of AS date)) d ON true
    WHERE {which} ORDER BY o.id"""
_LEVELS = """
    SELECT l.id, l.product_id, l.on_hand, l.on_hand - l.allocated AS available,
           s.safety_stock_quantity AS safety_stock,
           s.id IS NOT NULL OR EXISTS (
               SELECT 1 FROM supply_forecast f
               WHERE f.product_id = l.product_id AND f.location = l.location AND f.status = 'ACTIVE') AS is_planned
    FROM inventory_level l
    LEFT JOIN safety_stock s ON s.product_id = l.product_id AND s.location = l.location AND s.is_active
    WHERE {which} ORDER BY l.id"""
_DEBTS = """
    SELECT d.id, d.material_id AS product_id, d.status, d.quantity - d.settled_qty - d.closed_qty AS open_quantity,
           greatest(CAST(d.decided_at AT TIME ZONE 'UTC' AS date), d.needed_on) AS open_since
    FROM material_debt d WHERE {which} ORDER BY d.id"""

# Of all subjects those that an alert may open of, and those with an alert that may have to close.
_NAMED = "{column} = ANY (CAST(:ids AS bigint[]))"
_STANDING = "{column} IN (SELECT a.{subject} FROM alert a WHERE a.state <> 'CLOSED' AND a.{subject} IS NOT NULL)"
_OF_ORDERS = "o.status IN ('NOT_STARTED', 'IN_PROGRESS') OR c.completed_date >= CAST(:as_of AS date)"
_OF_LEVELS = "l.on_hand <= 0 OR l.on_hand - l.allocated < s.safety_stock_quantity"
_OF_DEBTS = "d.status = 'APPROVED' AND d.settled_qty + d.closed_qty < d.quantity"


def _named(sql: str, column: str, **types: Any) -> TextualSelect:
    return text(sql.format(which=_NAMED.format(column=column))).columns(**types)


def _all(sql: str, column: str, subject: str, may_open: str, **types: Any) -> TextualSelect:
    which = f"({may_open}) OR {_STANDING.format(column=column, subject=subject)}"
    return text(sql.format(which=which)).columns(**types)


_NAMED_ORDERS = _named(_ORDERS, "o.id", status=WorkOrder.status.type)
_ALL_ORDERS = _all(_ORDERS, "o.id", "work_order_id", _OF_ORDERS, status=WorkOrder.status.type)
_NAMED_LEVELS, _ALL_LEVELS = _named(_LEVELS, "l.id"), _all(_LEVELS, "l.id", "level_id", _OF_LEVELS)
_NAMED_DEBTS = _named(_DEBTS, "d.id", status=MaterialDebt.status.type)
_ALL_DEBTS = _all(_DEBTS, "d.id", "material_debt_id", _OF_DEBTS, status=MaterialDebt.status.type)


async def order_figures(
    session: ReadSession, ids: Collection[int] | None, *, as_of: date, late_days: Sequence[date]
) -> Sequence[OrderFiguresRow]:
    """Work orders as of a day, with whether one of the `late_days` has an entry; without ids all that may matter."""
    values = {"as_of": as_of, "late_days": list(late_days)}
    if ids is None:
        return await session.rows(_ALL_ORDERS, values)
    return await session.rows(_NAMED_ORDERS, {**values, "ids": sorted(ids)}) if ids else []


async def level_figures(session: ReadSession, ids: Collection[int] | None) -> Sequence[LevelFiguresRow]:
    """Levels with what is planned with them; without ids all that may matter."""
    if ids is None:
        return await session.rows(_ALL_LEVELS)
    return await session.rows(_NAMED_LEVELS, {"ids": sorted(ids)}) if ids else []


async def debt_figures(session: ReadSession, ids: Collection[int] | None) -> Sequence[DebtFiguresRow]:
    """Material debts; without ids all that may matter."""
    if ids is None:
        return await session.rows(_ALL_DEBTS)
    return await session.rows(_NAMED_DEBTS, {"ids": sorted(ids)}) if ids else []
