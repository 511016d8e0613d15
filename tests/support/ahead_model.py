"""What lies ahead of plans, computed in another way: day by day, in fractions, from nothing but what was drawn."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from db.supply.enums import TimeBucket
from tests.support.figures import told

DAY = timedelta(days=1)


@dataclass
class Part:
    """A component of a product, and what there is of it."""

    sku: str
    decimals: int
    per_unit: Decimal
    scrap: Decimal
    on_hand: int
    allocated: int
    in_transit: int


@dataclass
class Case:
    """A plan, and everything that it follows from."""

    sku: str
    decimals: int
    daily_capacity: Decimal | None
    start: date
    end: date
    quantity: Decimal
    schedule: dict[date, Decimal]
    status: str
    on_hand: int
    safety_stock: Decimal | None
    bucket: TimeBucket
    values: dict[date, Decimal] = field(default_factory=dict)
    is_named: bool = False  # the plan names the forecast, which is not active
    parts: list[Part] = field(default_factory=list)

    def length(self, start: date) -> int:
        """How many days the bucket has that begins on a day."""
        if self.bucket is TimeBucket.MONTH:
            return ((start.replace(day=1) + 31 * DAY).replace(day=1) - start).days
        return 7 if self.bucket is TimeBucket.WEEK else 1

    def demand(self) -> dict[date, Fraction]:
        """What is asked for on each day."""
        asked: dict[date, Fraction] = defaultdict(Fraction)
        for start, quantity in self.values.items():
            for number in range(self.length(start)):
                asked[start + number * DAY] = Fraction(quantity) / self.length(start)
        return asked


def days(first: date, last: date) -> list[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def is_worked(day: date) -> bool:
    return day.weekday() < 5


def half_up(value: Fraction, places: int = 4) -> Fraction:
    """The nearest number of so many places; a half goes away from zero."""
    scaled = abs(value) * 10**places
    return Fraction(floor(scaled + Fraction(1, 2)), 10**places) * (1 if value >= 0 else -1)


def floored(value: Fraction, places: int) -> Fraction:
    return Fraction(floor(value * 10**places), 10**places)


def weeks_of(case: Case) -> list[list[date]]:
    """The days of a plan by ISO week."""
    weeks: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days(case.start, case.end):
        weeks[day.isocalendar()[:2]].append(day)
    return list(weeks.values())


def scheduled_of(case: Case) -> list[Fraction]:
    weeks = weeks_of(case)
    if case.schedule:
        return [sum((Fraction(case.schedule.get(day, 0)) for day in week), Fraction(0)) for week in weeks]
    worked = [sum(map(is_worked, week)) for week in weeks]
    if not sum(worked):
        return [Fraction(0)] * (len(weeks) - 1) + [Fraction(case.quantity)]
    made = [floored(Fraction(case.quantity) * count / sum(worked), case.decimals) for count in worked]
    last = max(place for place, count in enumerate(worked) if count)
    made[last] += Fraction(case.quantity) - sum(made)
    return made


def expected_weeks(case: Case, today: date) -> list[dict[str, Any]]:
    """The weeks as numbers."""
    asked = case.demand()
    stock = Fraction(case.on_hand) - sum(asked[day] for day in days(today, case.start - DAY))
    found = []
    for week, made in zip(weeks_of(case), scheduled_of(case), strict=True):
        demand = sum((asked[day] for day in week), Fraction(0))
        can = floored(Fraction(case.daily_capacity or 0) * sum(map(is_worked, week)), case.decimals)
        stock += made - demand
        seen = half_up(stock)
        wanted = Fraction(case.safety_stock) if case.safety_stock is not None else seen
        found.append(
            {
                "start": str(week[0]), "end": str(week[-1]), "demand": half_up(demand), "capacity": can,
                "scheduled": made, "produced": Fraction(0), "projectedStock": seen, "short": max(-seen, Fraction(0)),
                "belowSafetyStock": max(wanted - seen, Fraction(0)),
                "utilisation": told(made / can) if can else None, "isOverloaded": made > can,
            }
        )  # fmt: skip
    return found


def expected_materials(case: Case) -> list[dict[str, Any]]:
    """What it takes of each component."""
    found = []
    for part in case.parts:
        gross = half_up(Fraction(case.quantity) * Fraction(part.per_unit) * (1 + Fraction(part.scrap)), part.decimals)
        available = Fraction(part.on_hand - part.allocated)
        found.append(
            {
                "component": {"sku": part.sku}, "gross": gross, "available": available, "allocatedHere": Fraction(0),
                "inTransit": Fraction(part.in_transit), "openDebt": Fraction(0),
                "short": max(gross - available, Fraction(0)),
            }
        )  # fmt: skip
    return found


def expected_problems(case: Case, today: date) -> list[tuple[Any, ...]]:
    """Kind, day, sku and numbers of each reason, sorted."""
    if case.status in ("COMPLETED", "CANCELLED"):
        return []
    found: list[tuple[Any, ...]] = []
    weeks = expected_weeks(case, today)
    for week in weeks:
        if week["isOverloaded"]:
            over = week["scheduled"] - week["capacity"]
            found.append(("CAPACITY", week["start"], case.sku, week["scheduled"], week["capacity"], over))
    for part, need in zip(case.parts, expected_materials(case), strict=True):
        if need["short"]:
            made, on = Fraction(0), None
            for week in weeks:
                made += week["scheduled"]
                taken = half_up(made * Fraction(part.per_unit) * (1 + Fraction(part.scrap)), part.decimals)
                on = on or (week["start"] if taken > need["available"] else None)
            found.append(("MATERIAL", on, part.sku, need["gross"], need["available"], need["short"]))
    if not case.values and not case.is_named:
        found.append(("NO_FORECAST", str(case.start), case.sku, Fraction(0), Fraction(0), Fraction(0)))
    if case.start < today and case.status != "IN_PROGRESS":
        due = due_before(case, today)
        found.append(("LATE_START", str(case.start), case.sku, due, Fraction(0), due))
    return sorted(found)


def due_before(case: Case, today: date) -> Fraction:
    """What should have been made before a day."""
    over = [day for day in days(case.start, case.end) if day < today]
    if len(over) == len(days(case.start, case.end)):
        return Fraction(case.quantity)
    if case.schedule:
        return sum((Fraction(case.schedule.get(day, 0)) for day in over), Fraction(0))
    all_worked = sum(map(is_worked, days(case.start, case.end)))
    return (
        floored(Fraction(case.quantity) * sum(map(is_worked, over)) / all_worked, case.decimals)
        if all_worked
        else (Fraction(0))
    )
