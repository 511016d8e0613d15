"""What a listener is told: that work orders have changed, and how they stand when that is heard."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import ReadSession, WriteSession
from db.postgres.notifications import Channel
from db.postgres.reading import ColumnRows
from db.shopfloor.filters import WorkOrderFilter
from db.shopfloor.order_lists import work_orders_heard
from db.supply.plans import moment
from db.touched import Touched
from services.shared.floor_rules import FloorRules

MOST_MISSED = 500  # work orders that are told after a connection was lost
_TOLD_AT_ONCE = 300  # ids in one message, which holds 8,000 bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Work orders as they stand, and when the latest that is known of changed."""

    orders: ColumnRows
    latest: datetime


async def tell_of_orders(
    session: WriteSession, touched: Mapping[Touched, Collection[int]], _today: date, _rules: FloorRules
) -> None:
    """Tell who listens, once the transaction has committed, which work orders it has changed."""
    ids = sorted(touched.get(Touched.WORK_ORDERS, ()))
    for start in range(0, len(ids), _TOLD_AT_ONCE):
        await session.notify(Channel.WORK_ORDERS, orders=ids[start : start + _TOLD_AT_ONCE])


async def last_told(session: ReadSession) -> datetime:
    """Now: what changed before is known."""
    return await moment(session)


async def told(session: ReadSession, chosen: WorkOrderFilter, *, ids: Sequence[int] | None, since: datetime) -> Told:
    """Some work orders, or all that changed after a moment where nobody knows which, as far as a filter keeps them."""
    rows = await work_orders_heard(session, chosen, ids=ids, since=since, most=MOST_MISSED)
    return Told(rows, max([since, *rows.column("updated_at")]))
