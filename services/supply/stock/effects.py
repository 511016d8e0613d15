"""What a movement does to a level: how much more is there, put aside, and under way."""

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from db.supply.enums import MovementKind

_ON_HAND = {
    MovementKind.RECEIPT: 1,
    MovementKind.CONSUMPTION: -1,
    MovementKind.ADJUSTMENT: 1,
    MovementKind.TRANSFER_OUT: -1,
    MovementKind.TRANSFER_IN: 1,
    MovementKind.ARRIVAL: 1,
}
_ALLOCATED = {MovementKind.ALLOCATION: 1, MovementKind.RELEASE: -1}
_IN_TRANSIT = {MovementKind.EXPECTED: 1, MovementKind.ARRIVAL: -1}


PutAside: TypeAlias = dict[tuple[int, int | None], Decimal]
"""What is put aside, by level and work order; by level and None, what is for no order."""


class Effect(NamedTuple):
    """Signed changes of on hand, allocated and in transit."""

    on_hand: Decimal
    allocated: Decimal
    in_transit: Decimal

    def mirrored(self) -> "Effect":
        """What takes it back."""
        return Effect(-self.on_hand, -self.allocated, -self.in_transit)


def effect(kind: MovementKind, quantity: Decimal, *, via_transit: bool = False) -> Effect:
    """What a quantity does; of a transfer `via_transit` nothing is there before it arrives."""
    if kind is MovementKind.TRANSFER_IN and via_transit:
        return Effect(Decimal(0), Decimal(0), quantity)
    return Effect(
        quantity * _ON_HAND.get(kind, 0), quantity * _ALLOCATED.get(kind, 0), quantity * _IN_TRANSIT.get(kind, 0)
    )
