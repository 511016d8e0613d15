"""The weeks of a production plan: what is asked for, what can be made and is scheduled, and the stock at their ends.

Of each ISO week the part counts that lies in the plan. With the stock of today, less what is expected from today to the
day before the plan begins, as the opening:

    capacity        = daily capacity × working days, rounded down to the product's decimals
    projected stock = that of the week before + scheduled − demand
    utilisation     = scheduled ÷ capacity
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.plans_ahead import PlanAheadRow, PlanDemandRow, demand_of_plans, plans_ahead
from services.shared.computing import computed
from services.shared.quantities import at_most, nearest
from services.shared.working_days import count_working_days
from services.supply.demand.buckets import bucket_end
from services.supply.plans.spreading import ExpectedBucket, ExpectedDemand, spread

WEEK = timedelta(weeks=1)
LAST_DAY_OF_WEEK = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the weeks of a plan follow from; without a schedule its quantity is spread over working days."""

    planned_start: date
    planned_end: date
    quantity: Decimal
    decimals: int
    daily_capacity: Decimal | None = None
    schedule: Sequence[tuple[date, Decimal]] = ()
    made: Sequence[tuple[date, Decimal]] = ()
    on_hand: Decimal = Decimal(0)
    safety_stock: Decimal | None = None
    demand: ExpectedDemand | None = None


class PlanWeek(NamedTuple):
    """A week, as far as it lies in a plan; quantities to four places, utilisation as a fraction."""

    start: date
    end: date
    demand: Decimal
    capacity: Decimal
    scheduled: Decimal
    produced: Decimal
    projected_stock: Decimal
    short: Decimal
    below_safety_stock: Decimal
    utilisation: float | None
    is_overloaded: bool


