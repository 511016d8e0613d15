"""What lies ahead of plans, computed in another way: day by day, in fractions, from nothing but what was drawn."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.supply import bills, forecasts, levels, movements, plans, safety_stocks
from db.supply.enums import MovementKind, ProductionPlanStatus, SupplyForecastStatus, TimeBucket
from tests.support.stock import moved
from tests.support.supply_rows import forecast_of, plan_of, stock_of

DAY = timedelta(days=1)
_PRODUCT = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, daily_capacity)
    VALUES (:tenant, :sku, lower(:sku), :sku, 'pcs', 'FINISHED_GOOD', :decimals, :daily_capacity) RETURNING id""")


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
                "utilisation": float(made / can) if can else None, "isOverloaded": made > can,
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


def drawn(draw: random.Random, number: int, today: date) -> Case:
    """A plan at random, of anything from a day to a third of a year."""
    decimals = draw.choice([0, 0, 1, 4])
    start = today + draw.randint(-40, 60) * DAY
    end = start + draw.choice([0, 1, 3, 6, draw.randint(0, 120)]) * DAY
    case = Case(
        sku=f"MADE-{number}",
        decimals=decimals,
        daily_capacity=draw.choice([None, Decimal(draw.randint(1, 900)) / 7]),
        start=start,
        end=end,
        quantity=Decimal(draw.randint(1, 20_000)) / 10**decimals,
        schedule={},
        status=draw.choice(["DRAFT", "PENDING_APPROVAL", "APPROVED", "IN_PROGRESS", "COMPLETED", "CANCELLED"]),
        on_hand=draw.choice([0, draw.randint(0, 5_000)]),
        safety_stock=draw.choice([None, Decimal(draw.randint(0, 900_000)) / 1000]),
        bucket=draw.choice(list(TimeBucket)),
    )
    if case.daily_capacity is not None:
        case.daily_capacity = case.daily_capacity.quantize(Decimal("0.0001"))
    if draw.random() < 0.5:
        case.schedule = _schedule(draw, case)
    if draw.random() < 0.8:
        case.is_named, case.values = draw.random() < 0.5, _values(draw, case, today)
    for place in range(draw.choice([0, 1, 3])):
        on_hand = draw.choice([0, draw.randint(1, 20_000)])
        per_unit = Decimal(draw.randint(1, 40_000)) / 10_000
        scrap = Decimal(draw.randint(0, 99)) / 100
        part = Part(f"PART-{number}-{place}", draw.choice([0, 2, 4]), per_unit, scrap, on_hand, 0, draw.randint(0, 9))
        part.allocated = draw.randint(0, on_hand)
        case.parts.append(part)
    return case


def _schedule(draw: random.Random, case: Case) -> dict[date, Decimal]:
    """A quantity on some days, which together are the plan's."""
    unit = Decimal(1).scaleb(-case.decimals)
    units = int(case.quantity / unit)
    chosen = draw.sample(days(case.start, case.end), min(draw.randint(1, 9), (case.end - case.start).days + 1, units))
    cuts = sorted(draw.sample(range(1, units), len(chosen) - 1))
    parts = [after - before for before, after in zip([0, *cuts], [*cuts, units], strict=True)]
    return {day: part * unit for day, part in zip(chosen, parts, strict=True)}


def _values(draw: random.Random, case: Case, today: date) -> dict[date, Decimal]:
    """A forecast that begins before today or later, and may end before the plan does."""
    first = today - draw.randint(-30, 70) * DAY
    if case.bucket is TimeBucket.WEEK:
        first -= first.weekday() * DAY
    elif case.bucket is TimeBucket.MONTH:
        first = first.replace(day=1)
    values: dict[date, Decimal] = {}
    while len(values) < 3 or (first < case.end and len(values) < 150):
        values[first] = Decimal(draw.randint(0, 30_000)) / 10
        first += case.length(first) * DAY
    return values


async def store(session: WriteSession, cases: Sequence[Case]) -> None:
    """Everything that was drawn, written as the service does."""
    for number, case in enumerate(cases, start=1):
        product = await _product(session, case.sku, case.decimals, case.daily_capacity)
        await _stock(session, product, case.on_hand)
        if case.safety_stock is not None:
            given = stock_of(product, safety_stock_quantity=case.safety_stock)
            await safety_stocks.insert_safety_stock(session, given)
        forecast = await _forecast(session, case, product, number) if case.values else None
        await bills.replace_bills(session, [product], await _bill(session, case, product))
        await plans.insert_plan(
            session,
            plan_of(
                product, number=f"PP-{number:05}", quantity=case.quantity, planned_start=case.start,
                planned_end=case.end, schedule_starts=list(case.schedule),
                schedule_quantities=list(case.schedule.values()), status=ProductionPlanStatus(case.status),
                forecast_id=forecast if case.is_named else None,
            ),
        )  # fmt: skip


async def _bill(session: WriteSession, case: Case, product: int) -> list[bills.NewLine]:
    """The lines of a bill, whose components are written."""
    lines = []
    for place, part in enumerate(case.parts):
        component = await _product(session, part.sku, part.decimals, None)
        await _stock(session, component, part.on_hand, part.allocated, part.in_transit)
        lines.append(bills.NewLine(product, component, place, part.per_unit, float(part.scrap), None))
    return lines


async def _product(session: WriteSession, sku: str, decimals: int, daily_capacity: Decimal | None) -> int:
    values = {"tenant": session.tenant_id, "sku": sku, "decimals": decimals, "daily_capacity": daily_capacity}
    return int(await session.scalar(_PRODUCT, values))


async def _stock(session: WriteSession, product: int, on_hand: int, allocated: int = 0, in_transit: int = 0) -> None:
    """A level by its movements; none at all where there was never any."""
    day = date(2026, 1, 1)
    amounts = (
        (MovementKind.RECEIPT, on_hand), (MovementKind.ALLOCATION, allocated), (MovementKind.EXPECTED, in_transit),
    )  # fmt: skip
    if not any(amount for _, amount in amounts):
        return
    key = levels.LevelKey(product, "MAIN")
    level = (await levels.lock_levels(session, [key]))[key].id
    new = []
    for place, (kind, amount) in enumerate(amounts):
        if amount:
            change = [Decimal(amount) if place == other else Decimal(0) for other in range(3)]
            new.append(
                moved(level, kind, amount, day)._replace(
                    on_hand_change=change[0], allocated_change=change[1], in_transit_change=change[2]
                )
            )
    await movements.insert_movements(session, new)


async def _forecast(session: WriteSession, case: Case, product: int, number: int) -> int:
    last = max(case.values)
    state: dict[str, Any] = {"status": SupplyForecastStatus.DRAFT, "activated_at": None} if case.is_named else {}
    row = await forecasts.insert_forecast(
        session,
        forecast_of(
            product, number=f"FC-{number:05}", bucket=case.bucket, horizon_start=min(case.values),
            horizon_end=last + (case.length(last) - 1) * DAY, **state,
        ),
    )  # fmt: skip
    values = [forecasts.NewValue(row.id, start, quantity, None, None) for start, quantity in case.values.items()]
    await forecasts.write_values(session, values)
    return row.id
