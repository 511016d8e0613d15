"""What the workforce room reports over REST: tables for other programs, the dashboard's nested forms, a workbook."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from typing import Any

from db.engine import ReadSession
from db.forecast.enums import ForecastScope
from db.forecast.rows import ReportRow
from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from db.workforce.rollup_rows import Part
from resolvers.forecast.report_arguments import (
    AGAINST,
    DEMANDS,
    MONTH_FROM,
    MONTH_TO,
    OF_DEMANDS,
    OF_MONTHS,
    OF_WEEKS,
    REPORT,
    REPORT_OR_ALL,
    Every,
    demand_filter,
    months,
    told_filter,
)
from resolvers.workforce.report_arguments import GRID_WEEKS, MONTHLY_FIGURES, OF_PEOPLE, people_filter
from resolvers.workforce.report_tables import (
    changed_within,
    months_of,
    table_relation,
    table_rows,
    tier_rows,
    tree_of,
    within_months,
)
from services.forecast.former_reports import formerly_compared
from services.shared.calendar import MONTHS_IN_REPORT, Month
from services.shared.errors import BadRequest
from services.shared.report import (
    FlatReport,
    NestedForm,
    NestedReport,
    Report,
    ReportRequest,
    ReportRows,
    WorkbookReport,
    fixed,
    no_rows,
    page_of,
)
from services.shared.table import Table
from services.shared.workbook import SheetRows, Workbook, table_parts
from services.workforce.reports import dashboard, nested_schemas
from services.workforce.reports.capacity_by_tier import CAPACITY_BY_TIER_COLUMNS, CAPACITY_BY_TIER_PLACE
from services.workforce.reports.capacity_tree import CapacityTree
from services.workforce.reports.compare_reports import (
    Comparison,
    compare_reports,
    former_lines,
)
from services.workforce.reports.comparison_table import (
    COMPARISON_COLUMNS,
    COMPARISON_PLACE,
    NOTHING_COMPARED,
    compared_demands,
    comparison_nested,
    comparison_rows,
)
from services.workforce.reports.last_computed import last_computed
from services.workforce.reports.levels import Level
from services.workforce.reports.monthly_summary import MONTHLY_SUMMARY_PLACE, monthly_summary, monthly_summary_columns
from services.workforce.reports.monthly_workbook import DEMAND_LEVELS, MonthlySheets
from services.workforce.reports.resource_assignments import (
    RESOURCE_ASSIGNMENT_COLUMNS,
    RESOURCE_ASSIGNMENT_PLACE,
    resource_assignments,
)
from services.workforce.reports.weekly_detail import WEEKLY_DETAIL_PLACE, weekly_detail, weekly_detail_columns
from services.workforce.week_grid.columns import weeks_of_months
from services.workforce.week_grid.workbook import Grid, grid_sheets, load_grid

DEMAND_KEY = ("main_lob", "case_type", "state")
DASHBOARD = (Level.CATEGORY, Level.STATE, Level.CASE_TYPE)
VIEW = Permission.WORKFORCE_VIEW
SCOPES = (
    WorkforceScope.WORKFORCE,
    WorkforceScope.CONFIGURATION,
    ForecastScope.REPORTS,
    ForecastScope.EVERY_REPORT,
)
ARGUMENTS = (REPORT, *DEMANDS)
MONTHS = (MONTH_FROM, MONTH_TO)
OF_REPORTS = (REPORT_OR_ALL, *DEMANDS, *MONTHS)


async def _comparison(session: ReadSession, request: ReportRequest) -> ReportRows:
    asked_months, page = months(request), request.page
    if (compared := await _compared(session, request)) is None:
        return no_rows()
    since, updated_at = page.updated_since, await last_computed(session)
    if not changed_within(page, updated_at):
        return no_rows()
    is_newest, is_before = (argument.name in request.left_open for argument in (REPORT, AGAINST))
    former = await formerly_compared(
        session, compared.current, compared.prior, since=since, is_newest=is_newest, is_before=is_before
    )
    gone = await former_lines(session, former, chosen=demand_filter(request))
    rows = comparison_rows(compared, await compared_demands(session, compared), updated_at, gone)
    return page_of(within_months(rows, asked_months, place=3), page)


async def _tiers_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    return dashboard.tiers_nested(await _tree(session, request, parts=[Part.TIERS]), months_of(request.found(REPORT)))


async def _comparison_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    if (compared := await _compared(session, request)) is None:
        return NOTHING_COMPARED
    return comparison_nested(compared, await compared_demands(session, compared))


async def _hierarchy(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    parts = [Part.TIERS, Part.FTE_GAP, Part.FTE_WEEKS]
    tree = await _tree(session, request, *DASHBOARD, parts=parts)
    return dashboard.hierarchy(tree, months_of(request.found(REPORT)))


async def _charts(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    tree = await _tree(session, request, *DASHBOARD, parts=[Part.FTE_GAP])
    return dashboard.charts(tree, months_of(request.found(REPORT)))


async def _monthly_workbook(session: ReadSession, request: ReportRequest) -> Workbook:
    if (report := request.found(REPORT)) is None:
        return Workbook("Monthly summary", "headroom-monthly-summary.xlsx", _sheets(session, request))
    filename = f"headroom-monthly-summary-{Month.named(report).value}.xlsx"
    return Workbook(f"Monthly summary, {_named(report)}", filename, _sheets(session, request))


async def _sheets(session: ReadSession, request: ReportRequest) -> AsyncIterator[SheetRows]:
    """By demand, the tree, and the monthly summary's table as data."""
    report, parts = request.found(REPORT), [Part.FTE_GAP]
    chosen = "".join(f"; {part}" for part in await told_filter(session, request))
    subject = "There is no report yet." if report is None else f"Report of {_named(report)}{chosen}"
    sheets = MonthlySheets(months_of(report), request.value(MONTHLY_FIGURES), subject)
    yield sheets.by_demand(await _tree(session, request, *DEMAND_LEVELS, parts=parts))
    yield sheets.by_node(await _tree(session, request, *DASHBOARD, parts=parts))
    columns = await monthly_summary_columns(session)
    rows = await table_rows(monthly_summary)(session, replace(request, columns=columns))
    async for part in table_parts("Data", Table(columns, rows.batches)):
        yield part