def parts_of_weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and last days of ISO weeks, as far as they lie between two days, both included."""
    while True:
        days = min(LAST_DAY_OF_WEEK - first.weekday(), (last - first).days)
        yield first, (end := first + timedelta(days=days))
        if end == last:
            return
        first = end + timedelta(days=1)


class ScheduledPart(NamedTuple):
    """The part of an ISO week that lies in a plan, its working days, and what is scheduled in it."""

    first: date
    last: date
    working_days: int
    quantity: Decimal


def scheduled_parts(facts: PlanFacts, *, holidays: Collection[date] = ()) -> list[ScheduledPart]:
    """What is scheduled in the weeks of a plan, in order."""
    parts = list(parts_of_weeks(facts.planned_start, facts.planned_end))
    days = [count_working_days(first, last, holidays=holidays) for first, last in parts]
    made = _by_parts(facts.schedule, parts) if facts.schedule else spread(facts.quantity, days, facts.decimals)
    return [ScheduledPart(*part, count, some) for part, count, some in zip(parts, days, made, strict=True)]


def _by_parts(schedule: Sequence[tuple[date, Decimal]], parts: Sequence[tuple[date, date]]) -> list[Decimal]:
    """What of some days with quantities lies in parts that follow one another."""
    starts = [first for first, _ in parts]
    quantities = [Decimal(0)] * len(parts)
    for day, quantity in schedule:
        quantities[bisect_right(starts, day) - 1] += quantity
    return quantities


def plan_weeks(facts: PlanFacts, *, today: date, holidays: Collection[date] = ()) -> list[PlanWeek]:
    """The weeks of a plan, in order."""
    stock, weeks = opening_stock(facts, today), []
    parts = scheduled_parts(facts, holidays=holidays)
    for part, produced in zip(parts, _produced(facts, parts), strict=True):
        demand = facts.demand.between(part.first, part.last) if facts.demand else Fraction(0)
        stock += Fraction(part.quantity) - demand
        weeks.append(_week(facts, part, produced=produced, demand=demand, stock=stock))
    return weeks


def _produced(facts: PlanFacts, parts: Sequence[ScheduledPart]) -> list[Decimal]:
    """What was made on the days of each part; what was made before the plan or after it is in none."""
    within = [made for made in facts.made if facts.planned_start <= made[0] <= facts.planned_end]
    return _by_parts(within, [(part.first, part.last) for part in parts])


def scheduled_before(facts: PlanFacts, day: date, *, holidays: Collection[date] = ()) -> Decimal:
    """What of a plan is scheduled on the days before one: by its schedule, or by the working days that are over."""
    until = min(day - timedelta(days=1), facts.planned_end)
    if facts.schedule:
        return sum((quantity for on, quantity in facts.schedule if on <= until), Decimal(0))
    if until == facts.planned_end:
        return facts.quantity
    over = count_working_days(facts.planned_start, until, holidays=holidays)
    days = count_working_days(facts.planned_start, facts.planned_end, holidays=holidays)
    return at_most(Fraction(facts.quantity) * over / days, facts.decimals) if days else Decimal(0)


def opening_stock(facts: PlanFacts, today: date) -> Fraction:
    """What will be on hand when the plan begins; all that is there now where it has begun."""
    if facts.demand is None or facts.planned_start <= today:
        return Fraction(facts.on_hand)
    return Fraction(facts.on_hand) - facts.demand.between(today, facts.planned_start - timedelta(days=1))


def _week(facts: PlanFacts, part: ScheduledPart, *, produced: Decimal, demand: Fraction, stock: Fraction) -> PlanWeek:
    capacity = at_most(Fraction(facts.daily_capacity or 0) * part.working_days, facts.decimals)
    projected = nearest(stock)
    safety_stock = projected if facts.safety_stock is None else facts.safety_stock
    return PlanWeek(
        start=part.first,
        end=part.last,
        demand=nearest(demand),
        capacity=capacity,
        scheduled=part.quantity,
        produced=produced,
        projected_stock=projected,
        short=max(-projected, Decimal(0)),
        below_safety_stock=max(safety_stock - projected, Decimal(0)),
        utilisation=float(Fraction(part.quantity) / Fraction(capacity)) if capacity else None,
        is_overloaded=part.quantity > capacity,
    )


async def facts_of_plans(
    session: ReadSession, plan_ids: Collection[int], *, today: date
) -> dict[int, tuple[PlanAheadRow, PlanFacts]]:
    """What the weeks of plans follow from, by id, with their rows; two statements for however many."""
    plans = await plans_ahead(session, plan_ids)
    rows = await demand_of_plans(session, plan_ids, today=today)
    return await computed(lambda: _facts(plans, rows), parts=len(plans) + len(rows))


def _facts(plans: Sequence[PlanAheadRow], rows: Sequence[PlanDemandRow]) -> dict[int, tuple[PlanAheadRow, PlanFacts]]:
    demand = {plan_id: ExpectedDemand(_buckets(some)) for plan_id, some in groupby(rows, key=lambda row: row.plan_id)}
    return {row.plan_id: (row, plan_facts(row, demand.get(row.plan_id))) for row in plans}


class WeeksAhead(NamedTuple):
    """A plan, what its weeks follow from, and the weeks."""

    plan: PlanAheadRow
    facts: PlanFacts
    weeks: list[PlanWeek]


async def weeks_ahead(session: ReadSession, plan_ids: Collection[int], *, today: date) -> dict[int, WeeksAhead]:
    """The weeks of plans, by id, as they are seen on a day; nothing for those that there are not."""
    plans = await facts_of_plans(session, plan_ids, today=today)
    weeks = sum((row.planned_end - row.planned_start) // WEEK + 1 for row, _ in plans.values())
    return await computed(lambda: _weeks_ahead(plans, today), parts=weeks)


def _weeks_ahead(plans: Mapping[int, tuple[PlanAheadRow, PlanFacts]], today: date) -> dict[int, WeeksAhead]:
    return {id: WeeksAhead(row, facts, plan_weeks(facts, today=today)) for id, (row, facts) in plans.items()}


def plan_facts(row: PlanAheadRow, demand: ExpectedDemand | None) -> PlanFacts:
    """A plan's row as what its weeks follow from; a forecast that expects nothing of its days is one nevertheless."""
    if demand is None and row.demand_forecast_id is not None:
        demand = ExpectedDemand(())
    return PlanFacts(
        planned_start=row.planned_start,
        planned_end=row.planned_end,
        quantity=row.quantity,
        decimals=row.decimals,
        daily_capacity=row.daily_capacity,
        schedule=list(zip(row.schedule_starts, row.schedule_quantities, strict=True)),
        made=list(zip(row.made_on, row.made_quantities, strict=True)),
        on_hand=row.on_hand,
        safety_stock=row.safety_stock_quantity,
        demand=demand,
    )


def _buckets(rows: Iterator[PlanDemandRow]) -> list[ExpectedBucket]:
    return [ExpectedBucket(row.start, bucket_end(row.start, row.bucket), row.quantity) for row in rows]
