"""The last day of the calendar is a day like others, though the driver takes it for infinity."""

from decimal import Decimal

from tests.graphql.plans.conftest import Maker
from tests.rest.supply.tables import table


async def test_a_plan_may_end_on_the_last_day_of_all(maker: Maker) -> None:
    plan = await maker.creates(plannedStart="9999-12-20", plannedEnd="9999-12-31")
    asked = "plannedEnd capacity { start end scheduled } problemsAhead { kind } materials { component { sku } }"
    seen = await maker.plan(plan["id"], asked)
    assert seen["plannedEnd"] == "9999-12-31"
    weeks = await table(maker, "plan-weeks")
    assert [(week["start"], week["end"], week["scheduled"]) for week in weeks] == [
        (week["start"], week["end"], Decimal(week["scheduled"])) for week in seen["capacity"]
    ]
    assert len(weeks) == 2
    assert await table(maker, "plan-weeks", updated_since="2020-01-01") == weeks
    await maker.updates(plan["id"], 1, plannedEnd="9999-12-24")
    changed = await table(maker, "plan-weeks", updated_since="2020-01-01")
    assert [(week["start"], week["is_active"]) for week in changed] == [("9999-12-20", True), ("9999-12-27", False)]


async def test_a_plan_that_begins_otherwise_has_no_weeks_beyond_its_end(maker: Maker) -> None:
    plan = await maker.creates(plannedStart="2040-03-05", plannedEnd="2040-03-16")
    await maker.updates(plan["id"], 1, plannedStart="2040-03-12")
    changed = await table(maker, "plan-weeks", updated_since="2020-01-01")
    assert [(week["start"], week["is_active"]) for week in changed] == [("2040-03-05", False), ("2040-03-12", True)]
