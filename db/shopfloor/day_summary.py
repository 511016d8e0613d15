"""A day of work orders: what was to be made of each, and its entry."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Numeric, bindparam, or_, select, text, true
from sqlalchemy.types import TypeEngine

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.health import finite, nearest, weekdays_between
from db.shopfloor.models import DailyProduction, WorkOrder
from db.shopfloor.standings import beside
from db.shopfloor.work_orders import AT_PRODUCT
from db.supply.models import Product


def is_due(order: str, day: str) -> str:
    """SQL of whether a day is a working day of an order's span."""
    in_span = f"{day} BETWEEN {order}.planned_start AND {order}.deadline"
    return f"({in_span} AND extract(isodow FROM {finite(day)}) <= 5)"


def target_of_day(order: str) -> str:
    """SQL of what is to be made of an order on each working day of its span."""
    planned = weekdays_between(finite(f"{order}.planned_start"), finite(f"{order}.deadline"))
    return nearest(f"{order}.target_qty", planned, 4)


_DAY = text(f"""
    SELECT CASE WHEN due.is_due THEN {target_of_day("work_order")} ELSE 0 END AS target,
           coalesce(made.actual, 0) AS actual, coalesce(made.scrap, 0) AS scrap, made.entries,
           CAST(due.is_due AND made.entries = 0 AND work_order.target_qty > coalesce(made.before, 0) AS int)
               AS missing_entries,
           coalesce(made.cumulative_qty, 0) AS cumulative_qty, coalesce(made.scrap_qty, 0) AS scrap_qty
    FROM (SELECT {is_due("work_order", "CAST(:day AS date)")} AS is_due OFFSET 0) AS due
    CROSS JOIN LATERAL (
        SELECT sum(p.quantity) FILTER (WHERE p.production_date < CAST(:day AS date)) AS before,
               sum(p.quantity) FILTER (WHERE p.production_date = CAST(:day AS date)) AS actual,
               sum(p.scrap_quantity) FILTER (WHERE p.production_date = CAST(:day AS date)) AS scrap,
               count(*) FILTER (WHERE p.production_date = CAST(:day AS date)) AS entries,
               sum(p.quantity) AS cumulative_qty, sum(p.scrap_quantity) AS scrap_qty
        FROM daily_production p WHERE p.tenant_id = work_order.tenant_id AND p.work_order_id = work_order.id) AS made
    WHERE due.is_due OR made.entries > 0""")
_FIGURES: dict[str, TypeEngine[Any]] = {
    "target": Numeric(28, 4),
    "actual": Numeric(28, 4),
    "scrap": Numeric(28, 4),
    "entries": Integer(),
    "missing_entries": Integer(),
    "cumulative_qty": Numeric(28, 4),
    "scrap_qty": Numeric(28, 4),
}


async def day_of_orders(session: ReadSession, day: date) -> ColumnRows:
    """The orders with a target or an entry on a day, by number, with what was made of them until now.

    Beside it each has its target of the day, and its entry where there is one (`entries` 1). One is missing where there
    is a target, and the order was not at its target before the day.
    """
    figures = _DAY.bindparams(bindparam("day", day, type_=Date)).columns(**_FIGURES).lateral("figures")
    entered = select(DailyProduction.work_order_id).where(DailyProduction.production_date == day)
    return await session.table(
        select(*beside(figures), Product.sku, Product.name)
        .join(Product, AT_PRODUCT)
        .join(figures, true())
        .where(
            WorkOrder.status != WorkOrderStatus.CANCELLED,
            WorkOrder.planned_start <= day,
            or_(WorkOrder.deadline >= day, WorkOrder.id.in_(entered)),
        )
        .order_by(WorkOrder.number_sort)
    )
