"""Taking a movement back: its mirror is entered for the same day, of a transfer for both sides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import uuid4

from db.engine import WriteSession
from db.supply.enums import MovementKind
from db.supply.movements import MOVEMENTS_BY_REVERSED_IDS, NewMovement, movements_together
from db.supply.shop_floor import held_orders
from db.supply.stock_rows import MovementThereRow
from services.shared.errors import NotAllowedInState, NotFound, QuantityExceeded, Refusal
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.supply.stock.effects import Effect, PutAside
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold_again
from services.supply.stock.orders import OVER
from services.supply.stock.put_aside import put_aside

PATH = ("id",)


async def reverse_movement(session: WriteSession, *, id: int | None, reason: str) -> Entered:
    """Enter the mirror of a movement, dated as it is; later counts stay true.

    Raises NotFound, InvalidInput without a reason, NotAllowedInState for one that was reversed, that daily production
    wrote or that settles a debt, QuantityExceeded where less is allocated or in transit than would be taken back, and
    InsufficientStock.
    """
    inputs = Inputs()
    reason = inputs.text("reason", reason)
    if not (rows := await _sides(session, id)):
        raise NotFound("there is no such movement", PATH, "the id of a movement that inventoryMovements lists")
    inputs.refuse()
    _require_of_supply(rows[0])
    await _require_open_order(session, rows[0])
    levels = await hold_again(session, rows)
    await _require_standing(session, rows)
    transfer = uuid4() if rows[0].transfer is not None else None
    entries = [Entry(mirror(row, reason=reason, transfer=transfer), PATH) for row in rows]
    aside = await put_aside(session, [entry.movement for entry in entries])
    doubts = [
        refusal for entry in entries for refusal in _too_much(entry.movement, levels[entry.movement.level_id], aside)
    ]
    counts = await counted_after(session, entries)
    return await enter(session, entries, levels=levels, counts=counts, doubts=doubts)


async def _sides(session: WriteSession, id: int | None) -> list[MovementThereRow]:
    """A movement, and of a transfer its other side."""
    rows = {} if id is None else {row.id: row for row in await movements_together(session, [id])}
    if id is None or id not in rows:
        return []
    transfer = rows[id].transfer
    return [row for row in rows.values() if row.id == id or (transfer is not None and row.transfer == transfer)]


def _require_of_supply(row: MovementThereRow) -> None:
    """Raise NotAllowedInState for what the shop floor wrote: it is corrected there."""
    if row.daily_production_id is not None:
        message = f"{row.number} follows from an entry of daily production: correct that with replace: true"
        raise NotAllowedInState(message, PATH, state="OF_DAILY_PRODUCTION")


async def _require_open_order(session: WriteSession, row: MovementThereRow) -> None:
    """Hold the work order of a movement; raise NotAllowedInState where one that is over would have something again."""
    if row.work_order_id is None:
        return
    order = (await held_orders(session, [row.work_order_id]))[row.work_order_id]
    if order.status in OVER and row.allocated_change < 0:
        message = f"{row.number} would put something aside for {order.number} again, which is {order.status}"
        raise NotAllowedInState(f"{message}; accepted: an adjustment", PATH, state=order.status)


async def _require_standing(session: WriteSession, rows: Sequence[MovementThereRow]) -> None:
    """Raise NotAllowedInState where a movement was reversed."""
    reversals = await session.read(MOVEMENTS_BY_REVERSED_IDS, ("number",), {"keys": [row.id for row in rows]})
    if numbers := reversals.column("number"):
        raise NotAllowedInState(f"{rows[0].number} was reversed by {numbers[0]}", PATH, state="REVERSED")


def mirror(row: MovementThereRow, *, reason: str, transfer: object) -> NewMovement:
    """What takes a movement back, dated as it is."""
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
        work_order_id=row.work_order_id,
        daily_production_id=row.daily_production_id,
    )


def _too_much(movement: NewMovement, level: Held, aside: PutAside) -> list[Refusal]:
    """What is allocated, of its order or of none, and in transit stays at least 0; what is put aside is available."""
    own = aside.get((level.id, movement.work_order_id), Decimal(0))
    limits: Mapping[str, tuple[Decimal, Decimal]] = {
        "allocated": (-movement.allocated_change, min(own, level.allocated)),
        "in transit": (-movement.in_transit_change, level.in_transit),
        "available": (movement.allocated_change, level.on_hand - level.allocated + movement.on_hand_change),
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
