"""Taking a movement back: its mirror is entered for the same day, of a transfer for both sides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

from db.engine import WriteSession
from db.supply.enums import MovementKind
from db.supply.movements import MOVEMENTS_BY_REVERSED_IDS, NewMovement, movements_together
from db.supply.stock_rows import MovementThereRow
from services.shared.errors import NotAllowedInState, NotFound, QuantityExceeded, Refusal
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.supply.stock.effects import Effect
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold_again

PATH = ("id",)


async def reverse_movement(session: WriteSession, *, id: int | None, reason: str) -> Entered:
    """Enter the mirror of a movement, dated as it is; later counts stay true.

    Raises NotFound, InvalidInput without a reason, NotAllowedInState for one that was reversed, QuantityExceeded where
    less is allocated or in transit than would be taken back, and InsufficientStock.
    """
    inputs = Inputs()
    reason = inputs.text("reason", reason)
    if not (rows := await _sides(session, id)):
        raise NotFound("there is no such movement", PATH, "the id of a movement that inventoryMovements lists")
    inputs.refuse()
    levels = await hold_again(session, rows)
    await _require_standing(session, rows)
    transfer = uuid4() if rows[0].transfer is not None else None
    entries = [Entry(_mirror(row, reason=reason, transfer=transfer), PATH) for row in rows]
    doubts = [refusal for entry in entries for refusal in _too_much(entry.movement, levels[entry.movement.level_id])]
    counts = await counted_after(session, entries)
    return await enter(session, entries, levels=levels, counts=counts, doubts=doubts)


async def _sides(session: WriteSession, id: int | None) -> list[MovementThereRow]:
    """A movement, and of a transfer its other side."""
    rows = {} if id is None else {row.id: row for row in await movements_together(session, [id])}
    if id is None or id not in rows:
        return []
    transfer = rows[id].transfer
    return [row for row in rows.values() if row.id == id or (transfer is not None and row.transfer == transfer)]


async def _require_standing(session: WriteSession, rows: Sequence[MovementThereRow]) -> None:
    """Raise NotAllowedInState where a movement was reversed."""
    reversals = await session.read(MOVEMENTS_BY_REVERSED_IDS, ("number",), {"keys": [row.id for row in rows]})
    if numbers := reversals.column("number"):
        raise NotAllowedInState(f"{rows[0].number} was reversed by {numbers[0]}", PATH, state="REVERSED")


def _mirror(row: MovementThereRow, *, reason: str, transfer: object) -> NewMovement:
    back = Effect(row.on_hand_change, row.allocated_change, row.in_transit_change).mirrored()
    quantity = back.on_hand if row.kind is MovementKind.ADJUSTMENT else row.quantity
    return new_movement(
        row.level_id,
        row.kind,
        quantity,
        back,
        row.occurred_on,
        reference=row.reference,
        reason=reason,
        reverses_id=row.id,
        transfer=transfer,
    )


def _too_much(movement: NewMovement, level: Held) -> list[Refusal]:
    """What is allocated and in transit stays at least 0, and what is put aside again is available."""
    limits: Mapping[str, tuple[Decimal, Decimal]] = {
        "allocated": (-movement.allocated_change, level.allocated),
        "in transit": (-movement.in_transit_change, level.in_transit),
        "available": (movement.allocated_change, level.on_hand - level.allocated),
    }
    return [
        QuantityExceeded(
            f"{plain(taken)} of {level.sku} at {level.location} would be taken back, {plain(limit)} are {what}",
            PATH,
            limit=max(limit, Decimal(0)),
            attempted=taken,
        )
        for what, (taken, limit) in limits.items()
        if taken > 0 and taken > limit
    ]
