"""Pages in a chosen order: together they are the whole list, ties by id, unknown values at the end."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.engine import Database, ReadSession
from db.shared.enums import OrderDirection
from db.shared.ordering import Ordering
from db.supply.enums import SupplyForecastOrder
from db.supply.models import SupplyForecast
from services.shared.errors import BadRequest
from services.shared.paging import Page, ordered_page, parse_place
from tests.support.planned import add_forecasts, add_plan, add_safety_stock
from tests.support.stock import add_product

UP, DOWN = OrderDirection.ASC, OrderDirection.DESC
BY_WAPE = Ordering(SupplyForecast.wape, SupplyForecast.id, "wape", is_nullable=True)
BY_SKU = Ordering(SupplyForecast.sku_sort, SupplyForecast.id, "sku_sort")
WAPES = [0.1, None, 0.3, 0.1, None, 0.2, 0.1, None]
O = SupplyForecastOrder  # noqa: E741


async def one_page(session: ReadSession, by: Ordering, order: O, direction: OrderDirection, after: str | None) -> Page:
    place = parse_place(after, order, direction, float if by is BY_WAPE else str)
    statement = by.page(select(*SupplyForecast.__table__.columns), direction=direction, after=place, size=3)
    return ordered_page(
        await session.table(statement), size=2, after=after, order=order, direction=direction, by=by.name
    )


async def walked(session: ReadSession, by: Ordering, order: O, direction: OrderDirection) -> list[tuple[Any, int]]:
    rows, after = [], None
    while True:
        page = await one_page(session, by, order, direction, after)
        rows += list(zip(page.rows.column(by.name), page.rows.column("id"), strict=True))
        if not page.has_next:
            return rows
        after = page.last_cursor


@pytest.mark.parametrize("direction", [UP, DOWN])
async def test_pages_are_the_list_in_its_order(database: Database, demo_id: UUID, direction: OrderDirection) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product, other = await add_product(session, "P-10"), await add_product(session, "P-9")
        ids = await add_forecasts(session, product, statuses=["DRAFT"] * len(WAPES), wapes=WAPES)
        others = await add_forecasts(session, other, statuses=["DRAFT"] * 3, first=20)
        stored = [*zip(WAPES, ids, strict=True), *((None, id) for id in others)]
        is_down = direction is DOWN
        known = sorted(((wape, id) for wape, id in stored if wape is not None), reverse=is_down)
        unknown = sorted(((wape, id) for wape, id in stored if wape is None), key=lambda one: one[1], reverse=is_down)
        assert await walked(session, BY_WAPE, O.WAPE, direction) == [*known, *unknown]
        by_sku = [id for _, id in await walked(session, BY_SKU, O.SKU, direction)]
        assert by_sku == ([*others, *ids] if not is_down else [*reversed(ids), *reversed(others)])


async def test_a_cursor_of_another_order_is_refused(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        await add_forecasts(session, product, statuses=["DRAFT"] * 3, wapes=[0.1, 0.2, None])
        await add_plan(session, product)
        await add_safety_stock(session, product)
        cursor = (await one_page(session, BY_WAPE, O.WAPE, UP, None)).last_cursor
        for order, direction in ((O.SKU, UP), (O.WAPE, DOWN)):
            with pytest.raises(BadRequest, match="accepted: an endCursor"):
                await one_page(session, BY_WAPE, order, direction, cursor)
        with pytest.raises(BadRequest):
            parse_place("bm9wZQ", O.WAPE, UP, float)
