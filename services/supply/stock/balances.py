"""What there is of levels while a batch is gone through: what an entry may take is what those before it left."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from db.shared.ledger import AllowanceStep
from db.supply.bounds import MOST_MOVED
from db.supply.enums import MovementKind
from services.shared.errors import InsufficientStock, QuantityExceeded, Refusal
from services.shared.quantities import plain
from services.supply.stock.effects import Effect, PutAside
from services.supply.stock.entering import Counted, Entry, Held, allowed_on


class Balances:
    """The balances of held levels, entry by entry; what an entry takes too much of is noted in `refusals`.

    `aside` is what is put aside for the work orders that entries name, and for none (`put_aside`).
    """

    def __init__(
        self, levels: Mapping[int, Held], steps: Sequence[AllowanceStep], counts: Counted, aside: PutAside
    ) -> None:
        self._levels = levels
        self._now = {id: Effect(level.on_hand, level.allocated, level.in_transit) for id, level in levels.items()}
        self._steps = steps
        self._counts = counts
        self._aside = dict(aside)
        self.refusals: list[Refusal] = []

    def take(self, entry: Entry) -> Entry:
        """Check an entry against what is there, then add it; consumption of a work order uses up what is its own."""
        movement = entry.movement
        match movement.kind:
            case MovementKind.CONSUMPTION | MovementKind.TRANSFER_OUT:
                self._check_stock(entry)
            case MovementKind.ALLOCATION:
                self._check_limit(entry, self._available(movement.level_id), "asked for", "available")
            case MovementKind.RELEASE:
                self._check_limit(entry, self._own(entry), "to be released", _put_aside(entry))
            case MovementKind.ARRIVAL:
                self._check_limit(entry, self._now[movement.level_id].in_transit, "to arrive", "in transit")
        if movement.kind is MovementKind.CONSUMPTION and movement.work_order_id is not None:
            used = min(movement.quantity, self._own(entry))
            entry = entry._replace(movement=movement._replace(allocated_change=-used))
        self.add(entry)
        return entry

    def _own(self, entry: Entry) -> Decimal:
        """What is put aside for an entry's work order; for no order, where it names none."""
        return max(self._aside.get((entry.movement.level_id, entry.movement.work_order_id), Decimal(0)), Decimal(0))

    def _available(self, level_id: int) -> Decimal:
        now = self._now[level_id]
        return now.on_hand - now.allocated

    def _check_stock(self, entry: Entry) -> None:
        """What leaves now is at most what is available; what is taken back by a later count leaves nothing now."""
        movement = entry.movement
        if (movement.level_id, movement.occurred_on) in self._counts and movement.quantity < MOST_MOVED:
            return
        own = self._own(entry) if movement.work_order_id is not None else Decimal(0)
        available = self._available(movement.level_id) + own
        # What is available is what there is now, so what debts allow now goes with it. Days have their own check.
        allowance = allowed_on(self._steps, movement.level_id, date.max)
        if movement.quantity <= available + allowance:
            return
        level = self._levels[movement.level_id]
        message = (
            f"{plain(movement.quantity)} of {level.sku} at {level.location} are asked for, {plain(available)} are"
            " available"
        )
        self.refusals.append(
            InsufficientStock(
                message,
                entry.path,
                sku=level.sku,
                location=level.location,
                on=movement.occurred_on,
                requested=movement.quantity,
                available=available,
                allowance=allowance,
            )
        )

    def _check_limit(self, entry: Entry, limit: Decimal, asked: str, there: str) -> None:
        """A quantity is at most what is available, allocated or in transit."""
        movement = entry.movement
        if movement.quantity <= limit:
            return
        level = self._levels[movement.level_id]
        message = (
            f"{plain(movement.quantity)} of {level.sku} at {level.location} are {asked}, {plain(limit)} are {there}"
        )
        limit = max(limit, Decimal(0))
        self.refusals.append(QuantityExceeded(message, entry.path, limit=limit, attempted=movement.quantity))

    def add(self, entry: Entry) -> None:
        """Add an entry that may be made whatever is there, such as one that takes another back."""
        movement, now = entry.movement, self._now[entry.movement.level_id]
        is_restated = (movement.level_id, movement.occurred_on) in self._counts
        on_hand = Decimal(0) if is_restated else movement.on_hand_change
        self._now[movement.level_id] = Effect(
            now.on_hand + on_hand,
            now.allocated + movement.allocated_change,
            now.in_transit + movement.in_transit_change,
        )
        place = (movement.level_id, movement.work_order_id)
        self._aside[place] = self._aside.get(place, Decimal(0)) + movement.allocated_change


def _put_aside(entry: Entry) -> str:
    """Of what is allocated, only what is its own can be released."""
    is_of_order = entry.movement.work_order_id is not None
    return "allocated to its work order" if is_of_order else "allocated without a work order"