async def _week_assignments(session: ReadSession, request: ReportRequest) -> Workbook:
    grid = None if (report := request.found(REPORT)) is None else await _grid(session, request, report)
    value = "" if report is None else f"-{Month.named(report).value}"
    return Workbook("Week assignments", f"headroom-week-assignments{value}.xlsx", grid_sheets(grid))


async def _grid(session: ReadSession, request: ReportRequest, report: ReportRow) -> Grid:
    """The weeks of the report's months, or of those of them that are asked for; raises BadRequest where none is."""
    first = Month.of(report.first_month)
    last = first.plus(MONTHS_IN_REPORT - 1)
    months_asked = [None if day is None else Month.of(day) for day in months(request)]
    begin, end = max(first, months_asked[0] or first), min(last, months_asked[1] or last)
    if begin > end:
        raise BadRequest(f"no month of the report is asked for; accepted: {first.value} to {last.value}")
    weeks = weeks_of_months(begin, end)
    return await load_grid(session, report_id=report.id, weeks=weeks, chosen=people_filter(request))


async def _tree(
    session: ReadSession, request: ReportRequest, *levels: Level, parts: Collection[Part]
) -> CapacityTree | None:
    """The tree of the report; None while there is none."""
    if isinstance(report := request.found(REPORT_OR_ALL), Every):
        raise BadRequest("report is all; accepted: one report, since this form is of one")
    return None if report is None else await tree_of(session, request, report, *levels, parts=parts)


