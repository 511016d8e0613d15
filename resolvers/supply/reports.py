"""What the supply room reports over REST: flat tables, each as a workbook too."""

from functools import partial

from db.engine import ReadSession
from db.shared.enums import DAY, Permission
from db.shopfloor.enums import ShopFloorScope
from db.supply.demand_table import DemandAsked
from db.supply.enums import MovementKind, ProductionPlanStatus, ProductKind, SupplyForecastStatus, SupplyScope
from db.supply.filters import InventoryFilter, MovementFilter, ProductionPlanFilter, SafetyStockFilter
from db.supply.forecast_table import forecast_value_table
from db.supply.movement_table import ids_of
from db.supply.plan_week_table import plan_week_table
from resolvers.supply.report_arguments import (
    DAYS,
    IS_ACTIVE,
    KIND,
    LOCATION,
    NUMBER,
    OF_ACTIVE,
    OF_NUMBER,
    OF_PLACES,
    OF_STATUS,
    PLACES,
    SKU,
    STATUS,
    days,
    members,
    numbers,
    of_days,
)
from schema.shared.node import global_id
from schema.supply.inventory import EVERYTHING as LEVEL_SCOPES
from services.shared.relations import named_table, span_of
from services.shared.report import (
    FlatReport,
    Narrowing,
    Relation,
    Report,
    ReportRequest,
    ReportRows,
    no_rows,
    workbook_of,
)
from services.supply.reports.demand_history import DEMAND_COLUMNS, DEMAND_PLACE, demand_relation
from services.supply.reports.forecast_values import (
    FORECAST_VALUE_COLUMNS,
    FORECAST_VALUE_PLACE,
    forecast_value_rows,
)
from services.supply.reports.levels import (
    LEVEL_COLUMNS,
    LEVEL_PLACE,
    REPLENISHMENT_COLUMNS,
    level_rows,
    replenishment_rows,
)
from services.supply.reports.movements import (
    DAY_COLUMNS,
    DAY_PLACE,
    MOVEMENT_COLUMNS,
    MOVEMENT_PLACE,
    day_relation,
    movement_relation,
)
from services.supply.reports.plan_weeks import PLAN_WEEK_COLUMNS, PLAN_WEEK_PLACE, plan_week_rows
from services.supply.reports.production_plans import PLAN_COLUMNS, PLAN_PLACE, plan_rows
from services.supply.reports.safety_stocks import SAFETY_STOCK_COLUMNS, SAFETY_STOCK_PLACE, safety_stock_rows

SUPPLY = (SupplyScope.SUPPLY,)
STOCK = (SupplyScope.SUPPLY, SupplyScope.INVENTORY)
LASTING = (*STOCK, DAY)
FLOOR = ShopFloorScope.SHOP_FLOOR
LEVELS = LEVEL_SCOPES
"""Of levels: what is on order, and what debts allow, as well."""


def safety_stock_id(id: int) -> str:
    """A safety stock's id, as GraphQL has it."""
    return global_id("SafetyStock", id)


async def _supply_forecast_values(session: ReadSession, request: ReportRequest) -> ReportRows:
    first, last = days(request)
    table = forecast_value_table(
        request.value(SKU),
        request.value(LOCATION),
        numbers=numbers(request),
        statuses=members(request, STATUS, SupplyForecastStatus),
        first=first,
        last=last,
        span=span_of(request.page),
        today=request.today,
    )
    return await forecast_value_rows(session, table=table, page=request.page, today=request.today, wants=request.wants)


async def _plan_weeks(session: ReadSession, request: ReportRequest) -> ReportRows:
    first, last = days(request)
    table = plan_week_table(
        request.value(SKU),
        request.value(LOCATION),
        numbers=numbers(request),
        statuses=members(request, STATUS, ProductionPlanStatus),
        first=first,
        last=last,
        span=span_of(request.page),
        today=request.today,
    )
    return await plan_week_rows(session, table=table, page=request.page, today=request.today, wants=request.wants)


async def _production_plans(session: ReadSession, request: ReportRequest) -> ReportRows:
    since, until = days(request)
    statuses = members(request, STATUS, ProductionPlanStatus)
    chosen = ProductionPlanFilter(
        request.value(SKU), request.value(LOCATION), statuses, since, until, numbers=numbers(request)
    )
    return await plan_rows(session, chosen=chosen, page=request.page)


async def _safety_stocks(session: ReadSession, request: ReportRequest) -> ReportRows:
    chosen = SafetyStockFilter(request.value(SKU), request.value(LOCATION), is_active=request.value(IS_ACTIVE))
    return await safety_stock_rows(session, chosen=chosen, page=request.page, id_of=safety_stock_id)


