"""A plan with work orders that make stock is as far as they are; nobody says how far by hand."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graphql.plans.conftest import Floor, Maker
from tests.rest.supply.tables import answer, table
from tests.support.clocks import ahead, today
from tests.support.written_floor import corrected, made, work_order

DONE = "number status version completionPercentage completionSource"
WEEKS = "capacity { start end scheduled produced projectedStock }"


async def started(maker: Maker, quantity: str = "3000") -> Any:
    """A plan that is being made."""
    return await maker.in_state("IN_PROGRESS", quantity=quantity, plannedStart=ahead(-20), plannedEnd=ahead(20))


async def stage(floor: Floor, number: str, **more: Any) -> int:
    """A work order of the plan, whose days are around today."""
    days = {"planned_start": today() - timedelta(days=40), "deadline": today() + timedelta(days=30)}
    given = {"plan": "PP-00001", "target_qty": Decimal(3100), **days, **more}
    return int(await floor(work_order, number, **given))


async def done(maker: Maker, plan: Any) -> tuple[str, str]:
    found = await maker.plan(plan["id"], DONE)
    return found["completionPercentage"], found["completionSource"]


@pytest.mark.quick
async def test_it_is_what_its_last_stages_made_floored_and_never_above_a_hundred(maker: Maker, floor: Floor) -> None:
    plan = await started(maker)
    assert await done(maker, plan) == ("0", "MANUAL")
    cut = await stage(floor, "SPK-1", produces_stock=False, stage="CUTTING")
    await floor(made, cut, today(), 3_000)
    assert await done(maker, plan) == ("0", "MANUAL"), "what is cut is not done"
    first, second = await stage(floor, "SPK-2"), await stage(floor, "SPK-3")
    assert await done(maker, plan) == ("0", "WORK_ORDERS")
    await floor(made, first, today(), 1_000)
    await floor(made, second, today() - timedelta(days=1), 999)
    entry = await floor(made, second, today(), 1_000)
    assert await done(maker, plan) == ("99.96", "WORK_ORDERS")
    await floor(corrected, entry, today(), 1_101, before=1_000)
    assert await done(maker, plan) == ("100", "WORK_ORDERS")
    (row,) = await table(maker, "production-plans")
    assert (row["number"], row["completion_percentage"]) == ("PP-00001", 100)


async def test_it_cannot_be_set_beside_such_orders_but_beside_others_and_cancelled_ones(
    maker: Maker, floor: Floor
) -> None:
    plan = await started(maker)
    await stage(floor, "SPK-1", produces_stock=False)
    gone = {"status": "CANCELLED", "cancelled_at": today(), "cancelled_by": "sari", "cancellation_reason": "no"}
    await stage(floor, "SPK-2", **gone)
    set_by_hand = await maker.done("setCompletion", plan["id"], percentage="40")
    assert (set_by_hand["completionPercentage"], set_by_hand["completionSource"]) == ("40", "MANUAL")
    for number in ("SPK-3", "SPK-4"):
        await stage(floor, number)
    problem = await maker.problem("setCompletion", plan["id"], percentage="50")
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["SPK-3", "SPK-4"])
    assert await done(maker, plan) == ("0", "WORK_ORDERS"), "what was set by hand does not count any more"


async def test_it_is_completed_when_its_orders_made_it_all(maker: Maker, floor: Floor) -> None:
    plan = await started(maker)
    order = await stage(floor, "SPK-1")
    entry = await floor(made, order, today(), 2_999)
    problem = await maker.problem("complete", plan["id"])
    assert (problem["code"], problem["reasons"]) == ("INCOMPATIBLE", ["PP-00001 is 99.96 % done"])
    await floor(corrected, entry, today(), 3_000, before=2_999)
    assert (await maker.done("complete", plan["id"]))["status"] == "COMPLETED"


async def test_what_was_made_counts_in_the_weeks_of_its_days(maker: Maker, floor: Floor) -> None:
    plan = await started(maker)
    order, other = await stage(floor, "SPK-1"), await stage(floor, "SPK-2")
    for number, day in enumerate((-30, -20, -13, -7, 0)):
        await floor(made, order, today() + timedelta(days=day), 10 + number)
    await floor(made, other, today() - timedelta(days=7), 100)
    weeks = (await maker.plan(plan["id"], WEEKS))["capacity"]
    rows = await table(maker, "plan-weeks")
    assert [str(row["produced"]) for row in rows] == [week["produced"] for week in weeks]
    expected = {ahead(-20): 11, ahead(-13): 12, ahead(-7): 113, ahead(0): 14}  # what came before the plan is in none
    for week in weeks:
        made_then = sum(quantity for day, quantity in expected.items() if week["start"] <= day <= week["end"])
        assert Decimal(week["produced"]) == made_then, week
    assert sum(Decimal(week["produced"]) for week in weeks) == 150


async def test_lists_tell_it_too_and_tables_tell_when_it_changes(maker: Maker, floor: Floor) -> None:
    await started(maker, "100")
    order = await stage(floor, "SPK-1", target_qty=Decimal(100))
    _, since = await answer(maker, "production-plans")
    _, weeks_since = await answer(maker, "plan-weeks")
    await floor(made, order, today(), 25)
    listed = await maker.ask(f"{{ productionPlans {{ nodes {{ {DONE} }} }} }}")
    (node,) = listed["productionPlans"]["nodes"]
    assert (node["completionPercentage"], node["completionSource"]) == ("25", "WORK_ORDERS")
    (row,) = await table(maker, "production-plans", updated_since=since)
    assert (row["completion_percentage"], row["version"]) == (25, node["version"])
    assert sum(week["produced"] for week in await table(maker, "plan-weeks", updated_since=weeks_since)) == 25


async def test_a_kept_answer_is_another_when_something_is_made(maker: Maker, floor: Floor) -> None:
    """Answers are kept under the versions of what they follow from."""
    plan = await started(maker, "100")
    order = await stage(floor, "SPK-1", target_qty=Decimal(100))
    for quantity in (10, 20, 30):
        before = await done(maker, plan)
        await floor(made, order, today() - timedelta(days=quantity), quantity)
        assert await done(maker, plan) != before