async def _compared(session: ReadSession, request: ReportRequest) -> Comparison | None:
    if (report := request.found(REPORT)) is None:
        return None
    prior, chosen = request.found(AGAINST), demand_filter(request)
    return await compare_reports(session, current=report, prior=prior, chosen=chosen)


def _named(report: ReportRow) -> str:
    month = Month.named(report)
    return f"{month.name} {month.year}"


REPORTS: tuple[Report, ...] = (
    FlatReport(
        path="/powerbi/monthly-summary",
        summary="One row per demand and month.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=OF_REPORTS,
        key=(*DEMAND_KEY, "month_start"),
        place=MONTHLY_SUMMARY_PLACE,
        columns=monthly_summary_columns,
        build=table_rows(monthly_summary),
        relation=table_relation(monthly_summary, monthly_summary_columns),
        across=("report",),
        narrowed=(*OF_DEMANDS, *OF_MONTHS),
    ),
    FlatReport(
        path="/powerbi/weekly-detail",
        summary="One row per demand and week.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=OF_REPORTS,
        key=(*DEMAND_KEY, "year", "week"),
        place=WEEKLY_DETAIL_PLACE,
        columns=weekly_detail_columns,
        build=table_rows(weekly_detail),
        relation=table_relation(weekly_detail, weekly_detail_columns),
        across=("report",),
        narrowed=(*OF_DEMANDS, *OF_WEEKS),
    ),
    FlatReport(
        path="/powerbi/resource-assignments",
        summary="One row per active assignment.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=OF_REPORTS,
        key=("cn", "year", "week"),
        place=RESOURCE_ASSIGNMENT_PLACE,
        columns=fixed(RESOURCE_ASSIGNMENT_COLUMNS),
        build=table_rows(resource_assignments),
        relation=table_relation(resource_assignments, fixed(RESOURCE_ASSIGNMENT_COLUMNS)),
        across=("report",),
        narrowed=(*OF_DEMANDS, *OF_WEEKS),
    ),
    FlatReport(
        path="/capacity-by-tier",
        summary="One row per month and tier.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=OF_REPORTS,
        key=("month_start", "tier_id"),
        place=CAPACITY_BY_TIER_PLACE,
        across=("report",),
        columns=fixed(CAPACITY_BY_TIER_COLUMNS),
        build=tier_rows,
        nested=NestedForm(name="Tiers", schemas=nested_schemas.TIERS, build=_tiers_nested),
        set_name="TierBreakdown",
        narrowed=OF_MONTHS,
    ),
    FlatReport(
        path="/comparison",
        summary="One row per demand and calendar month of either report.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=(*ARGUMENTS, *MONTHS),
        key=(*DEMAND_KEY, "month_start"),
        place=COMPARISON_PLACE,
        columns=fixed(COMPARISON_COLUMNS),
        build=_comparison,
        nested=NestedForm(name="Comparison", schemas=nested_schemas.COMPARISON, build=_comparison_nested),
        options=(AGAINST,),
        narrowed=(*OF_DEMANDS, *OF_MONTHS),
    ),
    NestedReport(
        path="/dashboard/hierarchy",
        summary="The nested form of the dashboard.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        nested=NestedForm(name="Hierarchy", schemas=nested_schemas.HIERARCHY, build=_hierarchy),
    ),
    NestedReport(
        path="/dashboard/charts-data",
        summary="The nested form of the dashboard.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        nested=NestedForm(name="Charts", schemas=nested_schemas.CHARTS, build=_charts),
    ),
    WorkbookReport(
        path="/monthly-summary.xlsx",
        summary="A workbook for people: by demand, the tree, and the data.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=(*ARGUMENTS, MONTHLY_FIGURES),
        build=_monthly_workbook,
    ),
    WorkbookReport(
        path="/week-assignments.xlsx",
        summary="People's weeks as a workbook that is edited and sent back, for previewWeekAssignmentsImport.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=(REPORT, *GRID_WEEKS, *OF_PEOPLE),
        build=_week_assignments,
    ),
)
