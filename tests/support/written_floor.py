"""Rows of the shop floor as whoever writes them does: orders, entries with their receipts, what was asked for."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.enums import TermKind
from db.shared.terms import remember_spellings
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.work_orders import insert_work_order
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey, lock_levels
from db.supply.movements import NewMovement, insert_movements
from tests.support.shop_floor_rows import order_of

_PRODUCT = text("SELECT id FROM product WHERE sku = :sku")
_PLAN = text("SELECT id FROM production_plan WHERE number = :number")
_ENTRY = text("""
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    VALUES (:tenant, :order, :day, :quantity, :scrap, '', :by) RETURNING id""")
_STANDING = text("""
    UPDATE work_order o SET status = CASE WHEN made.sum = 0 THEN 'NOT_STARTED' WHEN made.sum >= o.target_qty
        THEN 'COMPLETED' ELSE 'IN_PROGRESS' END
    FROM (SELECT coalesce(sum(quantity), 0) AS sum FROM daily_production WHERE work_order_id = :order) AS made
    WHERE o.id = :order RETURNING o.status""")
_COMPLETE = text("""
    INSERT INTO work_order_completion (tenant_id, work_order_id, target_qty, actual_qty, completed_date, confirmed_by)
    SELECT o.tenant_id, o.id, o.target_qty, (SELECT sum(quantity) FROM daily_production WHERE work_order_id = o.id),
           :day, 'sari' FROM work_order o WHERE o.id = :order
    ON CONFLICT DO NOTHING""")
_REOPEN = text("""
    UPDATE work_order_completion SET reopened_by = 'sari', reopened_at = now()
    WHERE work_order_id = :order AND reopened_at IS NULL""")
_CORRECT = text("UPDATE daily_production SET quantity = :quantity WHERE id = :entry RETURNING work_order_id")
_CHANGE = text("""
    INSERT INTO work_order_change (tenant_id, work_order_id, field, old_qty, new_qty, old_date, new_date, reason,
                                   status, requested_by)
    SELECT tenant_id, id, CAST(:field AS text), CASE WHEN CAST(:field AS text) = 'TARGET_QTY' THEN target_qty END, :qty,
           CASE WHEN CAST(:field AS text) = 'DEADLINE' THEN deadline END, :day, 'asked for', 'PENDING', 'sari'
    FROM work_order WHERE id = :order RETURNING id""")
_DEBT = text("""
    INSERT INTO material_debt (tenant_id, number, work_order_id, material_id, location, quantity, needed_on, reason,
                               status, requested_by)
    VALUES (:tenant, :number, :order, :material, 'MAIN', :quantity, :day, 'short', 'PENDING', 'sari') RETURNING id""")
_SETTLE = text("""
    INSERT INTO material_debt_settlement (tenant_id, material_debt_id, movement_id, received_qty, received_on,
                                          received_by, notes)
    VALUES (:tenant, :debt, :movement, :quantity, :day, 'sari', '')""")
_SETTLED = text("UPDATE material_debt SET settled_qty = settled_qty + :quantity WHERE id = :debt")


async def work_order(session: WriteSession, number: str, *, sku: str = "BEAR", **more: Any) -> int:
    """A work order; `plan` is the number of its plan. Its words are kept as the vocabulary keeps them."""
    if plan := more.pop("plan", None):
        more["plan_id"] = await session.scalar(_PLAN, {"number": plan})
    columns = order_of(int(await session.scalar(_PRODUCT, {"sku": sku})), number=number, **more)
    kinds = (TermKind.DEPARTMENT, TermKind.STAGE, TermKind.LOCATION)
    words = {kind: columns[kind.value.lower()] for kind in kinds}
    await remember_spellings(session, {(kind, word.casefold()): word for kind, word in words.items()})
    return (await insert_work_order(session, columns)).id


async def made(session: WriteSession, order: int, day: date, quantity: int, *, scrap: int = 0) -> int:
    """An entry, its receipt where the order makes stock, and the status that follows; returns the entry's id."""
    given = {"tenant": session.tenant_id, "order": order, "day": day, "by": session.subject}
    entry = int(await session.scalar(_ENTRY, {**given, "quantity": quantity, "scrap": scrap}))
    await _receive(session, order, entry, day, quantity)
    await _stands(session, order, day)
    return entry


async def corrected(session: WriteSession, entry: int, day: date, quantity: int, *, before: int) -> None:
    """An entry that says something else now."""
    order = int(await session.scalar(_CORRECT, {"entry": entry, "quantity": quantity}))
    await _receive(session, order, entry, day, quantity - before)
    await _stands(session, order, day)


async def _receive(session: WriteSession, order: int, entry: int, day: date, quantity: int) -> None:
    place = text("SELECT product_id, location, produces_stock FROM work_order WHERE id = :order")
    (row,) = await session.rows(place, {"order": order})
    if row.produces_stock and quantity:
        level = (await lock_levels(session, [key := LevelKey(row.product_id, row.location)]))[key]
        amount, none = Decimal(quantity), Decimal(0)
        came = NewMovement(
            level.id, MovementKind.RECEIPT, abs(amount), amount, none, none, day, work_order_id=order,
            daily_production_id=entry,
        )  # fmt: skip
        await insert_movements(session, [came])


async def _stands(session: WriteSession, order: int, day: date) -> None:
    status = await session.scalar(_STANDING, {"order": order})
    is_done = status == WorkOrderStatus.COMPLETED
    await session.run(_COMPLETE if is_done else _REOPEN, {"order": order} | ({"day": day} if is_done else {}))


async def change_asked(session: WriteSession, order: int, *, qty: int | None = None, day: date | None = None) -> int:
    """A change of the target or the deadline that waits for a decision."""
    field = "DEADLINE" if qty is None else "TARGET_QTY"
    return int(await session.scalar(_CHANGE, {"order": order, "field": field, "qty": qty, "day": day}))


async def debt_asked(session: WriteSession, order: int, number: str, *, quantity: str, day: date) -> int:
    """A debt of felt that waits for a decision."""
    given = {"tenant": session.tenant_id, "number": number, "order": order, "quantity": Decimal(quantity), "day": day}
    return int(await session.scalar(_DEBT, {**given, "material": await session.scalar(_PRODUCT, {"sku": "FELT"})}))


async def decided(session: WriteSession, table: str, ids: Collection[int], status: str) -> None:
    """Changes or debts that were decided."""
    decide = f"UPDATE {table} SET status = :status, decided_by = 'boss', decided_at = now() WHERE id = ANY(:ids)"
    await session.run(text(decide), {"status": status, "ids": list(ids)})


async def settled(session: WriteSession, debt: int, quantity: str, day: date) -> None:
    """Felt that came for a debt."""
    material = int(await session.scalar(_PRODUCT, {"sku": "FELT"}))
    level = (await lock_levels(session, [key := LevelKey(material, "MAIN")]))[key]
    amount, none = Decimal(quantity), Decimal(0)
    receipt = NewMovement(level.id, MovementKind.RECEIPT, amount, amount, none, none, day)
    (movement,) = await insert_movements(session, [receipt])
    given = {"debt": debt, "quantity": amount}
    await session.run(_SETTLE, {**given, "tenant": session.tenant_id, "movement": movement.id, "day": day})
    await session.run(_SETTLED, given)
