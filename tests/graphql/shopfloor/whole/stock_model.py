"""Stock of one material as the specification has it: plain lists of movements, and of what debts allow from which day.

Days are whole numbers that grow; the last is today.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

SHORT, EXCEEDED, STATE, UNFIT = "INSUFFICIENT_STOCK", "QUANTITY_EXCEEDED", "NOT_ALLOWED_IN_STATE", "INCOMPATIBLE"
NOTHING = Decimal(0)


@dataclass(eq=False)
class Row:
    """A movement; `settling` is how much of a receipt settlements have used up."""

    day: int
    kind: str
    on_hand: Decimal = NOTHING
    allocated: Decimal = NOTHING
    order: str | None = None
    of_production: bool = False
    is_count: bool = False
    is_reversal: bool = False
    is_reversed: bool = False
    settling: Decimal = NOTHING

    def mirrored(self) -> "Row":
        """What takes it back."""
        back = Row(self.day, self.kind, -self.on_hand, -self.allocated, self.order, self.of_production)
        back.is_reversal = True
        return back


Kept: TypeAlias = tuple[list[Row], list[tuple[int, Decimal]], bool]


@dataclass(eq=False)
class Level:
    """All that moved of a material, and by how much more it may be below nothing from a day on."""

    today: int
    safety_stock: Decimal | None = None
    is_there: bool = False
    rows: list[Row] = field(default_factory=list)
    steps: list[tuple[int, Decimal]] = field(default_factory=list)
    last: Row | None = None  # what was entered last, besides what keeps counts true

    @property
    def on_hand(self) -> Decimal:
        return sum((row.on_hand for row in self.rows), NOTHING)

    @property
    def allocated(self) -> Decimal:
        return sum((row.allocated for row in self.rows), NOTHING)

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.allocated

    @property
    def allowance(self) -> Decimal:
        return sum((amount for _, amount in self.steps), NOTHING)

    def own(self, order: str | None) -> Decimal:
        """What is put aside for an order, or for none."""
        return sum((row.allocated for row in self.rows if row.order == order), NOTHING)

    def closing(self, day: int) -> Decimal:
        return sum((row.on_hand for row in self.rows if row.day <= day), NOTHING)

    def is_short(self) -> bool:
        """Whether a day ends further below nothing than debts allow then."""
        return any(
            self.closing(day) + sum((amount for on, amount in self.steps if on <= day), NOTHING) < 0
            for day in range(self.today + 1)
        )

    def add(self, row: Row) -> None:
        """Enter a movement; a later count stays true."""
        self.is_there, self.last = True, row
        later = self._count_after(row.day)
        self.rows.append(row)
        if row.on_hand and later is not None:
            self.rows.append(Row(later, "ADJUSTMENT", -row.on_hand))

    def lacks(self, quantity: Decimal, day: int, order: str | None) -> bool:
        """Whether more would be taken than is available, put aside for the order, and allowed; days are apart."""
        own = max(self.own(order), NOTHING) if order is not None else NOTHING
        return self._count_after(day) is None and quantity > self.available + own + self.allowance

    def consume(self, quantity: Decimal, day: int, order: str | None, *, of_production: bool = False) -> Row:
        """Take something out; what is put aside for the order is used up first."""
        used = min(quantity, max(self.own(order), NOTHING)) if order is not None else NOTHING
        row = Row(day, "CONSUMPTION", -quantity, -used, order, of_production)
        self.add(row)
        return row

    def release(self, order: str, most: Decimal) -> None:
        """Put aside no more for an order than it needs."""
        if (over := self.own(order) - most) > 0:
            self.add(Row(self.today, "RELEASE", NOTHING, -over, order))

    def _count_after(self, day: int) -> int | None:
        counts = (row.day for row in self.rows if row.is_count and not row.is_reversed and row.day > day)
        return min(counts, default=None)

    # What somebody enters: it is there afterwards, or the codes say why not.

    def enter(self, kind: str, quantity: Decimal, day: int, order: str | None, order_is_over: bool) -> set[str]:
        """A movement of a kind."""
        told = set()
        if kind == "ALLOCATION" and order is not None and order_is_over:
            told.add(STATE)
        if kind == "CONSUMPTION" and self.lacks(quantity, day, order):
            told.add(SHORT)
        if kind == "ALLOCATION" and quantity > self.available:
            told.add(EXCEEDED)
        if kind == "RELEASE" and quantity > max(self.own(order), NOTHING):
            told.add(EXCEEDED)
        before = self.kept()
        if kind == "CONSUMPTION":
            self.consume(quantity, day, order)
        else:
            sign = 1 if kind in ("RECEIPT", "ADJUSTMENT") else 0
            aside = {"ALLOCATION": quantity, "RELEASE": -quantity}.get(kind, NOTHING)
            self.add(Row(day, kind, sign * quantity, aside, order))
        return self._judge(told, before)

    def count(self, counted: Decimal, day: int) -> set[str]:
        """What somebody found is there at the end of a day."""
        before = self.kept()
        self.add(Row(day, "ADJUSTMENT", counted - self.closing(day), is_count=True))
        return self._judge(set(), before)

    def reverse(self, row: Row, order_is_over: bool) -> set[str]:
        """Take a movement back."""
        told = set()
        if row.is_reversed or row.of_production or row.settling:
            told.add(STATE)
        if row.order is not None and order_is_over and row.allocated < 0:
            told.add(STATE)
        if row.allocated > max(min(self.own(row.order), self.allocated), NOTHING):
            told.add(EXCEEDED)
        if row.allocated < 0 and -row.allocated > self.available - row.on_hand:
            told.add(EXCEEDED)
        before = self.kept()
        self.add(row.mirrored())
        said = self._judge(told, before)
        row.is_reversed = row.is_reversed or not said
        return said

    def _judge(self, told: set[str], before: Kept) -> set[str]:
        if self.is_short():
            told.add(SHORT)
        if told:
            self.put_back(before)
        return told

    def kept(self) -> Kept:
        """Everything as it is, to be put back."""
        return list(self.rows), list(self.steps), self.is_there

    def put_back(self, kept: Kept) -> None:
        """Everything as it was."""
        self.rows, self.steps, self.is_there = kept