async def _inventory_levels(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (chosen := _levels(request)) is None:
        return no_rows()
    return await level_rows(session, chosen=chosen, page=request.page, today=request.today, wants=request.wants)


async def _replenishment(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (chosen := _levels(request)) is None:
        return no_rows()
    return await replenishment_rows(session, chosen=chosen, page=request.page, today=request.today, wants=request.wants)


async def _inventory_movements(session: ReadSession, request: ReportRequest) -> Relation:
    return await movement_relation(session, chosen=_movements(request), page=request.page)


async def _inventory_daily(session: ReadSession, request: ReportRequest) -> Relation:
    return await day_relation(session, chosen=_movements(request), page=request.page)


async def _demand_history(_: ReadSession, request: ReportRequest) -> Relation:
    asked = DemandAsked(request.value(SKU), request.value(LOCATION), *days(request))
    return demand_relation(asked=asked, page=request.page)


def _levels(request: ReportRequest) -> InventoryFilter | None:
    """Which levels; None for those of kinds that no product is of."""
    kinds = members(request, KIND, ProductKind)
    if kinds == ():
        return None
    kind = kinds[0] if kinds is not None and len(kinds) == 1 else None
    return InventoryFilter(request.value(SKU), request.value(LOCATION), kind=kind)


def _movements(request: ReportRequest) -> MovementFilter:
    since, until = days(request)
    kinds = members(request, KIND, MovementKind) if KIND.name in request.values else None
    return MovementFilter(
        request.value(SKU),
        request.value(LOCATION),
        kinds=kinds,
        since=since,
        until=until,
        ids=ids_of(numbers(request)),
    )


_flat = partial(named_table, permission=Permission.SUPPLY_VIEW)


TABLES: tuple[FlatReport, ...] = (
    _flat(
        "supply-forecast-values",
        "One row per bucket of a version of a forecast, with what came of it.",
        scopes=LASTING,
        arguments=(*PLACES, NUMBER, STATUS, *DAYS),
        key=("number", "version", "start"),
        place=FORECAST_VALUE_PLACE,
        columns=FORECAST_VALUE_COLUMNS,
        build=_supply_forecast_values,
        narrowed=(*OF_PLACES, OF_NUMBER, OF_STATUS, *of_days("start")),
    ),
    _flat(
        "production-plans",
        "One row per production plan.",
        scopes=(*SUPPLY, FLOOR),
        arguments=(*PLACES, NUMBER, STATUS, *DAYS),
        key=("number",),
        place=PLAN_PLACE,
        columns=PLAN_COLUMNS,
        build=_production_plans,
        narrowed=(*OF_PLACES, OF_NUMBER, OF_STATUS, *of_days("planned_start", "planned_end")),
    ),
    _flat(
        "plan-weeks",
        "One row per week of a production plan.",
        scopes=(*LASTING, FLOOR),
        arguments=(*PLACES, NUMBER, STATUS, *DAYS),
        key=("number", "start"),
        place=PLAN_WEEK_PLACE,
        columns=PLAN_WEEK_COLUMNS,
        build=_plan_weeks,
        narrowed=(*OF_PLACES, OF_NUMBER, *of_days("start")),
    ),
    _flat(
        "safety-stocks",
        "One row per safety stock, active and former ones.",
        scopes=SUPPLY,
        arguments=(*PLACES, IS_ACTIVE),
        key=("id",),
        place=SAFETY_STOCK_PLACE,
        columns=SAFETY_STOCK_COLUMNS,
        build=_safety_stocks,
        narrowed=(*OF_PLACES, OF_ACTIVE),
    ),
    _flat(
        "inventory-levels",
        "One row per product and location.",
        scopes=LEVELS,
        arguments=(*PLACES, KIND),
        key=("sku", "location"),
        place=LEVEL_PLACE,
        columns=LEVEL_COLUMNS,
        build=_inventory_levels,
        narrowed=(*OF_PLACES, Narrowing(KIND, "kind")),
    ),
    _flat(
        "inventory-movements",
        "One row per movement.",
        scopes=STOCK,
        arguments=(*PLACES, NUMBER, KIND, *DAYS),
        key=("number",),
        place=MOVEMENT_PLACE,
        columns=MOVEMENT_COLUMNS,
        relation=_inventory_movements,
        narrowed=(*OF_PLACES, OF_NUMBER, Narrowing(KIND, "kind"), *of_days("occurred_on")),
    ),
    _flat(
        "inventory-daily",
        "One row per product, location and day with a movement.",
        scopes=STOCK,
        arguments=(*PLACES, *DAYS),
        key=("date", "sku", "location"),
        place=DAY_PLACE,
        columns=DAY_COLUMNS,
        relation=_inventory_daily,
        narrowed=(*OF_PLACES, *of_days("date")),
    ),
    _flat(
        "demand-history",
        "One row per product, location and bucket of its history.",
        scopes=STOCK,
        arguments=(*PLACES, *DAYS),
        key=("sku", "location", "date"),
        place=DEMAND_PLACE,
        columns=DEMAND_COLUMNS,
        relation=_demand_history,
        narrowed=(*OF_PLACES, *of_days("date")),
    ),
    _flat(
        "replenishment",
        "One row per level that needs reorder.",
        scopes=LEVELS,
        arguments=(*PLACES, KIND),
        key=("sku", "location"),
        place=LEVEL_PLACE,
        columns=REPLENISHMENT_COLUMNS,
        build=_replenishment,
        narrowed=OF_PLACES,
    ),
)


REPORTS: tuple[Report, ...] = (*TABLES, *map(workbook_of, TABLES))
