"""Work orders and their daily production as rows, for tests of what follows from them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.work_orders import insert_work_order
from tests.support.shop_floor_rows import order_of

Quantity = int | str | Decimal
Entries = Mapping[date, Quantity | tuple[Quantity, Quantity]]
"""Good quantity by day, or good and scrap."""
NONE: Entries = {}

_ENTER = text("""
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    SELECT :tenant, :order, given.*, '', 'tester'
    FROM unnest(CAST(:days AS date[]), CAST(:good AS numeric[]), CAST(:scrap AS numeric[])) AS given""")


def amounts(entries: Entries) -> list[tuple[date, Decimal, Decimal]]:
    """Entries as day, good and scrap."""
    pairs = [(day, made if isinstance(made, tuple) else (made, 0)) for day, made in entries.items()]
    return [(day, Decimal(good), Decimal(scrap)) for day, (good, scrap) in pairs]


def status_of(target: Decimal, made: Decimal) -> WorkOrderStatus:
    """Where an order stands of which so much was made."""
    if made >= target:
        return WorkOrderStatus.COMPLETED
    return WorkOrderStatus.IN_PROGRESS if made else WorkOrderStatus.NOT_STARTED


async def add_order(session: WriteSession, product: int, number: str, entries: Entries = NONE, **more: Any) -> int:
    """A work order that stands where its entries say, unless it is told otherwise; returns its id."""
    given = amounts(entries)
    columns = order_of(product, number=number, **more)
    made = sum((good for _, good, _ in given), Decimal(0))
    status = more.get("status", status_of(columns["target_qty"], made))
    row = await insert_work_order(session, {**columns, "status": status})
    await add_entries(session, row.id, entries)
    return row.id


async def add_entries(session: WriteSession, order: int, entries: Entries) -> None:
    """Daily production of an order."""
    days, good, scrap = zip(*amounts(entries), strict=True) if entries else ((), (), ())
    columns = {"days": list(days), "good": list(good), "scrap": list(scrap)}
    await session.run(_ENTER, {"tenant": session.tenant_id, "order": order, **columns})


def drawn_quantity(random: Random, most: int) -> Decimal:
    """A quantity, often a round one, with up to four places."""
    places = random.choice((0, 0, 0, 1, 4))
    return Decimal(random.randrange(most * 10**places + 1)).scaleb(-places)


def drawn_order(random: Random, around: date) -> tuple[dict[str, Any], dict[date, tuple[Decimal, Decimal]]]:
    """An order of some days around a day, sometimes of a weekend alone, and entries on some days from its start on."""
    start = around + timedelta(days=random.randrange(-40, 20))
    deadline = start + timedelta(days=random.choice((0, 1, 1, 4, 11, 13, 30)))
    target = max(drawn_quantity(random, random.choice((3, 1_000, 5_000_000))), Decimal("0.0001"))
    pace = int(target / random.choice((1, 3, 8, 12, 25))) + 1
    days: Sequence[date] = [start + timedelta(days=number) for number in range(random.randrange(45))]
    chance = random.random()
    entries = {day: (drawn_quantity(random, pace), Decimal(1)) for day in days if random.random() < chance}
    return {"planned_start": start, "deadline": deadline, "target_qty": target}, entries
