"""Statuses follow quantities: what was made says where a work order stands, in the transaction that changes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.production import reached_on
from db.shopfloor.rows import WorkOrderRow
from db.shopfloor.work_order_status import (
    NewCompletion,
    NewStatus,
    insert_completions,
    reopen_completions,
    set_statuses,
)
from db.touched import Touched
from services.shopfloor.orders.figures import status_of
from services.shopfloor.orders.plan_of_order import touch_plans_of
from services.supply.plans.start_plans import start_plans

W = WorkOrderStatus


class Followed(NamedTuple):
    """A work order that is held, with its target of now and the status it had; and what was made of it by now."""

    order: WorkOrderRow
    made: Decimal

    @property
    def status(self) -> WorkOrderStatus:
        """Where it stands from now on; a cancelled one stays cancelled."""
        is_cancelled = self.order.status is W.CANCELLED
        return W.CANCELLED if is_cancelled else status_of(self.made, self.order.target_qty)


async def follow_quantities(
    session: WriteSession, order: WorkOrderRow, *, made: Decimal, on: date, by_change: bool
) -> WorkOrderStatus:
    """Let the status of a work order that is held follow its quantities; returns the new one.

    `made` is what was made of it by now, and `order` has its target of now. What completes it is an approved change, on
    a day, or the entry that reached the target.
    """
    statuses = await follow_all(session, [Followed(order, made)], changed_on=on if by_change else None)
    return statuses[order.id]


async def follow_all(
    session: WriteSession, followed: Sequence[Followed], *, changed_on: date | None = None
) -> Mapping[int, WorkOrderStatus]:
    """The same for many work orders; returns the status of each by id."""
    session.touched.note(Touched.WORK_ORDERS, [one.order.id for one in followed])
    touch_plans_of(session, [one.order for one in followed])
    moved = [one for one in followed if one.status is not one.order.status]
    await set_statuses(session, [NewStatus(one.order.id, one.status) for one in moved])
    await reopen_completions(session, [one.order.id for one in moved if one.order.status is W.COMPLETED])
    await _complete(session, [one for one in moved if one.status is W.COMPLETED], changed_on)
    begun = [one for one in moved if one.order.status is W.NOT_STARTED]
    await start_plans(session, {one.order.plan_id for one in begun if one.order.plan_id is not None})
    return {one.order.id: one.status for one in followed}


async def _complete(session: WriteSession, completed: Sequence[Followed], changed_on: date | None) -> None:
    days = {} if changed_on is not None else await reached_on(session, [one.order.id for one in completed])
    rows = [
        NewCompletion(one.order.id, one.order.target_qty, one.made, changed_on or days[one.order.id])
        for one in completed
    ]
    await insert_completions(session, rows)
