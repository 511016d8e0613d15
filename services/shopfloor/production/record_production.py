"""Recording daily production: what was made of a work order on a day, and all that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.engine import ReadSession, WriteSession
from db.shared.enums import Permission
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.production import EntryKey, entries_on_days
from db.shopfloor.production_requests import NewRequest, insert_request, requests_before
from db.shopfloor.production_rows import RequestAnsweredRow
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import WORK_ORDERS_BY_NUMBER_KEYS, locked_work_order
from db.supply.bounds import QUANTITY
from services.shared.access import Caller
from services.shared.errors import NotFound, noted
from services.shared.floor_rules import FloorRules
from services.shared.inputs import Inputs
from services.shared.quantities import require_quantity
from services.shared.text import key
from services.shopfloor.orders.departments import require_department
from services.shopfloor.orders.figures import progress_pct
from services.shopfloor.production.judging import Floor, Judged, Produced
from services.shopfloor.production.writing import Written, write_entries
from services.supply.stock.checking import Days, Path
from services.supply.stock.repeats import kept_key

LONGEST_NOTE = 500
_ACCEPTED = "the id or the number of a work order that workOrders lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was made of a work order on a day, as asked for; the work order is named by its id or by its number."""

    production_date: date
    quantity: Decimal
    work_order_id: int | None = None
    work_order_number: str | None = None
    scrap_quantity: Decimal = Decimal(0)
    notes: str = ""
    replace: bool = False
    reason: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry, and where its work order stands with it; `movement_ids` are of what was moved, in that order."""

    entry_id: int
    work_order_id: int
    cumulative_qty: Decimal
    progress_pct: Decimal
    status: WorkOrderStatus
    movement_ids: Sequence[int]


def days_for(caller: Caller, rules: FloorRules, today: date) -> Days:
    """Which days a caller may record; who may ask for changes goes as far back as anybody, whatever is set."""
    may_go_back = Permission.PRODUCTION_MODIFY in caller.permissions
    farthest = max(rules.farthest_back_days, rules.back_dating_days)
    return Days(today, farthest if may_go_back else rules.back_dating_days)


async def record_production(
    session: WriteSession, *, entry: Entry, path: Path, caller: Caller, rules: FloorRules, today: date
) -> Recorded:
    """Record what was made of a work order on a day; `path` is where it stands in the request.

    A client key that was used answers with the first result. Raises InvalidInput, NotFound, Incompatible for a work
    order of another department than the caller's, AlreadyExists, NotAllowedInState, QuantityExceeded, and Refusals of
    InsufficientStock.
    """
    inputs = Inputs(*path)
    client_key = None if entry.client_key is None else inputs.text("clientKey", entry.client_key)
    inputs.refuse()
    if (before := await _answered(session, client_key, caller, path)) is not None:
        return before
    order = await _held_order(session, entry, inputs, path)
    require_department(caller, order, path=(*path, _named_by(entry)))
    if (since := await _answered(session, client_key, caller, path)) is not None:
        return since
    judged, made = await _judged(session, entry, order, inputs, path, days_for(caller, rules, today))
    written = await write_entries(session, [judged], {order.id: made}, today=today)
    recorded = _recorded(order, made, written)
    await _keep(session, client_key, recorded)
    return recorded


async def _answered(session: ReadSession, client_key: str | None, caller: Caller, path: Path) -> Recorded | None:
    """What was answered to a key the first time; None where it is new, or there is none."""
    if client_key is None:
        return None
    rows: Sequence[RequestAnsweredRow] = await requests_before(session, [kept_key(client_key) or ""])
    for row in rows:
        require_department(caller, row, path=(*path, "clientKey"))
        figures = (row.cumulative_qty, row.progress_pct, row.status)
        return Recorded(row.daily_production_id, row.work_order_id, *figures, row.movement_ids)
    return None


def _named_by(entry: Entry) -> str:
    return "workOrderNumber" if entry.work_order_number is not None else "workOrderId"


async def _held_order(session: WriteSession, entry: Entry, inputs: Inputs, path: Path) -> WorkOrderMadeRow:
    """The work order that is named, held alone until the transaction ends; raises InvalidInput and NotFound."""
    if (entry.work_order_id is None) is (entry.work_order_number is None):
        inputs.note("workOrderId and workOrderNumber are both", "workOrderId", accepted="one of them")
        inputs.refuse()
    id = entry.work_order_id
    if entry.work_order_number is not None:
        keys = [key(entry.work_order_number)]
        found = await session.read(WORK_ORDERS_BY_NUMBER_KEYS, ("id",), {"keys": keys})
        id = next(iter(found.column("id")), None)
    order = None if id is None else await locked_work_order(session, id)
    if order is None:
        raise NotFound("there is no such work order", (*path, _named_by(entry)), _ACCEPTED)
    return order


async def _judged(
    session: WriteSession, entry: Entry, order: WorkOrderMadeRow, inputs: Inputs, path: Path, days: Days
) -> tuple[Judged, Decimal]:
    """What comes of an entry, and what is made of its work order by then."""
    for name, value in (("quantity", entry.quantity), ("scrapQuantity", entry.scrap_quantity)):
        at = (*path, name)
        noted(inputs.refusals, require_quantity, name, value, bound=QUANTITY, decimals=order.decimals, path=at)
    notes = inputs.prose("notes", entry.notes, most=LONGEST_NOTE)
    reason = inputs.prose("reason", entry.reason, most=LONGEST_NOTE)
    inputs.refuse()
    produced = Produced(
        order=order,
        day=entry.production_date,
        quantity=entry.quantity,
        scrap=entry.scrap_quantity,
        notes=notes or "",
        replace=entry.replace,
        reason=reason or "",
        path=path,
    )
    there = await entries_on_days(session, [EntryKey(order.id, produced.day)])
    floor = Floor([order], there, days)
    return floor.judge(produced), floor.made[order.id]


def _recorded(order: WorkOrderMadeRow, made: Decimal, written: Written) -> Recorded:
    moved = [row.id for row in (*written.entered.movements, *written.entered.restated)]
    percent = progress_pct(made, order.target_qty)
    return Recorded(written.entry_ids[0], order.id, made, percent, written.statuses[order.id], moved)


async def _keep(session: WriteSession, client_key: str | None, recorded: Recorded) -> None:
    """Keep what is answered to a key, for when it is sent again."""
    if client_key is None:
        return
    figures = (recorded.cumulative_qty, recorded.progress_pct, recorded.status)
    request = NewRequest(client_key, recorded.entry_id, *figures)
    await insert_request(session, request, recorded.movement_ids)
