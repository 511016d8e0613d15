"""What came beside what was forecast: of files and the ledger, once a bucket is over and where all of it is known."""

from datetime import timedelta
from typing import Any

import pytest

from db.supply.enums import TimeBucket
from services.shared import clock
from services.supply.demand.buckets import bucket_start
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecast_life import ID
from tests.graphql.supply.test_forecasts import given, months, shirt
from tests.graphql.supply.test_imports import DEMAND, commit
from tests.support import clocks

ASKED = "{ supplyForecasts { nodes { values { start actual } } } }"


async def actuals(supply: Planner) -> list[str | None]:
    (node,) = (await supply.ask(ASKED))["supplyForecasts"]["nodes"]
    return [value["actual"] for value in node["values"]]


async def history(supply: Planner, *lines: str) -> None:
    rows = "".join(f"SHIRT-1,,{line}\n" for line in lines)
    await commit(supply, "previewDemandHistoryImport", DEMAND + rows)


async def half_a_year(supply: Planner) -> None:
    """A forecast from January to June."""
    await shirt(supply)
    values = months("1", "2", "3", "4", "5", "6")
    await supply.done("createSupplyForecast", ID, input=given(horizonEnd="2026-06-30", values=values))


@pytest.mark.quick
async def test_between_first_and_last_row_nothing_is_zero_and_beyond_unknown(supply: Planner) -> None:
    await half_a_year(supply)
    assert await actuals(supply) == [None] * 6
    await history(supply, "2026-02-01,20,MONTH,", "2026-04-01,40,MONTH,", "2026-05-01,50,MONTH,")
    assert await actuals(supply) == [None, "20", "0", "40", "50", None]


async def test_a_bucket_that_holds_a_day_without_data_is_unknown(supply: Planner) -> None:
    await half_a_year(supply)
    await history(supply, "2026-01-31,1,DAY,", "2026-02-03,2,DAY,", "2026-02-04,,DAY,yes", "2026-03-01,3.0,DAY,")
    assert await actuals(supply) == ["1", None, "3", None, None, None]


async def test_a_history_in_weeks_says_nothing_of_months(supply: Planner) -> None:
    await half_a_year(supply)
    await history(supply, "2026-01-05,1,WEEK,", "2026-03-02,3,WEEK,")
    assert await actuals(supply) == [None] * 6


async def test_consumption_is_what_came_of_its_week_once_that_is_over(supply: Planner, monkeypatch: Any) -> None:
    await shirt(supply)
    today = clocks.today()
    monday = bucket_start(today, TimeBucket.WEEK) - timedelta(days=14)
    starts = [str(monday + timedelta(days=7 * number)) for number in range(3)]
    horizon = {"bucket": "WEEK", "horizonStart": starts[0], "horizonEnd": str(monday + timedelta(days=20))}
    values = [{"start": start, "quantity": "1"} for start in starts]
    await supply.done("createSupplyForecast", ID, input=given(**horizon, values=values))
    for kind, quantity, day in (("RECEIPT", "50", 0), ("CONSUMPTION", "8", 0), ("CONSUMPTION", "5", 6)):
        moved = {"sku": "SHIRT-1", "kind": kind, "quantity": quantity, "occurredOn": str(monday + timedelta(days=day))}
        await supply.done("recordInventoryMovement", "level { id }", input=moved)
    assert await actuals(supply) == ["13", None, None]
    last = {"sku": "SHIRT-1", "kind": "CONSUMPTION", "quantity": "4", "occurredOn": str(today)}
    await supply.done("recordInventoryMovement", "level { id }", input=last)
    assert await actuals(supply) == ["13", "0", None], "an answer that was kept is made anew"
    after = monday + timedelta(days=21)
    monkeypatch.setattr(clock, "today", lambda: after)
    assert await actuals(supply) == ["13", "0", "4"], "another day has answers of its own"
