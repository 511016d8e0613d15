"""What that follows from which lies ahead of plans: their products and stock, expected demand, and materials."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.supply.enums import ProductionPlanStatus, TimeBucket
from db.supply.made_of_plans import MADE_BY_DAY_OF_PLAN
from db.supply.models import ProductionPlan, SupplyForecast
from db.supply.shop_floor import ALLOCATED_FOR_PLAN, OPEN_DEBT_OF_PLAN


class PlanAheadRow(Protocol):
    """A plan with its product, and what there is of that at its location.

    `demand_forecast_id` is the forecast that says what is asked for: the plan's, else the active one. Its two lists of
    what was made run in step.
    """

    @property
    def plan_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def status(self) -> ProductionPlanStatus: ...
    @property
    def product_id(self) -> int: ...
    @property
    def location(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def planned_start(self) -> date: ...
    @property
    def planned_end(self) -> date: ...
    @property
    def schedule_starts(self) -> list[date]: ...
    @property
    def schedule_quantities(self) -> list[Decimal]: ...
    @property
    def sku(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def daily_capacity(self) -> Decimal | None: ...
    @property
    def labour_hours_per_unit(self) -> Decimal | None: ...
    @property
    def labour_skill(self) -> str | None: ...
    @property
    def on_hand(self) -> Decimal: ...
    @property
    def safety_stock_quantity(self) -> Decimal | None: ...
    @property
    def demand_forecast_id(self) -> int | None: ...
    @property
    def made_on(self) -> list[date]: ...
    @property
    def made_quantities(self) -> list[Decimal]: ...


class PlanDemandRow(Protocol):
    """What the forecast of a plan expects of a bucket that begins on a day."""

    @property
    def plan_id(self) -> int: ...
    @property
    def bucket(self) -> TimeBucket: ...
    @property
    def start(self) -> date: ...
    @property
    def quantity(self) -> Decimal: ...


class ComponentThereRow(Protocol):
    """A component on a bill, and what there is of it where it is taken; put aside, and open, for what takes it."""

    @property
    def component_id(self) -> int: ...
    @property
    def quantity_per_unit(self) -> Decimal: ...
    @property
    def scrap(self) -> float: ...
    @property
    def sku(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def decimals(self) -> int: ...
    @property
    def available(self) -> Decimal: ...
    @property
    def allocated_here(self) -> Decimal: ...
    @property
    def in_transit(self) -> Decimal: ...
    @property
    def open_debt(self) -> Decimal: ...


class PlanMaterialRow(ComponentThereRow, Protocol):
    """A component of a plan's product, and what there is of it at the plan's location."""

    @property
    def plan_id(self) -> int: ...
    @property
    def quantity(self) -> Decimal: ...


# The active forecast counts only where a plan names none.
_DEMAND_FORECAST = """
    LEFT JOIN supply_forecast active ON p.forecast_id IS NULL AND active.product_id = p.product_id
        AND active.location = p.location AND active.status = 'ACTIVE'"""

_PLANS = text(f"""
    SELECT p.id AS plan_id, p.number, p.status, p.product_id, p.location, p.quantity, p.planned_start, p.planned_end,
           p.schedule_starts, p.schedule_quantities, product.sku, product.unit, product.decimals,
           product.daily_capacity, product.labour_hours_per_unit, product.labour_skill,
           coalesce(level.on_hand, 0) AS on_hand, safety.safety_stock_quantity,
           coalesce(p.forecast_id, active.id) AS demand_forecast_id, made.made_on, made.made_quantities
    FROM production_plan p
    JOIN product ON product.id = p.product_id
    LEFT JOIN inventory_level level ON level.product_id = p.product_id AND level.location = p.location
    LEFT JOIN safety_stock safety ON safety.product_id = p.product_id AND safety.location = p.location
        AND safety.is_active{_DEMAND_FORECAST}
    CROSS JOIN LATERAL ({MADE_BY_DAY_OF_PLAN}) AS made
    WHERE p.id = ANY(CAST(:ids AS bigint[])) ORDER BY p.id""").columns(status=ProductionPlan.status.type)

# From today on, where the plan begins later: what is asked for until then is taken from the stock. A bucket that begins
# a month before may reach so far.
_DEMAND = text(f"""
    SELECT p.id AS plan_id, forecast.bucket, value.start, value.quantity
    FROM production_plan p{_DEMAND_FORECAST}
    JOIN supply_forecast forecast ON forecast.id = coalesce(p.forecast_id, active.id)
    JOIN supply_forecast_value value ON value.forecast_id = forecast.id
        AND value.start > least(CAST(:today AS date), p.planned_start) - 31 AND value.start <= p.planned_end
    WHERE p.id = ANY(CAST(:ids AS bigint[])) ORDER BY p.id, value.start""").columns(bucket=SupplyForecast.bucket.type)

_MATERIALS = text(f"""
    SELECT p.id AS plan_id, p.quantity, line.component_id, line.quantity_per_unit, line.scrap, component.sku,
           component.unit, component.decimals, coalesce(level.on_hand - level.allocated, 0) AS available,
           {ALLOCATED_FOR_PLAN} AS allocated_here, coalesce(level.in_transit, 0) AS in_transit,
           {OPEN_DEBT_OF_PLAN} AS open_debt
    FROM production_plan p
    JOIN bom_line line ON line.product_id = p.product_id AND line.is_active
    JOIN product component ON component.id = line.component_id
    LEFT JOIN inventory_level level ON level.product_id = line.component_id AND level.location = p.location
    WHERE p.id = ANY(CAST(:ids AS bigint[])) ORDER BY p.id, line.place, line.id""")


async def plans_ahead(session: ReadSession, plan_ids: Collection[int]) -> Sequence[PlanAheadRow]:
    """Plans with what their weeks follow from, by id."""
    return await session.rows(_PLANS, {"ids": sorted(plan_ids)}) if plan_ids else []


async def demand_of_plans(session: ReadSession, plan_ids: Collection[int], *, today: date) -> Sequence[PlanDemandRow]:
    """What is expected of the days of plans, and of those from today until they begin, by plan and start."""
    return await session.rows(_DEMAND, {"ids": sorted(plan_ids), "today": today}) if plan_ids else []


async def materials_of_plans(session: ReadSession, plan_ids: Collection[int]) -> Sequence[PlanMaterialRow]:
    """What plans take, by plan and in the order of the bill."""
    return await session.rows(_MATERIALS, {"ids": sorted(plan_ids)}) if plan_ids else []
