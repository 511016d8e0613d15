"""Alerts of a shop floor as the specification has them, from the model's figures, as of its last day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.graphql.shopfloor.whole.floor_model import Floor
from tests.graphql.shopfloor.whole.floor_objects import Order
from tests.graphql.shopfloor.whole.stock_model import Level

SEVERITIES = {"DELAYED": "critical", "STUCK": "critical", "STOCKOUT": "critical", "COMPLETED_TODAY": "info"}
Key = tuple[str, str]  # a kind, and a work order's number or a sku


@dataclass
class Alerts:
    """What stands by kind and subject: whether it is acknowledged; and how often each was opened so far."""

    today: date
    standing: dict[Key, bool] = field(default_factory=dict)
    opened: dict[Key, int] = field(default_factory=dict)

    def follow(self, floor: Floor) -> None:
        """Open and close by what figures say; between the two an alert stays as it is."""
        for order in floor.orders:
            for kind, opens, closes in self._of_order(floor, order):
                self._step((kind, order.number), opens, closes)
        for sku, level in floor.levels.items():
            for kind, opens, closes in of_level(level):
                self._step((kind, sku), opens, closes)

    def open_by_severity(self) -> dict[str, int]:
        """How many are open, and not acknowledged."""
        told = [SEVERITIES.get(kind, "warning") for (kind, _), is_known in self.standing.items() if not is_known]
        return {severity: told.count(severity) for severity in ("critical", "warning", "info")}

    def _step(self, key: Key, opens: bool, closes: bool) -> None:
        if key in self.standing and closes:
            del self.standing[key]
        elif key not in self.standing and opens:
            self.standing[key] = False
            self.opened[key] = self.opened.get(key, 0) + 1

    def _of_order(self, floor: Floor, order: Order) -> list[tuple[str, bool, bool]]:
        deadline, start = (self.today + timedelta(days=day - floor.today) for day in (order.deadline, order.start))
        is_open = not order.is_over
        planned, elapsed = working(start, deadline), working(start, min(self.today - timedelta(days=1), deadline))
        behind = 100 * ((Fraction(elapsed, planned) if planned else 1) - Fraction(order.made) / Fraction(order.target))
        late = [self.today - timedelta(days=floor.today - day) for day in order.entries]
        is_near = is_open and deadline >= self.today and working(max(self.today, start), deadline) <= 3
        is_stuck = order.status == "IN_PROGRESS" and not set(late) & {self.today, *last_working_days(self.today, 3)}
        completed = [one.day for one in order.completions if one.stands]
        return [
            *either("DELAYED", is_open and deadline < self.today),
            *either("STUCK", is_stuck),
            *either("NEAR_DEADLINE", is_near),
            ("VARIANCE", is_open and behind > 10, not is_open or behind <= 8),
            *either("COMPLETED_TODAY", completed == [floor.today]),
        ]


def of_level(level: Level) -> list[tuple[str, bool, bool]]:
    """What stock says, where something is kept for safety."""
    if level.safety_stock is None or not level.is_there:
        return []
    low = ("LOW_STOCK", level.available < level.safety_stock, level.available >= level.safety_stock * Decimal("1.05"))
    return [*either("STOCKOUT", level.on_hand <= 0), low]


def either(kind: str, opens: bool) -> list[tuple[str, bool, bool]]:
    """A kind that closes by what it opens by."""
    return [(kind, opens, not opens)]


def working(first: date, last: date) -> int:
    """Days from Monday to Friday, both ends included."""
    return sum((first + timedelta(days=place)).weekday() < 5 for place in range((last - first).days + 1))


def last_working_days(before: date, count: int) -> list[date]:
    """So many before a day."""
    days = [before - timedelta(days=place) for place in range(1, 3 * count + 3)]
    return [day for day in days if day.weekday() < 5][:count]
