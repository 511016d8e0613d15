"""Statuses of work orders, which follow from what was made, and the days on which they were completed."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select, text

from db.engine import WriteSession
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.models import WorkOrderCompletion

COMPLETIONS_BY_WORK_ORDER_IDS = ReadingByKeys(
    select(*WorkOrderCompletion.__table__.columns).order_by(WorkOrderCompletion.work_order_id, WorkOrderCompletion.id),
    WorkOrderCompletion.work_order_id,
)


class NewStatus(NamedTuple):
    """Where a work order stands from now on."""

    id: int
    status: WorkOrderStatus


class NewCompletion(NamedTuple):
    """That a work order has reached its target: which that was, what was made by then, and on which day."""

    work_order_id: int
    target_qty: Decimal
    actual_qty: Decimal
    completed_date: date


_SET = text("""
    UPDATE work_order o SET status = given.status
    FROM unnest(CAST(:id AS bigint[]), CAST(:status AS text[])) AS given (id, status)
    WHERE o.id = given.id""")

_COMPLETE = text("""
    INSERT INTO work_order_completion (tenant_id, work_order_id, target_qty, actual_qty, completed_date, confirmed_by)
    SELECT :tenant, given.*, :subject
    FROM unnest(CAST(:work_order_id AS bigint[]), CAST(:target_qty AS numeric[]), CAST(:actual_qty AS numeric[]),
                CAST(:completed_date AS date[])) AS given""")

_REOPEN = text("""
    UPDATE work_order_completion SET reopened_by = :subject, reopened_at = now()
    WHERE work_order_id = ANY(CAST(:ids AS bigint[])) AND reopened_at IS NULL""")


async def set_statuses(session: WriteSession, statuses: Sequence[NewStatus]) -> None:
    """Set where work orders stand that are held."""
    if statuses:
        await session.run(_SET, columns_of(NewStatus, statuses))


async def insert_completions(session: WriteSession, completions: Sequence[NewCompletion]) -> None:
    """Keep that work orders that are held have reached their targets."""
    if completions:
        given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(NewCompletion, completions)}
        await session.run(_COMPLETE, given)


async def reopen_completions(session: WriteSession, work_order_ids: Collection[int]) -> None:
    """Keep that work orders are no longer completed, since when and by whom."""
    if work_order_ids:
        await session.run(_REOPEN, {"subject": session.subject, "ids": sorted(work_order_ids)})
