"""What daily production does to stock: output comes in, components go out, and what a replaced entry did is taken back.

All of it is one batch of the ledger, dated the production dates, and is checked as one: mirrors of what is replaced
come first, then day by day what comes in, then what goes out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.engine import WriteSession
from db.shopfloor.enums import MaterialConsumption
from db.shopfloor.materials import allocated_for
from db.shopfloor.rows import WorkOrderMadeRow
from db.supply.bill_rows import BillComponentRow
from db.supply.bills import bill_components
from db.supply.enums import MovementKind
from db.supply.levels import LevelKey
from db.supply.order_movements import standing_movements
from db.supply.shop_floor import allowance_steps
from db.supply.stock_rows import MovementThereRow
from services.shopfloor.production.consumption import Taken, taken_by
from services.shopfloor.production.judging import Judged
from services.supply.stock.balances import Balances
from services.supply.stock.checking import Path
from services.supply.stock.effects import effect
from services.supply.stock.entering import Entered, Entry, Held, counted_after, enter, new_movement
from services.supply.stock.holding import hold_levels
from services.supply.stock.put_aside import put_aside
from services.supply.stock.reverse_movement import mirror


class Moving(NamedTuple):
    """An entry with other figures than before, by its id."""

    judged: Judged
    entry_id: int

    @property
    def order(self) -> WorkOrderMadeRow:
        """Its work order."""
        return self.judged.produced.order

    @property
    def product_key(self) -> LevelKey:
        """Where its output goes."""
        return LevelKey(self.order.product_id, self.order.location)

    @property
    def path(self) -> Path:
        """Where its quantity stands in the request."""
        return (*self.judged.produced.path, "quantity")


class _Need(NamedTuple):
    moving: Moving
    taken: Taken

    @property
    def key(self) -> LevelKey:
        return LevelKey(self.taken.line.component_id, self.moving.order.location)


async def move_stock(session: WriteSession, moving: Sequence[Moving]) -> Entered:
    """Enter what entries of work orders that are held do to stock.

    Raises Refusals of InsufficientStock: of each component that is short, and of output that has left stock.
    """
    needs = await _needs(session, moving)
    received = [one for one in moving if one.order.produces_stock and one.judged.produced.quantity]
    replaced = {one.entry_id: one for one in moving if one.judged.before is not None}
    standing = await standing_movements(session, replaced)
    if not needs and not received and not standing:
        return Entered()
    aside = await allocated_for(session, {one.order.id for one in moving})
    levels = await hold_levels(
        session,
        {
            *(LevelKey(row.product_id, row.location) for row in standing),
            *(LevelKey(row.product_id, row.location) for row in aside),
            *(one.product_key for one in received),
            *(need.key for need in needs),
        },
    )
    mirrors = [_mirror(row, replaced[row.daily_production_id or 0]) for row in standing]
    entries = [_receipt(one, levels) for one in received] + [_consumption(need, levels) for need in needs]
    entries.sort(key=lambda entry: (entry.movement.occurred_on, entry.movement.kind is MovementKind.CONSUMPTION))
    return await _enter(session, mirrors, entries, {level.id: level for level in levels.values()})


async def _needs(session: WriteSession, moving: Sequence[Moving]) -> list[_Need]:
    """What entries take, in the order given."""
    taking = {one.order.product_id for one in moving if one.order.consumption is MaterialConsumption.BACKFLUSH}
    bills: dict[int, list[BillComponentRow]] = defaultdict(list)
    for line in await bill_components(session, taking):
        bills[line.product_id].append(line)
    needs = []
    for one in moving:
        made = one.judged.produced.quantity + one.judged.produced.scrap
        needs += [_Need(one, taken) for taken in taken_by(one.order, bills[one.order.product_id], made)]
    return needs


def _mirror(row: MovementThereRow, one: Moving) -> Entry:
    """What takes back what a replaced entry did."""
    given = one.judged.produced
    told = f"{given.order.number} of {given.day} was corrected{f': {given.reason}' if given.reason else ''}"
    return Entry(mirror(row, reason=told, transfer=None), one.path)


def _receipt(one: Moving, levels: Mapping[LevelKey, Held]) -> Entry:
    return _entry(one, MovementKind.RECEIPT, levels[one.product_key], one.judged.produced.quantity)


def _consumption(need: _Need, levels: Mapping[LevelKey, Held]) -> Entry:
    return _entry(need.moving, MovementKind.CONSUMPTION, levels[need.key], need.taken.quantity)


def _entry(one: Moving, kind: MovementKind, level: Held, quantity: Decimal) -> Entry:
    movement = new_movement(
        level.id,
        kind,
        quantity,
        effect(kind, quantity),
        one.judged.produced.day,
        reference=one.order.number,
        work_order_id=one.order.id,
        daily_production_id=one.entry_id,
    )
    return Entry(movement, one.path)


async def _enter(
    session: WriteSession, mirrors: Sequence[Entry], entries: Sequence[Entry], levels: Mapping[int, Held]
) -> Entered:
    """Check entries against what there is once the mirrors are in, and enter all of them."""
    everything = [*mirrors, *entries]
    counts = await counted_after(session, everything)
    steps = await allowance_steps(session, list(levels))
    aside = await put_aside(session, [entry.movement for entry in everything])
    balances = Balances(levels, steps, counts, aside)
    for entry in mirrors:
        balances.add(entry)
    taken = [balances.take(entry) for entry in entries]
    return await enter(session, [*mirrors, *taken], levels=levels, counts=counts, doubts=balances.refusals, steps=steps)
