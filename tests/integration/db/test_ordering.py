"""Cursors of lists in a chosen order go on after their row, and are taken by that order alone."""

from functools import partial
from uuid import UUID

import pytest

from db.engine import Database
from db.shared.enums import OrderDirection
from db.supply.enums import SupplyForecastOrder
from db.supply.filters import SupplyForecastFilter
from db.supply.forecasts import FORECAST_ORDERINGS, forecast_page
from services.shared.errors import BadRequest
from services.shared.paging import Turn, turned, window
from tests.support.planned import add_forecasts, add_plan, add_safety_stock
from tests.support.stock import add_product

UP, DOWN = OrderDirection.ASC, OrderDirection.DESC
WAPE = SupplyForecastOrder.WAPE
WAPES = [0.1, None, 0.3, 0.1, None, 0.2, 0.1]


@pytest.mark.parametrize("direction", [UP, DOWN])
async def test_cursors_go_through_the_list(database: Database, demo_id: UUID, direction: OrderDirection) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        ids = await add_forecasts(session, product, statuses=["DRAFT"] * len(WAPES), wapes=WAPES)
        await add_plan(session, product, forecast=ids[0])
        await add_safety_stock(session, product)
        found, after, has_next = [], None, True
        while has_next:
            turn = Turn(WAPE, direction, first=2, after=after)
            page = await turned(partial(forecast_page, session, SupplyForecastFilter()), turn, FORECAST_ORDERINGS[WAPE])
            found += page.rows.column("id")
            after, has_next = page.last_cursor, page.has_next
        pairs = list(zip(WAPES, ids, strict=True))
        known = sorted((wape, id) for wape, id in pairs if wape is not None)
        unknown = [(None, id) for wape, id in pairs if wape is None]  # the last in both directions
        expected = [*known, *unknown] if direction is UP else [*reversed(known), *reversed(unknown)]
        assert found == [id for _, id in expected]
        for order, other in ((SupplyForecastOrder.SKU, direction), (WAPE, DOWN if direction is UP else UP)):
            with pytest.raises(BadRequest, match="after is a cursor of this list by WAPE"):
                window(Turn(order, other, after=after), FORECAST_ORDERINGS[order])
