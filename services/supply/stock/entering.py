"""Entering movements of levels that are held: later counts stay true, and no day may end below nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.postgres.notifications import Channel
from db.shared.ledger import AllowanceStep, Since
from db.shared.rows import ShortDayRow
from db.supply.bounds import MOST_MOVED
from db.supply.enums import MovementKind
from db.supply.movements import NewMovement, insert_movements, next_counts, short_days
from db.supply.shop_floor import allowance_steps, debts_settled_by
from db.supply.stock_rows import MovementThereRow
from db.touched import Touched
from services.shared.errors import InsufficientStock, NotAllowedInState, Refusal, refuse_all
from services.shared.quantities import plain
from services.supply.stock.effects import Effect

_TOLD_AT_ONCE = 300  # ids in one message, which holds 8,000 bytes


class Held(NamedTuple):
    """A level that is held: what it is of, and what there was when it was locked."""

    id: int
    sku: str
    location: str
    on_hand: Decimal
    allocated: Decimal
    in_transit: Decimal


class Entry(NamedTuple):
    """A movement to be entered, and where its quantity stands in the request."""

    movement: NewMovement
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: the movements, and the adjustments that keep later counts true."""

    movements: list[MovementThereRow] = field(default_factory=list)
    restated: list[MovementThereRow] = field(default_factory=list)

    def __add__(self, more: "Entered") -> "Entered":
        return Entered([*self.movements, *more.movements], [*self.restated, *more.restated])


Counted = Mapping[tuple[int, date], date]
"""By level and day, the day of the next count: what is entered for the day is taken back then."""


def new_movement(
    level_id: int, kind: MovementKind, quantity: Decimal, effect: Effect, day: date, **more: object
) -> NewMovement:
    """A movement with its signed effects."""
    return NewMovement(level_id, kind, quantity, *effect, day, **more)  # type: ignore[arg-type]


async def counted_after(session: WriteSession, entries: Sequence[Entry]) -> Counted:
    """The counts that entries come before: only those that change what is on hand concern them."""
    asked = {
        Since(entry.movement.level_id, entry.movement.occurred_on) for entry in entries if entry.movement.on_hand_change
    }
    return {(row.level_id, row.day): row.counted_on for row in await next_counts(session, sorted(asked))}


async def enter(
    session: WriteSession,
    entries: Sequence[Entry],
    *,
    levels: Mapping[int, Held],
    counts: Counted,
    doubts: Sequence[Refusal] = (),
    steps: Sequence[AllowanceStep] | None = None,
) -> Entered:
    """Write movements, and what keeps later counts true; told to listeners once all is committed.

    `levels` are those of the entries by id, held by the transaction; `steps` what debts allow them, where that is known
    already. Raises Refusals: NotAllowedInState for the reversal of a receipt that settles a debt; InsufficientStock
    with the first day that a level would end below nothing and what is allowed, beside it `doubts` of what other levels
    have too little of; where none would, all `doubts`, what is wrong for another reason.
    """
    session.touched.note(Touched.LEVELS, levels)
    await _require_unsettled(session, entries)
    if any(entry.movement.quantity >= MOST_MOVED for entry in entries):
        refuse_all(doubts)  # so much is nowhere, and cannot be written to be looked at day by day
    rows = list(await insert_movements(session, [entry.movement for entry in entries]))
    restated = list(await insert_movements(session, _restating(rows, counts)))
    if steps is None:
        steps = await allowance_steps(session, list(levels))
    short = await short_days(session, _first_days(rows), steps=steps)
    refuse_all(_refusals([_short(row, entries, levels[row.account]) for row in short], doubts))
    await _tell(session, [row.id for row in (*rows, *restated)])
    return Entered(rows, restated)


async def _require_unsettled(session: WriteSession, entries: Sequence[Entry]) -> None:
    """Raise Refusals for receipts that would be taken back and settle a debt: it would be settled by nothing."""
    reversed_ = {entry.movement.reverses_id: entry for entry in entries if entry.movement.reverses_id is not None}
    settling = {row.movement_id: row for row in await debts_settled_by(session, list(reversed_))}
    refuse_all(
        [
            NotAllowedInState(f"it settles {row.number}; accepted: an adjustment", reversed_[id].path, state="SETTLING")
            for id, row in settling.items()
        ]
    )


def allowed_on(steps: Sequence[AllowanceStep], level_id: int, day: date) -> Decimal:
    """By how much a level may be below nothing on a day."""
    return sum(
        (step.step_amount for step in steps if step.step_account == level_id and step.step_day <= day), Decimal(0)
    )


def _restating(rows: Sequence[MovementThereRow], counts: Counted) -> list[NewMovement]:
    """The opposite of each movement before a count, on the count's day."""
    return [
        NewMovement(
            row.level_id,
            MovementKind.ADJUSTMENT,
            -row.on_hand_change,
            -row.on_hand_change,
            Decimal(0),
            Decimal(0),
            counted_on,
            reference=row.reference,
            reason=f"keeps the count of {counted_on} true: {row.number} was entered for {row.occurred_on}",
            restates_id=row.id,
        )
        for row in rows
        if row.on_hand_change and (counted_on := counts.get((row.level_id, row.occurred_on))) is not None
    ]


def _first_days(rows: Sequence[MovementThereRow]) -> list[Since]:
    first: dict[int, date] = {}
    for row in rows:
        first[row.level_id] = min(row.occurred_on, first.get(row.level_id, row.occurred_on))
    return [Since(level_id, day) for level_id, day in sorted(first.items())]


def _refusals(short: Sequence[InsufficientStock], doubts: Sequence[Refusal]) -> list[Refusal]:
    """What a batch is refused for: each level that falls short is named once, by a day where there is one."""
    if not short:
        return list(doubts)
    told = {(refusal.sku, refusal.location) for refusal in short}
    others = [doubt for doubt in doubts if isinstance(doubt, InsufficientStock)]
    return [*short, *(doubt for doubt in others if (doubt.sku, doubt.location) not in told)]


def _short(row: ShortDayRow, entries: Sequence[Entry], level: Held) -> InsufficientStock:
    """The refusal of the entry by which a level falls short on a day."""
    entry = _tipping(row, entries)
    requested = max(-entry.movement.on_hand_change, Decimal(0))
    available = row.closing + requested
    message = (
        f"{level.sku} at {level.location} would end {row.day} at {plain(row.closing)}"
        f"{f', {plain(row.allowance)} below nothing is allowed' if row.allowance else ''}"
    )
    return InsufficientStock(
        message,
        entry.path,
        sku=level.sku,
        location=level.location,
        on=row.day,
        requested=requested,
        available=available,
        allowance=row.allowance,
    )


def _tipping(row: ShortDayRow, entries: Sequence[Entry]) -> Entry:
    """Of a level's entries until its short day, the one after which it is short; entries after it may only add."""
    concerned = [entry for entry in entries if entry.movement.level_id == row.account]
    until = [entry for entry in concerned if entry.movement.occurred_on <= row.day] or concerned
    balance = row.closing + row.allowance - sum(entry.movement.on_hand_change for entry in until)
    for entry in until:
        balance += entry.movement.on_hand_change
        if balance < 0 and entry.movement.on_hand_change < 0:
            return entry
    return min(until, key=lambda entry: entry.movement.on_hand_change)


async def _tell(session: WriteSession, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _TOLD_AT_ONCE):
        await session.notify(Channel.INVENTORY, movements=ids[start : start + _TOLD_AT_ONCE])
