"""A day of work orders: what was to be made of each, and its entry."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import Date, Integer, Numeric, Select, bindparam, func, or_, select, text, true, tuple_
from sqlalchemy.sql.selectable import LateralFromClause
from sqlalchemy.types import TypeEngine

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.among import among
from db.shared.days import finite
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.health import nearest, weekdays_between
from db.shopfloor.models import DailyProduction, WorkOrder
from db.shopfloor.work_orders import AT_PRODUCT, MADE_COLUMNS
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
           coalesce(entry.quantity, 0) AS actual, coalesce(entry.scrap_quantity, 0) AS scrap,
           CAST(entry.quantity IS NOT NULL AS int) AS entries,
           CAST(due.is_due AND entry.quantity IS NULL AND work_order.target_qty > (
               SELECT coalesce(sum(p.quantity), 0) FROM daily_production p
               WHERE p.tenant_id = work_order.tenant_id AND p.work_order_id = work_order.id
                 AND p.production_date < CAST(:day AS date)) AS int) AS missing_entries
    FROM (SELECT {is_due("work_order", "CAST(:day AS date)")} AS is_due OFFSET 0) AS due
    LEFT JOIN daily_production entry ON entry.tenant_id = work_order.tenant_id
        AND entry.work_order_id = work_order.id AND entry.production_date = CAST(:day AS date)
    WHERE due.is_due OR entry.quantity IS NOT NULL""")
_FIGURES: dict[str, TypeEngine[Any]] = {
    "target": Numeric(28, 4),
    "actual": Numeric(28, 4),
    "scrap": Numeric(28, 4),
    "entries": Integer(),
    "missing_entries": Integer(),
}


NAMED = (WorkOrder.number, WorkOrder.stage, WorkOrder.department, Product.sku, Product.name)
"""What of an order its day is printed with."""


async def day_of_orders(session: ReadSession, day: date, columns: Sequence[Any] = MADE_COLUMNS) -> ColumnRows:
    """The orders with a target or an entry on a day, by number: some columns of each, all unless told.

    Beside it each has its target of the day, and its entry where there is one (`entries` 1). One is missing where there
    is a target, and the order was not at its target before the day.
    """
    figures = _figures(day)
    return await session.table(_having(select(*columns, *figures.c), figures, day).order_by(WorkOrder.number_sort))


class DaySumsRow(Protocol):
    """The sums of a stage, of a department, or of all; `stage` and `department` are None for what is not of one."""

    @property
    def stage(self) -> str | None: ...
    @property
    def department(self) -> str | None: ...
    @property
    def target(self) -> Decimal: ...
    @property
    def actual(self) -> Decimal: ...
    @property
    def scrap(self) -> Decimal: ...
    @property
    def entries(self) -> int: ...
    @property
    def missing_entries(self) -> int: ...


async def day_sums(session: ReadSession, day: date) -> Sequence[DaySumsRow]:
    """The sums of a day over all orders, by stage and by department."""
    figures = _figures(day)
    sums = [func.coalesce(func.sum(column), 0).label(column.key) for column in figures.c]
    grouped = _having(select(WorkOrder.stage, WorkOrder.department, *sums), figures, day)
    return await session.rows(
        grouped.group_by(func.grouping_sets(tuple_(WorkOrder.stage), tuple_(WorkOrder.department), tuple_()))
    )


def _figures(day: date) -> LateralFromClause:
    return _DAY.bindparams(bindparam("day", day, type_=Date)).columns(**_FIGURES).lateral("figures")


def _having(statement: Select[*tuple[Any, ...]], figures: LateralFromClause, day: date) -> Select[*tuple[Any, ...]]:
    """A statement over the orders that have figures on a day; those that are cancelled do not count."""
    entered = select(DailyProduction.work_order_id).where(DailyProduction.production_date == day)
    return (
        statement.select_from(WorkOrder)
        .join(Product, AT_PRODUCT)
        .join(figures, true())
        .where(
            WorkOrder.status != WorkOrderStatus.CANCELLED,
            WorkOrder.planned_start <= day,
            or_(WorkOrder.deadline >= day, among(WorkOrder.id, entered)),
        )
    )
