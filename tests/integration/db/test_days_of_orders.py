"""A day of the floor, as one statement says, is what an order at a time says."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shopfloor.enums import WorkOrderStatus
from services.shared.quantities import nearest
from services.shopfloor.dashboard.daily_summary import DayFigures, sum_of
from services.shopfloor.dashboard.show_day import show_day, sum_day
from tests.support.floor import add_order, drawn_order
from tests.support.stock import add_product

NINTH = date(2025, 6, 9)


def expected_of(columns: dict[str, Any], entries: Any, day: date) -> DayFigures | None:
    """What an order has to do with a day, worked out a day at a time; None for nothing."""
    start, deadline, target = columns["planned_start"], columns["deadline"], columns["target_qty"]
    span = [start + timedelta(days=number) for number in range((deadline - start).days + 1)]
    working = [one for one in span if one.isoweekday() <= 5]
    if day not in working and day not in entries:
        return None
    good, scrap = entries.get(day, (Decimal(0), Decimal(0)))
    before = sum((quantity for one, (quantity, _) in entries.items() if one < day), Decimal(0))
    return DayFigures(
        target=nearest(Fraction(target) / len(working)) if day in working else Decimal(0),
        actual=good, scrap=scrap, entries=int(day in entries),
        missing_entries=int(day in working and day not in entries and before < target),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
async def test_a_day_is_what_its_orders_say(database: Database, demo_id: UUID, seed: int) -> None:
    random, orders = Random(seed), {}
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        for number in range(200):
            columns, entries = drawn_order(random, NINTH)
            who = {"department": random.choice(("LINE-1", "LINE-2")), "stage": random.choice(("SEWING", "PACKING"))}
            id = await add_order(session, product, f"D-{number}", entries, **columns, **who)
            orders[id] = (columns, entries, who)
        await add_order(session, product, "GONE", status=WorkOrderStatus.CANCELLED, cancelled_at=text("now()"))
        for day in [NINTH + timedelta(days=number) for number in range(-45, 50, 3)] + [date.min, date.max]:
            shown = await show_day(session, day)
            expected = {id: expected_of(columns, entries, day) for id, (columns, entries, _) in orders.items()}
            there = {id: figures for id, figures in expected.items() if figures is not None}
            assert dict(zip(shown.orders.column("id"), shown.figures, strict=True)) == there
            assert await sum_day(session, day) == shown.summary
            assert shown.summary.total == sum_of(there.values())
            for name, groups in (("stage", shown.summary.by_stage), ("department", shown.summary.by_department)):
                names = sorted({orders[id][2][name] for id in there})
                assert [group for group, _ in groups] == names
                for group, figures in groups:
                    assert figures == sum_of([one for id, one in there.items() if orders[id][2][name] == group])
