"""Settling a debt: material came for it, by a receipt that is written now or one that is in the ledger already."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.shared.ledger import Since
from db.shopfloor.debt_rows import MaterialDebtRow
from db.shopfloor.debts import add_settled, insert_settlement, used_of_receipt
from db.supply.bounds import POSITIVE_QUANTITY
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.movements import MOVEMENTS_BY_REVERSED_IDS, movements_together
from db.supply.products import products_by_ids
from db.supply.stock_rows import MovementThereRow
from services.shared.errors import Incompatible, InvalidInput, NotFound, QuantityExceeded
from services.shared.quantities import plain
from services.shopfloor.debts.allowances import require_enough
from services.shopfloor.debts.holding import debt_for
from services.supply.stock.checking import Days, StockInputs
from services.supply.stock.effects import effect
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold

PATH = ("input",)
RECEIPT_PATH = (*PATH, "receiptMovementId")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came for a debt; without a day it came today, or on the day of the receipt that it names."""

    received_qty: Decimal
    received_on: date | None = None
    notes: str = ""
    names_receipt: bool = False
    receipt_id: int | None = None


class Settled(NamedTuple):
    """The debt, its level, and what was entered."""

    debt_id: int
    level_id: int
    entered: Entered


async def settle_debt(session: WriteSession, *, id: int | None, received: Received, days: Days) -> Settled:
    """Settle a part of a debt, or all that is open of it.

    What came takes back what stock may be below nothing, from the day on which it came. Raises NotFound for debt and
    receipt, NotAllowedInState for a debt that is not approved, InvalidInput, QuantityExceeded with the limit for more
    than is open or left of the receipt, Incompatible for a receipt of something else, and InsufficientStock.
    """
    debt, _, _ = await debt_for(session, id, "be settled")
    (material,) = await products_by_ids(session, [debt.material_id])
    inputs = StockInputs(PATH, {}, days)
    quantity = inputs.quantity("receivedQty", received.received_qty, POSITIVE_QUANTITY, material)
    day = None if received.names_receipt else inputs.day("receivedOn", received.received_on)
    notes = inputs.prose("notes", received.notes) or ""
    inputs.refuse()
    _require_within(quantity, debt.quantity - debt.settled_qty - debt.closed_qty, f"open of {debt.number}")
    (level,) = (await hold(session, {LevelKey(debt.material_id, debt.location): material})).values()
    if day is None:
        row = await _receipt(session, debt, received)
        await _keep(session, debt, row, quantity, notes)
        await require_enough(session, debt, level, Since(level.id, max(row.occurred_on, debt.needed_on)), quantity)
        return Settled(debt.id, level.id, Entered([row]))
    return Settled(debt.id, level.id, await _receive(session, debt, level, quantity, day, notes))


async def _receive(
    session: WriteSession, debt: MaterialDebtRow, level: Held, quantity: Decimal, day: date, notes: str
) -> Entered:
    """Write the receipt, and what it settles."""
    kind = MovementKind.RECEIPT
    receipt = new_movement(
        level.id, kind, quantity, effect(kind, quantity), day,
        reference=debt.number, reason=f"settles {debt.number}", work_order_id=debt.work_order_id,
    )  # fmt: skip
    entries = [Entry(receipt, (*PATH, "receivedQty"))]
    counts = await counted_after(session, entries)
    entered = await enter(session, entries, levels={level.id: level}, counts=counts)
    await _keep(session, debt, entered.movements[0], quantity, notes)
    await require_enough(session, debt, level, Since(level.id, max(day, debt.needed_on)), quantity)
    return entered


async def _keep(
    session: WriteSession, debt: MaterialDebtRow, row: MovementThereRow, quantity: Decimal, notes: str
) -> None:
    values = {"material_debt_id": debt.id, "movement_id": row.id, "received_qty": quantity, "notes": notes}
    await insert_settlement(session, {**values, "received_on": row.occurred_on})
    await add_settled(session, debt, quantity)


async def _receipt(session: WriteSession, debt: MaterialDebtRow, received: Received) -> MovementThereRow:
    """The receipt that is named, of which enough is left; asked by who holds its level."""
    id = received.receipt_id
    rows = {} if id is None else {row.id: row for row in await movements_together(session, [id])}
    if id is None or id not in rows:
        accepted = "the id of a receipt that inventoryMovements lists"
        raise NotFound("there is no such movement", RECEIPT_PATH, accepted)
    row = rows[id]
    await _require_fit(session, debt, row)
    if received.received_on not in (None, row.occurred_on):
        message = f"receivedOn is {received.received_on}, and {row.number} came on {row.occurred_on}"
        raise InvalidInput(message, (*PATH, "receivedOn"), accepted="the day of the receipt, or none")
    _require_within(received.received_qty, row.quantity - await used_of_receipt(session, id), f"left of {row.number}")
    return row


async def _require_fit(session: WriteSession, debt: MaterialDebtRow, row: MovementThereRow) -> None:
    """Raise Incompatible, with the reasons, for what is no receipt of the debt's material and location."""
    reversals = await session.read(MOVEMENTS_BY_REVERSED_IDS, ("number",), {"keys": [row.id]})
    reasons = [
        *([f"it is a {row.kind}"] if row.kind is not MovementKind.RECEIPT else []),
        *(["it is of another product"] if row.product_id != debt.material_id else []),
        *([f"it is at {row.location}"] if row.location != debt.location else []),
        *(["it takes another receipt back"] if row.reverses_id is not None else []),
        *(f"it was reversed by {number}" for number in reversals.column("number")),
    ]
    if reasons:
        message = f"{row.number} cannot settle {debt.number}: {'; '.join(reasons)}"
        raise Incompatible(message, RECEIPT_PATH, reasons)


def _require_within(quantity: Decimal, limit: Decimal, what: str) -> None:
    if quantity > limit:
        message = f"{plain(quantity)} came, and {plain(limit)} is {what}; what is over is a receipt of its own"
        raise QuantityExceeded(message, (*PATH, "receivedQty"), limit=limit, attempted=quantity)
