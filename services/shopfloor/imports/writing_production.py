"""Writing the daily production of a file, once nothing that it was checked against is another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from db.engine import WriteSession
from db.shopfloor.production import EntryKey, entries_on_days
from db.shopfloor.work_orders import locked_work_orders
from services.shared.errors import InvalidInput, PreviewSuperseded, Refusal
from services.shared.inputs import Inputs
from services.shared.previews import PATH
from services.shopfloor.production.judging import Doing, Floor, Judged
from services.shopfloor.production.record_production import LONGEST_NOTE
from services.shopfloor.production.writing import write_entries
from services.supply.stock.checking import Days


async def write_production(
    session: WriteSession,
    judged: Sequence[Judged],
    made: Mapping[int, Decimal],
    *,
    reason: str | None,
    today: date,
) -> None:
    """Write entries that were judged in the order of their days; `made` is what is made of each work order by then.

    Raises InvalidInput where a reason is needed and not given, PreviewSuperseded where a work order or an entry is
    another by now, and Refusals of InsufficientStock.
    """
    if not judged:
        return
    why = _reason(judged, reason)
    orders = {order.id: order for order in await locked_work_orders(session, made)}
    keys = [EntryKey(one.produced.order.id, one.produced.day) for one in judged]
    floor = Floor(orders.values(), await entries_on_days(session, keys), Days(today))
    now = []
    for one in judged:
        order = orders[one.produced.order.id]
        try:
            now.append(floor.judge(replace(one.produced, order=order, reason=why)))
        except Refusal as refusal:
            raise PreviewSuperseded(f"{refusal}; preview the file again", PATH) from None
    if [one.told for one in now] != [one.told for one in judged] or floor.made != dict(made):
        raise PreviewSuperseded("the work orders have changed since the preview; preview the file again", PATH)
    await write_entries(session, now, floor.made, today=today)


def _reason(judged: Sequence[Judged], reason: str | None) -> str:
    """Why entries are replaced."""
    inputs = Inputs()
    why = inputs.prose("userNotes", reason, most=LONGEST_NOTE)
    inputs.refuse()
    needing = [one for one in judged if one.doing is Doing.REPLACE and one.was_completed]
    if needing and why is None:
        given = needing[0].produced
        message = f"{given.order.number} is COMPLETED, and its entry of {given.day} would be replaced without a reason"
        raise InvalidInput(message, ("userNotes",), accepted="why entries were wrong, in words")
    return why or ""
