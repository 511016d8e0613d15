"""Stock, debts and what is put aside as the specification has them, in whole numbers and plain lists."""

from collections import Counter
from dataclasses import dataclass, field

OK = "OK"


@dataclass
class Debt:
    """A debt of a material, from a day on."""

    quantity: int
    needed_on: int
    is_approved: bool = False
    settled: int = 0
    closed: int = 0

    @property
    def open(self) -> int:
        return self.quantity - self.settled - self.closed if self.is_approved else 0


@dataclass
class Model:
    """One material: what moved on which day, what debts allow from which day on, and what is put aside for whom."""

    today: int
    moved: list[tuple[int, int]] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    aside: Counter[str | None] = field(default_factory=Counter)
    debts: list[Debt] = field(default_factory=list)
    receipts: list[list[int]] = field(default_factory=list)  # day, quantity, used

    @property
    def on_hand(self) -> int:
        return sum(change for _, change in self.moved)

    @property
    def available(self) -> int:
        return self.on_hand - sum(self.aside.values())

    def closing(self, day: int) -> int:
        return sum(change for on, change in self.moved if on <= day)

    def allowed(self, day: int) -> int:
        return sum(amount for on, amount in self.steps if on <= day)

    def is_short(self, since: int) -> bool:
        """Whether a day from one on ends further below nothing than is allowed."""
        return any(self.closing(day) + self.allowed(day) < 0 for day in range(since, self.today + 1))

    def move(self, kind: str, quantity: int, day: int, order: str | None) -> str:
        own = self.aside[order] if order is not None else 0
        if kind == "CONSUMPTION":
            if quantity > self.available + own + self.allowed(day):
                return "INSUFFICIENT_STOCK"
            self.moved.append((day, -quantity))
            if self.is_short(day):
                self.moved.pop()
                return "INSUFFICIENT_STOCK"
            self.aside[order] -= min(quantity, own) if order is not None else 0
        elif kind == "RECEIPT":
            self.moved.append((day, quantity))
            self.receipts.append([day, quantity, 0])
        else:
            if quantity > (self.available if kind == "ALLOCATION" else self.aside[order]):
                return "QUANTITY_EXCEEDED"
            self.aside[order] += quantity if kind == "ALLOCATION" else -quantity
        return OK

    def approve(self, debt: Debt) -> str:
        if debt.is_approved:
            return "NOT_ALLOWED_IN_STATE"
        debt.is_approved = True
        self.steps.append((debt.needed_on, debt.quantity))
        return OK

    def settle(self, debt: Debt, quantity: int, day: int) -> str:
        """By a receipt that is written."""
        if (said := self._may_settle(debt, quantity)) != OK:
            return said
        self.moved.append((day, quantity))
        self.receipts.append([day, quantity, quantity])
        return self._settled(debt, quantity, day)

    def settle_by(self, debt: Debt, quantity: int, receipt: list[int]) -> str:
        """By one that is there."""
        day, came, used = receipt
        if (said := self._may_settle(debt, quantity)) != OK:
            return said
        if quantity > came - used:
            return "QUANTITY_EXCEEDED"
        if (said := self._settled(debt, quantity, day)) == OK:
            receipt[2] += quantity
        return said

    def close(self, debt: Debt) -> str:
        if not debt.is_approved or not debt.open:
            return "NOT_ALLOWED_IN_STATE"
        self.steps.append((self.today, -debt.open))
        if self.is_short(self.today):
            self.steps.pop()
            return "INSUFFICIENT_STOCK"
        debt.closed += debt.open
        return OK

    def _may_settle(self, debt: Debt, quantity: int) -> str:
        if not debt.is_approved:
            return "NOT_ALLOWED_IN_STATE"
        return "QUANTITY_EXCEEDED" if quantity > debt.open else OK

    def _settled(self, debt: Debt, quantity: int, day: int) -> str:
        since = max(day, debt.needed_on)
        self.steps.append((since, -quantity))
        if self.is_short(since):
            self.steps.pop()
            return "INSUFFICIENT_STOCK"
        debt.settled += quantity
        return OK
