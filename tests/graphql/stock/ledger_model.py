"""Stock as the specification has it, in whole numbers and plain lists: what the service is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

OK = "OK"


@dataclass(eq=False)
class Row:
    """A movement of a location; days are counted from an early one on."""

    at: str
    day: int
    on_hand: int = 0
    allocated: int = 0
    in_transit: int = 0
    is_count: bool = False
    of_one: list["Row"] = field(default_factory=list)
    restates: "Row | None" = None
    reversed: bool = False


class Move(NamedTuple):
    """A movement as it is asked for."""

    kind: str
    quantity: int
    at: str
    day: int
    to: str | None = None
    via: bool = False


class Model:
    """All movements of one product."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def level(self, at: str) -> tuple[int, int, int]:
        """On hand, allocated and in transit."""
        mine = [row for row in self.rows if row.at == at]
        return sum(row.on_hand for row in mine), sum(row.allocated for row in mine), sum(row.in_transit for row in mine)

    def closings(self, at: str) -> dict[int, int]:
        """The balance at the end of each day that has a movement."""
        days = sorted({row.day for row in self.rows if row.at == at})
        changes = [sum(row.on_hand for row in self.rows if row.at == at and row.day == day) for day in days]
        return dict(zip(days, accumulate(changes), strict=True))

    def closing(self, at: str, day: int) -> int:
        """The balance at the end of a day."""
        return sum(row.on_hand for row in self.rows if row.at == at and row.day <= day)

    def move(self, moves: Sequence[Move]) -> str:
        """Enter movements, each by what those before it left, or say what refuses all of them."""
        before, doubts, groups = list(self.rows), [], []
        for one in moves:
            sides, doubt = self._sides(*one)
            self.rows += [*sides, *self._restating(sides)]
            groups.append(sides)
            doubts.append(doubt)
        self.rows = before
        doubt = next((doubt for doubt in doubts if doubt != OK), OK)
        return self._enter(groups, doubt)

    def _sides(self, kind: str, quantity: int, at: str, day: int, to: str | None, via: bool) -> tuple[list[Row], str]:
        """What a movement would write, and what is wrong with it by now."""
        on_hand, allocated, in_transit = self.level(at)
        takes = kind in ("CONSUMPTION", "TRANSFER_OUT")
        doubt = OK
        if takes and self._next_count(at, day) is None and quantity > on_hand - allocated:
            doubt = "INSUFFICIENT_STOCK"
        limits = {"ALLOCATION": on_hand - allocated, "RELEASE": allocated, "ARRIVAL": in_transit}
        if quantity > limits.get(kind, quantity):
            doubt = "QUANTITY_EXCEEDED"
        signs = {"RECEIPT": 1, "ADJUSTMENT": 1, "ARRIVAL": 1, "CONSUMPTION": -1, "TRANSFER_OUT": -1}
        transit = {"EXPECTED": 1, "ARRIVAL": -1}.get(kind, 0)
        put_aside = {"ALLOCATION": 1, "RELEASE": -1}.get(kind, 0)
        sides = [Row(at, day, signs.get(kind, 0) * quantity, put_aside * quantity, transit * quantity)]
        if to is not None:
            sides.append(Row(to, day, 0 if via else quantity, 0, quantity if via else 0))
        return sides, doubt

    def count(self, counted: int, at: str, day: int) -> str:
        """Enter what somebody found."""
        return self._enter([[Row(at, day, counted - self.closing(at, day), is_count=True)]], OK)

    def reverse(self, row: Row) -> str:
        """Take a movement back, of a transfer both sides."""
        if row.reversed:
            return "NOT_ALLOWED_IN_STATE"
        doubt = OK
        for side in row.of_one:
            on_hand, allocated, in_transit = self.level(side.at)
            too_much = side.allocated > max(allocated, 0) or side.in_transit > max(in_transit, 0)
            if too_much or (side.allocated < 0 and -side.allocated > on_hand - allocated):
                doubt = "QUANTITY_EXCEEDED"
        sides = [Row(side.at, side.day, -side.on_hand, -side.allocated, -side.in_transit) for side in row.of_one]
        before = [(side, side.reversed) for side in row.of_one]
        said = self._enter([sides], doubt)
        for side, was in before:
            side.reversed = was or said == OK
        return said

    def _restating(self, sides: Sequence[Row]) -> list[Row]:
        restating = [
            Row(side.at, count, -side.on_hand, restates=side)
            for side in sides
            if side.on_hand and (count := self._next_count(side.at, side.day)) is not None
        ]
        for one in restating:
            one.of_one = [one]
        return restating

    def _enter(self, groups: Sequence[list[Row]], doubt: str) -> str:
        for group in groups:
            for side in group:
                side.of_one = group
        sides = [side for group in groups for side in group]
        restating = self._restating(sides)
        before = list(self.rows)
        self.rows += [*sides, *restating]
        short = any(closing < 0 for side in sides for day, closing in self.closings(side.at).items() if day >= side.day)
        said = "INSUFFICIENT_STOCK" if short else doubt
        if said != OK:
            self.rows = before
        return said

    def _next_count(self, at: str, day: int) -> int | None:
        counts = [row.day for row in self.rows if row.at == at and row.is_count and not row.reversed and row.day > day]
        return min(counts, default=None)
