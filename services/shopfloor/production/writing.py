"""Writing entries of daily production, and all that follows from them in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.production import NewEntry, Replacement, insert_entries, replace_entries
from services.shopfloor.materials.release_surplus import release_surplus_of_orders
from services.shopfloor.orders.follow_quantities import Followed, follow_all
from services.shopfloor.production.judging import Doing, Judged
from services.shopfloor.production.stock import Moving, move_stock
from services.supply.stock.entering import Entered


@dataclass(frozen=True, slots=True)
class Written:
    """The ids of entries in the order given, the status of each work order by id, and what was moved."""

    entry_ids: list[int]
    statuses: Mapping[int, WorkOrderStatus]
    entered: Entered


async def write_entries(
    session: WriteSession, judged: Sequence[Judged], made: Mapping[int, Decimal], *, today: date
) -> Written:
    """Write what was judged of work orders that are held; `made` is what is made of each by then.

    Statuses, completions and plans follow, then stock; last what is put aside for what is completed is released. Raises
    what moving stock raises.
    """
    new = [one for one in judged if one.doing is Doing.ENTER]
    new_ids = iter(await insert_entries(session, [_new_entry(one) for one in new]))
    await replace_entries(session, [_replacement(one) for one in judged if one.doing is Doing.REPLACE])
    ids = [next(new_ids) if one.before is None else one.before.id for one in judged]
    orders = {one.produced.order.id: one.produced.order for one in judged if one.doing is not Doing.NOTHING}
    followed = await follow_all(session, [Followed(orders[id], made[id]) for id in sorted(orders)])
    moving = [Moving(one, id) for one, id in zip(judged, ids, strict=True) if one.is_moving_stock]
    entered = await move_stock(session, moving)
    completed = [orders[id] for id, status in followed.items() if status is WorkOrderStatus.COMPLETED]
    entered += await release_surplus_of_orders(session, completed, today=today)
    unchanged = {one.produced.order.id: one.produced.order.status for one in judged}
    return Written(ids, {**unchanged, **followed}, entered)


def _new_entry(one: Judged) -> NewEntry:
    given = one.produced
    return NewEntry(given.order.id, given.day, given.quantity, given.scrap, given.notes)


def _replacement(one: Judged) -> Replacement:
    given, before = one.produced, one.before
    assert before is not None  # it replaces one
    return Replacement(before.id, given.quantity, given.scrap, given.notes, given.reason)
