"""Pages of the supply room in every order: what goes on after a place is what is left."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from db.engine import Database, WriteSession
from db.shared.enums import OrderDirection
from db.shared.pages import Ordering, Place, Window, page
from db.shared.statistics import take_statistics
from db.supply import bills, forecasts, levels, plans, products, recommendations, safety_stocks
from db.supply.enums import InventoryOrder, SupplyForecastStatus
from db.supply.filters import (
    InventoryFilter,
    ProductFilter,
    ProductionPlanFilter,
    RecommendationFilter,
    SafetyStockFilter,
    SupplyForecastFilter,
)
from db.supply.models import SupplyForecast
from tests.support.stock import add_product
from tests.support.supply_rows import forecast_of, plan_of, recommended, stock_of

Read = Callable[..., Awaitable[Any]]
LISTS: list[tuple[Read, Any, Mapping[Any, Ordering]]] = [
    (forecasts.forecast_page, SupplyForecastFilter(), forecasts.FORECAST_ORDERINGS),
    (plans.plan_page, ProductionPlanFilter(), plans.PLAN_ORDERINGS),
    (products.product_page, ProductFilter(), products.PRODUCT_ORDERINGS),
    (safety_stocks.safety_stock_page, SafetyStockFilter(), safety_stocks.SAFETY_STOCK_ORDERINGS),
    (recommendations.recommendation_page, RecommendationFilter(), recommendations.RECOMMENDATION_ORDERINGS),
]
LEVELS = [order for order in InventoryOrder if order is not InventoryOrder.DAYS_OF_SUPPLY]


def ordered(direction: OrderDirection) -> Iterator[tuple[Read, Any, Ordering]]:
    """Every list in each of its orders."""
    for read, chosen, orderings in LISTS:
        yield from ((read, chosen, ordering) for ordering in orderings.values())
    for order in LEVELS:
        yield levels.level_page, InventoryFilter(), levels.level_ordering(order, direction)


async def seven(session: WriteSession) -> None:
    """Seven of everything, some of them alike in what they are ordered by."""
    for number in range(7):
        product = await add_product(session, f"P-{number * 3}")
        sort = {"sku_sort": f"s{number // 2}"}
        wape = {"wape": number / 10} if number % 3 else {}
        draft = {**sort, **wape, "number": f"FC-{number}", "status": SupplyForecastStatus.DRAFT, "activated_at": None}
        await forecasts.insert_forecast(session, forecast_of(product, **draft))
        submitted = {"submitted_at": text("now()"), "quantity": Decimal(5)} if number % 2 else {}
        await plans.insert_plan(session, plan_of(product, number=f"PP-{number}", **submitted))
        await safety_stocks.insert_safety_stock(session, stock_of(product, **sort))
        await recommendations.insert_recommendation(session, recommended(product, suggestion_id=str(number)))
        await levels.lock_levels(session, [levels.LevelKey(product, "MAIN")])


async def through(read: Callable[[Window], Awaitable[Any]], start: Window) -> list[int]:
    """The ids of all pages of two, in the order in which they are read."""
    seen, opened = [], start._replace(size=2)
    while rows := await read(opened):
        seen += rows.column("id")
        place = tuple(rows.column(name)[-1] for name in start.ordering.names)
        opened = opened._replace(**{"before" if start.is_backward else "after": place})
    return seen


@pytest.mark.parametrize("direction", OrderDirection)
async def test_pages_go_on_in_every_order_from_both_ends(
    database: Database, demo_id: UUID, direction: OrderDirection
) -> None:
    async with database.write(demo_id, subject="tester") as session:
        await seven(session)
        for read, chosen, ordering in ordered(direction):
            whole = Window(ordering, direction, 50)
            rows = (await read(session, chosen, whole)).column("id")
            assert len(rows) == len(set(rows)) == 7
            assert await through(partial(read, session, chosen), whole) == rows
            assert await through(partial(read, session, chosen), whole._replace(is_backward=True)) == rows[::-1]


@pytest.mark.parametrize("direction", OrderDirection)
async def test_what_lies_between_two_places_is_what_lies_between_them(
    database: Database, demo_id: UUID, direction: OrderDirection
) -> None:
    async with database.write(demo_id, subject="tester") as session:
        await seven(session)
        for read, chosen, ordering in ordered(direction):
            whole = Window(ordering, direction, 50)
            rows = await read(session, chosen, whole)
            places = list(zip(*map(rows.column, ordering.names), strict=True))
            for first, last in combinations(range(7), 2):
                between = whole._replace(after=places[first], before=places[last])
                for window, kept in (
                    (between, rows.column("id")[first + 1 : last]),
                    (between._replace(is_backward=True), rows.column("id")[first + 1 : last][::-1]),
                ):
                    assert (await read(session, chosen, window)).column("id") == kept


async def test_a_bill_is_replaced_whole(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        a, b, c = [await add_product(session, sku) for sku in "abc"]

        def line(product: int, component: int) -> bills.NewLine:
            return bills.NewLine(product, component, 0, Decimal(1), 0.04, None)

        async def pairs() -> list[tuple[int, int]]:
            return [(row.product_id, row.component_id) for row in await bills.every_bill(session)]

        await bills.replace_bills(session, [a, b], [line(a, b), line(a, c), line(b, c)])
        assert await pairs() == [(a, b), (a, c), (b, c)]
        await bills.replace_bills(session, [c], [line(c, a)])
        await bills.replace_bills(session, [a], [line(a, b)])
        assert await pairs() == [(a, b), (b, c), (c, a)]
        await bills.replace_bills(session, [b], [])
        assert await pairs() == [(a, b), (c, a)]
        rows = await session.read(bills.BOM_LINES_BY_PRODUCT_IDS, None, {"keys": [a, b, c]})
        assert list(zip(rows.column("product_id"), rows.column("component_id"), strict=True)) == [(a, b), (c, a)]


_MANY = text("""
    INSERT INTO supply_forecast (tenant_id, number, version, name, product_id, sku_sort, location, bucket,
                                 horizon_start, horizon_end, status, method, wape, created_by)
    SELECT :tenant, 'FC-' || n, 1, 'n', :product, 's', 'MAIN', 'DAY', '2026-01-01', '2026-01-01', 'DRAFT', 'MANUAL',
           CASE WHEN n % 3 > 0 THEN n % 100 / 100.0 END, 'tester'
    FROM generate_series(1, 20000) AS n""")


@pytest.mark.parametrize("direction", OrderDirection)
@pytest.mark.parametrize("is_backward", [False, True])
@pytest.mark.parametrize("place", [None, (0.5, 100), (None, 200)])
async def test_what_is_unknown_is_read_last_by_the_index(
    database: Database, demo_id: UUID, direction: OrderDirection, is_backward: bool, place: Place | None
) -> None:
    ordering = Ordering(SupplyForecast.wape, SupplyForecast.id, unknown_last=True)
    ends = {"before" if is_backward else "after": place}
    async with database.write(demo_id, subject="tester") as session:
        await session.run(_MANY, {"tenant": demo_id, "product": await add_product(session)})
        await take_statistics(session, "supply_forecast", 100_000)
        paged = page(select(SupplyForecast.id), Window(ordering, direction, 51, is_backward=is_backward, **ends))
        asked = str(paged.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
        plan = "\n".join(row[0] for row in await session.rows(text(f"EXPLAIN {asked}".replace(":", "\\:"))))
    assert "ix_supply_forecast_tenant_id_wape_id" in plan and "Seq Scan" not in plan and "Bitmap" not in plan, plan
