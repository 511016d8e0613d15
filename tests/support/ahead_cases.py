"""Plans at random with all that they follow from, and how these are written."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.supply import bills, forecasts, levels, movements, plans, safety_stocks
from db.supply.enums import MovementKind, ProductionPlanStatus, SupplyForecastStatus, TimeBucket
from tests.support.ahead_model import DAY, Case, Part, days
from tests.support.stock import moved
from tests.support.supply_rows import forecast_of, plan_of, stock_of

_PRODUCT = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, daily_capacity)
    VALUES (:tenant, :sku, lower(:sku), :sku, 'pcs', 'FINISHED_GOOD', :decimals, :daily_capacity) RETURNING id""")


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


def at_status(status: str) -> dict[str, Any]:
    """The columns of a plan in a status that say who took it there, and when."""
    way = ("DRAFT", "PENDING_APPROVAL", "APPROVED", "IN_PROGRESS", "COMPLETED")
    taken = ("submitted", "approved", "started", "completed")[: way.index(status) if status in way else 0]
    steps = taken if status in way else ("cancelled",)
    columns = {f"{step}_at": text("now()") for step in steps} | {f"{step}_by": "tester" for step in steps}
    return {"status": ProductionPlanStatus(status), **columns}


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
                schedule_quantities=list(case.schedule.values()), **at_status(case.status),
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
    state: dict[str, Any] = (
        {"status": SupplyForecastStatus.DRAFT, "activated_at": None, "activated_by": None} if case.is_named else {}
    )
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
