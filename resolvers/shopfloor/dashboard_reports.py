"""The daily summary over REST: as a table, and as a workbook for people."""

from db.engine import ReadSession
from db.shared.enums import DAY, Permission
from db.shopfloor.day_summary import NAMED
from db.shopfloor.day_table import DaysAsked
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from resolvers.supply.report_arguments import DATE, DAYS, FROM, TO, days
from services.shared.report import (
    ChosenDays,
    FlatReport,
    Report,
    ReportRequest,
    ReportRows,
    TableWorkbook,
    WorkbookReport,
    fixed,
)
from services.shared.workbook import Workbook
from services.shopfloor.dashboard.show_day import show_day
from services.shopfloor.reports.daily_summary import DAILY_SUMMARY_COLUMNS, DAILY_SUMMARY_PLACE, daily_summary_rows
from services.shopfloor.reports.daily_workbook import daily_workbook

SCOPES = (ShopFloorScope.SHOP_FLOOR, DAY)


async def _daily_summary(session: ReadSession, request: ReportRequest) -> ReportRows:
    asked = DaysAsked(*days(request))
    return await daily_summary_rows(session, asked=asked, page=request.page, today=request.today)


async def _workbook_of_day(session: ReadSession, request: ReportRequest) -> Workbook:
    return daily_workbook(await show_day(session, request.value(DATE) or request.today, NAMED))


DAILY_SUMMARY = FlatReport(
    path="/powerbi/daily-summary",
    summary="One row per work order and day with a target or an entry; of today unless days are given.",
    permission=Permission.PPIC_VIEW,
    scopes=SCOPES,
    arguments=DAYS,
    key=("date", "number"),
    place=DAILY_SUMMARY_PLACE,
    columns=fixed(DAILY_SUMMARY_COLUMNS),
    days=ChosenDays("date", FROM, TO),
    build=_daily_summary,
)
DASHBOARD_REPORTS: tuple[Report, ...] = (
    DAILY_SUMMARY,
    TableWorkbook(
        path="/powerbi/daily-summary.xlsx",
        summary="One row per work order and day with a target or an entry, as a workbook.",
        permission=Permission.PPIC_VIEW,
        scopes=SCOPES,
        arguments=DAYS,
        table=DAILY_SUMMARY,
    ),
    WorkbookReport(
        path="/daily-summary.xlsx",
        summary="A day as a workbook to print: totals, by stage, by department, and the work orders.",
        permission=Permission.PPIC_VIEW,
        # The workbook names products.
        scopes=(*SCOPES, SupplyScope.SUPPLY),
        arguments=(DATE,),
        build=_workbook_of_day,
    ),
)
