"""Lists of forecasts over HTTP: every filter, every order both ways, cursors, and how many statements they take."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecast_life import ID
from tests.graphql.supply.test_forecasts import given, shirt
from tests.support.api import Api

LIST = """query List($filter: SupplyForecastFilter, $orderBy: SupplyForecastOrder!, $direction: OrderDirection!,
        $first: Int, $after: String) {
    supplyForecasts(filter: $filter, orderBy: $orderBy, direction: $direction, first: $first, after: $after) {
        totalCount nodes { number version } edges { cursor } pageInfo { endCursor hasNextPage hasPreviousPage } } }"""
WAPES = {1: 0.2, 2: None, 3: 0.1, 4: None, 5: 0.2}


async def expected(supply: Planner) -> None:
    """Five forecasts, of two products at two locations, made one after another."""
    for sku in ("SHIRT-10", "SHIRT-9"):
        await shirt(supply, sku=sku)
    for more in (
        {"sku": "SHIRT-10", "location": "East"},
        {"sku": "SHIRT-9"},
        {"sku": "SHIRT-9", "location": "East", "method": "AI"},
        {"sku": "SHIRT-10", **week("2025-12-29", "2026-01-04")},
        {"sku": "SHIRT-9", **week("2026-03-30", "2026-04-05"), "method": "STATISTICAL"},
    ):
        await supply.done("createSupplyForecast", ID, input=given(**more))
    async with supply.app.state.database.write(tenant_id("demo"), subject="t") as session:  # type: ignore[attr-defined]
        for number, wape in WAPES.items():
            changed = text("UPDATE supply_forecast SET wape = :wape WHERE number = :number")
            await session.run(changed, {"wape": wape, "number": f"FC-{number:05d}"})
        archived = text("""
            UPDATE supply_forecast SET status = 'ARCHIVED', archived_at = now(), archived_by = 't'
            WHERE number IN ('FC-00002', 'FC-00004')""")
        await session.run(archived)


def week(start: str, end: str) -> dict[str, Any]:
    return {
        "bucket": "WEEK", "horizonStart": start, "horizonEnd": end, "values": [{"start": start, "quantity": "1"}],
    }  # fmt: skip


async def listed(supply: Planner, order: str = "CREATED", direction: str = "ASC", **filter: Any) -> list[int]:
    """The numbers of a list, read in pages of two."""
    numbers: list[int] = []
    after = None
    while True:
        asked = {"filter": filter, "orderBy": order, "direction": direction, "first": 2, "after": after}
        page = (await supply.ask(LIST, **asked))["supplyForecasts"]
        numbers += [int(node["number"][3:]) for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(numbers)
            return numbers
        after = page["pageInfo"]["endCursor"]


@pytest.mark.quick
async def test_every_order_both_ways_and_what_is_unknown_last(supply: Planner) -> None:
    await expected(supply)
    for order, direction, numbers in (
        ("CREATED", "ASC", [1, 2, 3, 4, 5]),
        ("CREATED", "DESC", [5, 4, 3, 2, 1]),
        ("HORIZON_START", "ASC", [4, 1, 2, 3, 5]),
        ("HORIZON_START", "DESC", [5, 3, 2, 1, 4]),
        ("SKU", "ASC", [2, 3, 5, 1, 4]),
        ("SKU", "DESC", [4, 1, 5, 3, 2]),
        ("WAPE", "ASC", [3, 1, 5, 2, 4]),
        ("WAPE", "DESC", [5, 1, 3, 4, 2]),
    ):
        assert await listed(supply, order, direction) == numbers, (order, direction)


async def test_every_filter_alone_and_together(supply: Planner) -> None:
    await expected(supply)
    chosen: dict[str, Any]
    for chosen, numbers in (
        ({}, [1, 2, 3, 4, 5]),
        ({"sku": ["shirt-9"]}, [2, 3, 5]),
        ({"sku": []}, [1, 2, 3, 4, 5]),
        ({"sku": ["none"]}, []),
        ({"location": ["EAST", "nowhere"]}, [1, 3]),
        ({"status": ["ARCHIVED"]}, [2, 4]),
        ({"status": ["DRAFT", "ACTIVE"]}, [1, 3, 5]),
        ({"status": []}, [1, 2, 3, 4, 5]),
        ({"method": ["AI", "STATISTICAL"]}, [3, 5]),
        ({"bucket": "WEEK"}, [4, 5]),
        ({"from": "2026-04-01"}, [5]),
        ({"from": "2026-03-31"}, [1, 2, 3, 5]),
        ({"to": "2025-12-31"}, [4]),
        ({"from": "2026-01-05", "to": "2026-03-29"}, [1, 2, 3]),
        ({"sku": ["SHIRT-9"], "location": ["east"], "method": ["AI"], "bucket": "MONTH"}, [3]),
    ):
        assert await listed(supply, **chosen) == numbers, chosen


async def test_a_cursor_of_another_order_is_refused(supply: Planner) -> None:
    await expected(supply)
    asked = {"orderBy": "WAPE", "direction": "ASC"}
    cursors = [edge["cursor"] for edge in (await supply.ask(LIST, **asked))["supplyForecasts"]["edges"]]
    assert len(set(cursors)) == 5
    for more in ({"direction": "DESC"}, {"orderBy": "SKU"}, {"after": "nonsense"}, {"first": -1}, {"first": 501}):
        answer = (await supply.post(LIST, {**asked, "after": cursors[-1], **more})).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_REQUEST"], more


async def test_many_take_the_statements_of_one(
    supply: Planner, count_statements: Callable[[Api, Awaitable[object]], Awaitable[int]]
) -> None:
    await expected(supply)
    asked = """query Counted($first: Int!) { supplyForecasts(first: $first) { nodes { number total product { sku }
        parent { number } versions { version } values { quantity actual } } } }"""
    one, many = [await count_statements(supply, supply.ask(asked, first=first)) for first in (1, 5)]
    assert one == many
    # The page, versions, totals, products; horizons and values; of two lengths of buckets what came. No history.
    assert many <= 8


async def test_a_forecast_of_years_is_made_by_the_statements_of_one_of_months(
    supply: Planner, count_statements: Callable[[Api, Awaitable[object]], Awaitable[int]]
) -> None:
    await shirt(supply)
    asked = "mutation Make($input: SupplyForecastInput!) { createSupplyForecast(input: $input) { forecast { id } } }"

    def years(count: int) -> dict[str, Any]:
        starts = [f"{2026 + month // 12}-{month % 12 + 1:02d}-01" for month in range(12 * count)]
        values = [{"start": start, "quantity": "1"} for start in starts]
        return given(horizonEnd=f"{2025 + count}-12-31", values=values)

    await supply.ask(asked, input=years(1))  # the location is remembered once
    one, many = [await count_statements(supply, supply.ask(asked, input=years(count))) for count in (1, 60)]
    assert many == one + 1, "and the planner is told of a table that was filled"
