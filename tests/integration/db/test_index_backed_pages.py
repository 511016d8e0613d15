"""The first page of every order comes from an index, and so does one in the middle: nothing is sorted whole."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.dialects import postgresql

from db.engine import Database, WriteSession
from db.shared.audit import AUDIT_ORDERINGS
from db.shared.enums import OrderDirection
from db.shared.models import AuditLog
from db.shared.pages import Ordering, Window, page
from db.shared.statistics import take_statistics
from db.shopfloor.alert_lists import ALERT_ORDERINGS
from db.shopfloor.changes import CHANGE_ORDERINGS
from db.shopfloor.debts import DEBT_ORDERINGS
from db.shopfloor.models import Alert, DailyProduction, MaterialDebt, WorkOrderChange
from db.shopfloor.production import ENTRY_ORDERINGS
from db.supply.forecasts import FORECAST_ORDERINGS
from db.supply.models import InventoryMovement, Product, ProductionPlan, Recommendation, SafetyStock, SupplyForecast
from db.supply.movements import MOVEMENT_ORDERINGS
from db.supply.plans import PLAN_ORDERINGS
from db.supply.products import PRODUCT_ORDERINGS
from db.supply.recommendations import RECOMMENDATION_ORDERINGS
from db.supply.safety_stocks import SAFETY_STOCK_ORDERINGS
from db.workforce.assignments import ASSIGNMENT_ORDERINGS
from db.workforce.models import Assignment, Resource
from db.workforce.people import RESOURCE_ORDERINGS

MANY = 20_000
LISTS: dict[Any, Mapping[Any, Ordering]] = {
    Product: PRODUCT_ORDERINGS,
    Resource: RESOURCE_ORDERINGS,
    SafetyStock: SAFETY_STOCK_ORDERINGS,
    Recommendation: RECOMMENDATION_ORDERINGS,
    SupplyForecast: FORECAST_ORDERINGS,
    ProductionPlan: PLAN_ORDERINGS,
    InventoryMovement: MOVEMENT_ORDERINGS,
    MaterialDebt: DEBT_ORDERINGS,
    DailyProduction: ENTRY_ORDERINGS,
    Assignment: ASSIGNMENT_ORDERINGS,
    AuditLog: AUDIT_ORDERINGS,
}
WITHIN: dict[Any, tuple[Any, Mapping[Any, Ordering]]] = {
    Alert: (Alert.state != "CLOSED", ALERT_ORDERINGS),
    WorkOrderChange: (WorkOrderChange.status == "PENDING", CHANGE_ORDERINGS),
}
ASKED = [
    *((select(table.id), ordering, f"{table.__tablename__} {order.name}") for table, orderings in LISTS.items()
      for order, ordering in orderings.items()),
    *((select(table.id).where(kept), ordering, f"{table.__tablename__} {order.name}")
      for table, (kept, orderings) in WITHIN.items() for order, ordering in orderings.items()),
]  # fmt: skip
# A table that is empty is small enough to be read whole: the planner is told of the many that there might be.
_MANY = text("""
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_sort', 'off', true)""")


async def plan_of(session: WriteSession, statement: Select[Any]) -> str:
    asked = str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    return "\n".join(row[0] for row in await session.rows(text(f"EXPLAIN {asked}".replace(":", "\\:"))))


def _without_incremental(plan: str) -> str:
    """A plan but for sorts of rows alike in what the index has sorted."""
    parts = plan.split("Incremental Sort")
    return parts[0] + "".join(part.split("\n", 3)[-1] for part in parts[1:])


@pytest.mark.parametrize(("statement", "ordering"), [one[:2] for one in ASKED], ids=[one[2] for one in ASKED])
async def test_an_index_gives_every_order(
    database: Database, demo_id: UUID, statement: Select[Any], ordering: Ordering
) -> None:
    async with database.write(demo_id, subject="tester") as session:
        await session.run(_MANY)
        for direction in OrderDirection:
            for is_backward in (False, True):
                window = Window(ordering, direction, 51, is_backward=is_backward)
                plan = await plan_of(session, page(statement, window))
                assert "Seq Scan" not in plan, plan
                if "Sort" in _without_incremental(plan):
                    # Two pages, of what is known and what is not, each from the index, are put together.
                    assert ordering.unknown_last and plan.count("Limit") == 3 and "Append" in plan, plan


_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, unit_cost, currency)
    SELECT :tenant, 'P-' || n, 'p-' || n, CASE n % 3 WHEN 0 THEN 'bear ' ELSE 'Bear ' END || n % 500, 'pcs', 'MATERIAL',
           0, CASE WHEN n % 3 > 0 THEN n % 90 END, 'USD'
    FROM generate_series(1, :many) AS n""")


@pytest.mark.parametrize("direction", OrderDirection)
async def test_of_many_rows_an_index_is_chosen(database: Database, demo_id: UUID, direction: OrderDirection) -> None:
    async with database.write(demo_id, subject="tester") as session:
        await session.run(_PRODUCTS, {"tenant": demo_id, "many": MANY})
        await take_statistics(session, "product", 100_000)
        for order, ordering in PRODUCT_ORDERINGS.items():
            for is_backward in (False, True):
                opened = Window(ordering, direction, 51, is_backward=is_backward)
                rows = await session.table(page(select(Product.id), opened))
                place = tuple(rows.column(name)[-1] for name in ordering.names)
                further = opened._replace(**{"before" if is_backward else "after": place})
                for window in (opened, further):
                    plan = await plan_of(session, page(select(Product.id), window))
                    assert "Seq Scan" not in plan and "Bitmap" not in plan, (order, plan)
