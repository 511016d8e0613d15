"""Figures of the overview: each counts by the filter of the list whose totalCount it equals."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from sqlalchemy import func, select

from db.engine import ReadSession
from db.supply.enums import ProductionPlanStatus, SupplyForecastStatus
from db.supply.filters import (
    InventoryFilter,
    Keys,
    ProductionPlanFilter,
    SupplyForecastFilter,
)
from db.supply.levels import LEVELS_SEEN
from db.supply.models import Product, ProductionPlan, SupplyForecast

ACTIVE_PLANS = (ProductionPlanStatus.APPROVED, ProductionPlanStatus.IN_PROGRESS)
PENDING_PLANS = (ProductionPlanStatus.PENDING_APPROVAL,)


class ActiveForecastsRow(Protocol):
    """How many forecasts are active, how many of them measured, and what their errors are in the mean."""

    @property
    def active(self) -> int: ...
    @property
    def measured(self) -> int: ...
    @property
    def mape(self) -> float | None: ...
    @property
    def wape(self) -> float | None: ...


class OpenPlansRow(Protocol):
    """How many plans are approved or being made, and how many wait for a decision."""

    @property
    def active(self) -> int: ...
    @property
    def pending(self) -> int: ...


class StockOfCurrencyRow(Protocol):
    """Levels of products whose cost is in one currency; the value is None where none of them has a cost."""

    @property
    def currency(self) -> str | None: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def low(self) -> int: ...
    @property
    def stockouts(self) -> int: ...
    @property
    def without_cost(self) -> int: ...


async def active_forecasts(session: ReadSession, location_keys: Keys) -> ActiveForecastsRow:
    """Active forecasts, at some locations or all."""
    chosen = SupplyForecastFilter(statuses=(SupplyForecastStatus.ACTIVE,), location_keys=location_keys)
    figures = select(
        func.count().label("active"),
        func.count(SupplyForecast.computed_at).label("measured"),
        func.avg(SupplyForecast.mape).label("mape"),
        func.avg(SupplyForecast.wape).label("wape"),
    )
    (row,) = await session.rows(figures.select_from(SupplyForecast).where(*chosen.conditions()))
    return row


async def open_plans(session: ReadSession, location_keys: Keys) -> OpenPlansRow:
    """Plans that are to be decided about or made, at some locations or all."""
    chosen = ProductionPlanFilter(statuses=(*ACTIVE_PLANS, *PENDING_PLANS), location_keys=location_keys)
    figures = select(
        func.count().filter(ProductionPlan.status.in_(ACTIVE_PLANS)).label("active"),
        func.count().filter(ProductionPlan.status.in_(PENDING_PLANS)).label("pending"),
    )
    (row,) = await session.rows(figures.select_from(ProductionPlan).where(*chosen.conditions()))
    return row


async def stock_by_currency(session: ReadSession, location_keys: Keys) -> Sequence[StockOfCurrencyRow]:
    """Levels at some locations or all, by the currency of their products, those of none last."""
    chosen = InventoryFilter(location_keys=location_keys)
    levels = LEVELS_SEEN.add_columns(Product.unit_cost).where(*chosen.conditions()).subquery()
    figures = select(
        levels.c.currency,
        func.sum(levels.c.value).label("value"),
        func.count().filter(levels.c.is_low_stock).label("low"),
        func.count().filter(levels.c.is_stockout).label("stockouts"),
        func.count().filter(levels.c.unit_cost.is_(None)).label("without_cost"),
    )
    return await session.rows(figures.group_by(levels.c.currency).order_by(levels.c.currency))
