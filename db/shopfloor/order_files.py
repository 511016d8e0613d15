"""Work orders as files bring them, written as sets."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.columns import columns_of
from db.shared.statistics import take_statistics
from db.shopfloor.enums import MaterialConsumption

_INSERT = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
        original_target_qty, planned_start, deadline, original_deadline, overproduction_allowance, produces_stock,
        consumption, status, created_by)
    SELECT :tenant, given.number, given.number_key, given.product_id, given.department, given.stage, given.location,
           given.target_qty, given.target_qty, given.planned_start, given.deadline, given.deadline, given.allowance,
           given.produces_stock, given.consumption, 'NOT_STARTED', :subject
    FROM unnest(CAST(:number AS text[]), CAST(:number_key AS text[]), CAST(:product_id AS bigint[]),
                CAST(:department AS text[]), CAST(:stage AS text[]), CAST(:location AS text[]),
                CAST(:target_qty AS numeric[]), CAST(:planned_start AS date[]), CAST(:deadline AS date[]),
                CAST(:overproduction_allowance AS numeric[]), CAST(:produces_stock AS boolean[]),
                CAST(:consumption AS text[])) WITH ORDINALITY
         AS given (number, number_key, product_id, department, stage, location, target_qty, planned_start, deadline,
                   allowance, produces_stock, consumption, place)
    ORDER BY given.place
    RETURNING id""")

_CHANGE = text("""
    UPDATE work_order o SET target_qty = given.target_qty, deadline = given.deadline
    FROM unnest(CAST(:id AS bigint[]), CAST(:target_qty AS numeric[]), CAST(:deadline AS date[]))
         AS given (id, target_qty, deadline)
    WHERE o.id = given.id""")


class NewOrder(NamedTuple):
    """A work order that there is not yet, of which nothing is made."""

    number: str
    number_key: str
    product_id: int
    department: str
    stage: str
    location: str
    target_qty: Decimal
    planned_start: date
    deadline: date
    overproduction_allowance: Decimal
    produces_stock: bool
    consumption: MaterialConsumption


class ChangedOrder(NamedTuple):
    """What of a work order is another now."""

    id: int
    target_qty: Decimal
    deadline: date


async def insert_work_orders(session: WriteSession, orders: Sequence[NewOrder]) -> list[int]:
    """Create work orders; returns their ids. One whose number is there by now is a ConcurrentChange."""
    if not orders:
        return []
    given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(NewOrder, orders)}
    ids = [row.id for row in await session.rows(_INSERT, given)]
    await take_statistics(session, "work_order", len(orders))
    return ids


async def change_work_orders(session: WriteSession, orders: Sequence[ChangedOrder]) -> None:
    """Set targets and deadlines of work orders that are held."""
    if orders:
        await session.run(_CHANGE, columns_of(ChangedOrder, orders))
