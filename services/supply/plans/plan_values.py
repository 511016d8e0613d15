"""What a plan may say: the rules that creating, changing and recommendations share."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from db.supply.bounds import POSITIVE_QUANTITY, QUANTITY
from services.shared.errors import noted
from services.shared.inputs import Inputs
from services.shared.json_objects import require_json_object
from services.shared.quantities import plain, require_quantity

MOST_DAYS = 3_660  # from the first day to the last: ten years
MOST_CONSTRAINTS = 20_000  # bytes


class Scheduled(NamedTuple):
    """What is made from a day on."""

    start: date
    quantity: Decimal


class PlanInputs(Inputs):
    """The values of one plan, whose product has so many decimals; `place` is where they stand in the request."""

    def __init__(self, *place: str, decimals: int) -> None:
        super().__init__(*place)
        self._place = place
        self._decimals = decimals

    def quantity(self, value: Decimal) -> None:
        """How much is made, above 0."""
        self._quantity("quantity", value, "quantity")

    def days(self, start: date, end: date, *, at: str) -> None:
        """The first day and the last; what is wrong between them is noted at one of them."""
        if start > end:
            self.note(f"plannedStart is {start} and plannedEnd {end}", at, accepted="a last day not before the first")
        elif (end - start).days >= MOST_DAYS:
            accepted = f"a plan of at most {MOST_DAYS:,} days"
            self.note(f"there are {(end - start).days + 1:,} days from {start} to {end}", at, accepted=accepted)

    def schedule(self, days: Sequence[Scheduled], quantity: Decimal, start: date, end: date) -> None:
        """Days within the plan, each once, whose quantities add up; none at all is none."""
        seen: set[date] = set()
        for place, day in enumerate(days):
            where = ("schedule", str(place))
            if not start <= day.start <= end:
                self.note(f"{day.start} is not within the plan", *where, "start", accepted=f"{start} to {end}")
            elif day.start in seen:
                self.note(f"{day.start} is there twice", *where, "start", accepted="each day once")
            seen.add(day.start)
            self._quantity("quantity", day.quantity, *where, "quantity")
        if days and not self.refusals and (total := total_of(days)) != quantity:
            told = f"schedule adds up to {plain(total)}, and quantity is {plain(quantity)}"
            self.note(told, "schedule", accepted=f"quantities that add up to {plain(quantity)}, or no schedule")

    def constraints(self, value: object) -> dict[str, Any]:
        """Whatever else must hold, as an object; null is an empty one."""
        if value is None:
            return {}
        path = (*self._place, "constraints")
        return (
            noted(self.refusals, require_json_object, "constraints", value, most_bytes=MOST_CONSTRAINTS, path=path)
            or {}
        )

    def _quantity(self, name: str, value: Decimal, *where: str) -> None:
        bound = POSITIVE_QUANTITY if where == ("quantity",) else QUANTITY
        path = (*self._place, *where)
        noted(self.refusals, require_quantity, name, value, bound=bound, decimals=self._decimals, path=path)


def total_of(days: Sequence[Scheduled]) -> Decimal:
    """What a schedule makes."""
    return sum((day.quantity for day in days), Decimal(0))


def schedule_columns(days: Sequence[Scheduled] | None) -> Mapping[str, Any]:
    """A schedule, in the order of its days, as a plan keeps it."""
    ordered = sorted(days or ())
    return {
        "schedule_starts": [day.start for day in ordered],
        "schedule_quantities": [day.quantity for day in ordered],
    }
