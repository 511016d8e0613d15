"""Work orders, entries, changes and debts of a shop floor as the model keeps them, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from tests.graphql.shopfloor.whole.stock_model import NOTHING, Row


@dataclass(frozen=True)
class Line:
    """A line of a bill: which stage takes it, None for whichever produces stock."""

    sku: str
    quantity: Decimal
    scrap: Decimal
    stage: str | None
    decimals: int

    def need(self, quantity: Decimal) -> Decimal:
        return (quantity * self.quantity * (1 + self.scrap)).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)


@dataclass(eq=False)
class Plan:
    """An approved plan."""

    quantity: Decimal
    is_begun: bool = False


@dataclass
class Entry:
    """What was made on a day, and what it moved that stands: by sku."""

    quantity: Decimal
    scrap: Decimal
    moved: list[tuple[str, Row]] = field(default_factory=list)


@dataclass
class Completion:
    """That a target was reached."""

    target: Decimal
    actual: Decimal
    day: int
    stands: bool = True


@dataclass(eq=False)
class Order:
    """A work order."""

    number: str
    sku: str
    department: str
    stage: str
    target: Decimal
    start: int
    deadline: int
    allowance: Decimal
    produces: bool
    backflush: bool
    plan: Plan | None
    original: Decimal = NOTHING
    is_cancelled: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)
    completions: list[Completion] = field(default_factory=list)

    @property
    def made(self) -> Decimal:
        return sum((entry.quantity for entry in self.entries.values()), NOTHING)

    @property
    def status(self) -> str:
        if self.is_cancelled:
            return "CANCELLED"
        if self.made >= self.target:
            return "COMPLETED"
        return "IN_PROGRESS" if self.made else "NOT_STARTED"

    @property
    def is_over(self) -> bool:
        return self.status in ("COMPLETED", "CANCELLED")

    def limit(self, target: Decimal | None = None) -> Decimal:
        return ((target or self.target) * (1 + self.allowance)).quantize(Decimal(1), ROUND_DOWN)

    def reached_on(self) -> int:
        """The day of the first entry whose running sum is at or above the target."""
        total = NOTHING
        for day in sorted(self.entries):
            total += self.entries[day].quantity
            if total >= self.target:
                return day
        raise AssertionError(self.number)


@dataclass(eq=False)
class Asked:
    """A change or a debt that somebody asked for."""

    order: Order
    by: str
    needed: int
    status: str = "PENDING"
    approved_by: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Change(Asked):
    """Another target, or another deadline."""

    target: Decimal | None = None
    deadline: int | None = None


@dataclass(eq=False)
class Debt(Asked):
    """Material that is owed."""

    sku: str = ""
    quantity: Decimal = NOTHING
    day: int = 0
    settled: Decimal = NOTHING
    closed: Decimal = NOTHING

    @property
    def open(self) -> Decimal:
        return self.quantity - self.settled - self.closed if self.status == "APPROVED" else NOTHING


def running(order: Order) -> Iterable[tuple[int, Decimal, Decimal, str]]:
    """Entries in the order of days: day, quantity, running sum and status."""
    total, has_reached = NOTHING, False
    for day in sorted(order.entries):
        quantity = order.entries[day].quantity
        total += quantity
        reaches = total >= order.target and not has_reached
        has_reached = has_reached or reaches
        yield day, quantity, total, "COMPLETED" if reaches else "CONFIRMED"
