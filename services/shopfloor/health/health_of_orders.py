"""How some work orders are getting on as of a date."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.standings import SO_FAR_BY_IDS
from db.shopfloor.thresholds import HealthThresholds
from services.shared.computing import computed
from services.shopfloor.health.health import Health, OrderSoFar, health

SO_FAR = ("id", "status", "planned_start", "deadline", "target_qty", "made", "recent_sum", "recent_entries")


async def health_of_orders(
    session: ReadSession, ids: Collection[int], *, as_of: date, thresholds: HealthThresholds
) -> dict[int, Health]:
    """The health of work orders by id, as of a date; nothing of those that are cancelled. One statement."""
    found = await orders_so_far_by_ids(session, ids, as_of=as_of)
    return {id: health(order, as_of=as_of, thresholds=thresholds) for id, order in found.items()}


async def orders_so_far_by_ids(session: ReadSession, ids: Collection[int], *, as_of: date) -> dict[int, OrderSoFar]:
    """What the health of work orders follows from; nothing of those that are cancelled."""
    rows = await session.read(SO_FAR_BY_IDS, SO_FAR, {"keys": list(ids), "as_of": as_of})
    return await orders_so_far(rows)


async def orders_so_far(rows: ColumnRows) -> dict[int, OrderSoFar]:
    """What the health of rows with these columns follows from, by id; of those that are not cancelled."""
    return await computed(lambda: dict(_orders_so_far(rows)), parts=len(rows))


def _orders_so_far(rows: ColumnRows) -> Iterator[tuple[int, OrderSoFar]]:
    for id, status, *values in zip(*map(rows.column, SO_FAR), strict=True):
        if status is not WorkOrderStatus.CANCELLED:
            yield id, _so_far(*values)


def _so_far(
    start: date, deadline: date, target: Decimal, made: Decimal, recent_sum: Decimal, recent_entries: int
) -> OrderSoFar:
    return OrderSoFar(
        planned_start=start,
        deadline=deadline,
        target=target,
        made=made,
        recent_sum=recent_sum,
        recent_entries=recent_entries,
    )
