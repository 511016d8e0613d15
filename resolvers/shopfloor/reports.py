"""What the shop floor reports over REST: flat tables, each as a workbook too."""

from functools import partial

from db.engine import ReadSession
from db.shared.enums import DAY, Permission
from db.shared.global_ids import global_id as id_in_sql
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from resolvers.shopfloor.report_arguments import (
    ALERTS,
    FLOOR,
    FLOOR_STATES,
    OF_ALERTS,
    OF_DEBTS,
    OF_ORDERS,
    alerts_asked,
    floor_asked,
)
from resolvers.supply.report_arguments import OF_LOCATION, OF_STATUS, of_days
from schema.shared.node import global_id
from services.shared.relations import named_table
from services.shared.report import (
    FlatReport,
    Relation,
    Report,
    ReportRequest,
    ReportRows,
    workbook_of,
)
from services.shopfloor.reports.alerts import ALERT_COLUMNS, ALERT_PLACE, alert_rows
from services.shopfloor.reports.changes import CHANGE_COLUMNS, CHANGE_PLACE, change_relation
from services.shopfloor.reports.daily_production import PRODUCTION_COLUMNS, PRODUCTION_PLACE, production_relation
from services.shopfloor.reports.debts import DEBT_COLUMNS, DEBT_PLACE, debt_relation
from services.shopfloor.reports.settlements import SETTLEMENT_COLUMNS, SETTLEMENT_PLACE, settlement_relation
from services.shopfloor.reports.work_orders import WORK_ORDER_COLUMNS, WORK_ORDER_PLACE, work_order_relation

MADE = (ShopFloorScope.SHOP_FLOOR, SupplyScope.SUPPLY)
OF_A_DAY = (*MADE, DAY)

CHANGE_ID, SETTLEMENT_ID = (id_in_sql(name, "id") for name in ("WorkOrderChange", "MaterialDebtSettlement"))
alert_id = partial(global_id, "Alert")


async def _work_orders(_: ReadSession, request: ReportRequest) -> Relation:
    asked, rules = floor_asked(request), request.floor_rules
    return work_order_relation(asked=asked, page=request.page, today=request.today, thresholds=rules)


async def _daily_production(_: ReadSession, request: ReportRequest) -> Relation:
    return production_relation(asked=floor_asked(request), page=request.page)


async def _changes(_: ReadSession, request: ReportRequest) -> Relation:
    return change_relation(asked=floor_asked(request), page=request.page, id=CHANGE_ID)


async def _debts(_: ReadSession, request: ReportRequest) -> Relation:
    return debt_relation(asked=floor_asked(request), page=request.page, today=request.today)


async def _settlements(_: ReadSession, request: ReportRequest) -> Relation:
    return settlement_relation(asked=floor_asked(request), page=request.page, id=SETTLEMENT_ID)


async def _alerts(session: ReadSession, request: ReportRequest) -> ReportRows:
    return await alert_rows(session, asked=alerts_asked(request), page=request.page, id_of=alert_id)


_flat = partial(named_table, permission=Permission.PPIC_VIEW)


TABLES: tuple[FlatReport, ...] = (
    _flat(
        "work-orders",
        "One row per work order, with what was made of it and how it is getting on today.",
        scopes=OF_A_DAY,
        arguments=FLOOR_STATES,
        key=("number",),
        place=WORK_ORDER_PLACE,
        columns=WORK_ORDER_COLUMNS,
        relation=_work_orders,
        narrowed=(*OF_ORDERS, OF_LOCATION, OF_STATUS, *of_days("planned_start", "deadline")),
    ),
    _flat(
        "daily-production",
        "One row per work order and day with an entry, with its running sum.",
        scopes=MADE,
        arguments=FLOOR,
        key=("number", "production_date"),
        place=PRODUCTION_PLACE,
        columns=PRODUCTION_COLUMNS,
        relation=_daily_production,
        narrowed=(*OF_ORDERS, *of_days("production_date")),
    ),
    _flat(
        "work-order-changes",
        "One row per change of a work order that was asked for.",
        scopes=MADE,
        arguments=FLOOR_STATES,
        key=("id",),
        place=CHANGE_PLACE,
        columns=CHANGE_COLUMNS,
        relation=_changes,
        narrowed=(*OF_ORDERS, OF_STATUS),
    ),
    _flat(
        "material-debts",
        "One row per material debt.",
        scopes=OF_A_DAY,
        arguments=FLOOR_STATES,
        key=("number",),
        place=DEBT_PLACE,
        columns=DEBT_COLUMNS,
        relation=_debts,
        narrowed=(*OF_DEBTS, OF_STATUS, *of_days("needed_on")),
    ),
    _flat(
        "material-debt-settlements",
        "One row per receipt that settled some of a material debt.",
        scopes=MADE,
        arguments=FLOOR,
        key=("id",),
        place=SETTLEMENT_PLACE,
        columns=SETTLEMENT_COLUMNS,
        relation=_settlements,
        narrowed=(*OF_DEBTS, *of_days("received_on")),
    ),
    _flat(
        "alerts",
        "One row per alert, those that are closed among them.",
        scopes=(ShopFloorScope.ALERTS, *MADE),
        arguments=ALERTS,
        key=("id",),
        place=ALERT_PLACE,
        columns=ALERT_COLUMNS,
        build=_alerts,
        narrowed=OF_ALERTS,
    ),
)
REPORTS: tuple[Report, ...] = (*TABLES, *map(workbook_of, TABLES))
