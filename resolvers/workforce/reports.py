"""What the workforce room reports over REST: tables for other programs, the dashboard's nested forms, a workbook."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from typing import Any

from db.engine import ReadSession
from db.forecast.enums import ForecastScope
from db.forecast.rows import ReportRow
from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from db.workforce.report_rows import Span
from db.workforce.rollup_rows import Part
from resolvers.forecast.report_arguments import AGAINST, DEMANDS, REPORT, demand_filter
from services.forecast.former_reports import formerly_compared, formerly_newest
from services.shared.calendar import Month, report_months
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
from services.workforce.reports.capacity_by_tier import (
    CAPACITY_BY_TIER_COLUMNS,
    CAPACITY_BY_TIER_PLACE,
    capacity_by_tier,
)
from services.workforce.reports.capacity_tree import CapacityTree, capacity_trees
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
from services.workforce.reports.monthly_workbook import DEMAND_LEVELS, demand_sheet, tree_sheet
from services.workforce.reports.resource_assignments import (
    RESOURCE_ASSIGNMENT_COLUMNS,
    RESOURCE_ASSIGNMENT_PLACE,
    resource_assignments,
)
from services.workforce.reports.weekly_detail import WEEKLY_DETAIL_PLACE, weekly_detail, weekly_detail_columns

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


async def _monthly_summary(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (report := request.found(REPORT)) is None:
        return no_rows()
    span = await _span(session, request, report)
    return await monthly_summary(session, report=report, span=span, columns=request.columns)


async def _weekly_detail(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (report := request.found(REPORT)) is None:
        return no_rows()
    span = await _span(session, request, report)
    return await weekly_detail(session, report=report, span=span, columns=request.columns)


async def _resource_assignments(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (report := request.found(REPORT)) is None:
        return no_rows()
    return await resource_assignments(session, report=report, span=await _span(session, request, report))


async def _capacity_by_tier(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (report := request.found(REPORT)) is None:
        return no_rows()
    since, updated_at = request.page.updated_since, await last_computed(session)
    if since is not None and (updated_at is None or updated_at < since):
        return no_rows()
    months, gone = _months(report), None
    if since is not None:
        former = await _formerly(session, request, report)
        gone = sorted({month for one in former for month in _months(one)} - set(months))
    tree, after = await _tree_of(session, request, report, parts=[Part.TIERS]), request.page.after
    rows = capacity_by_tier(tree, months=months, updated_at=updated_at, gone=gone, after=after)
    return page_of(rows, request.page._replace(after=None))


async def _comparison(session: ReadSession, request: ReportRequest) -> ReportRows:
    if (compared := await _compared(session, request)) is None:
        return no_rows()
    since, updated_at = request.page.updated_since, await last_computed(session)
    if since is not None and (updated_at is None or updated_at < since):
        return no_rows()
    is_newest, is_before = (argument.name in request.left_open for argument in (REPORT, AGAINST))
    former = await formerly_compared(
        session, compared.current, compared.prior, since=since, is_newest=is_newest, is_before=is_before
    )
    gone = await former_lines(session, former, chosen=demand_filter(request))
    return page_of(comparison_rows(compared, await compared_demands(session, compared), updated_at, gone), request.page)


async def _tiers_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    return dashboard.tiers_nested(await _tree(session, request, parts=[Part.TIERS]), _months(request.found(REPORT)))


async def _comparison_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    if (compared := await _compared(session, request)) is None:
        return NOTHING_COMPARED
    return comparison_nested(compared, await compared_demands(session, compared))


async def _hierarchy(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    parts = [Part.TIERS, Part.FTE_GAP, Part.FTE_WEEKS]
    tree = await _tree(session, request, *DASHBOARD, parts=parts)
    return dashboard.hierarchy(tree, _months(request.found(REPORT)))


async def _charts(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    tree = await _tree(session, request, *DASHBOARD, parts=[Part.FTE_GAP])
    return dashboard.charts(tree, _months(request.found(REPORT)))


async def _monthly_workbook(session: ReadSession, request: ReportRequest) -> Workbook:
    if (report := request.found(REPORT)) is None:
        return Workbook("Monthly summary", "headroom-monthly-summary.xlsx", _sheets(session, request))
    month = Month.named(report)
    filename = f"headroom-monthly-summary-{month.value}.xlsx"
    return Workbook(f"Monthly summary, {month.name} {month.year}", filename, _sheets(session, request))


async def _sheets(session: ReadSession, request: ReportRequest) -> AsyncIterator[SheetRows]:
    """By demand, the tree, and the monthly summary's table as data."""
    months, parts = _months(request.found(REPORT)), [Part.FTE_GAP]
    yield demand_sheet(await _tree(session, request, *DEMAND_LEVELS, parts=parts), months)
    yield tree_sheet(await _tree(session, request, *DASHBOARD, parts=parts), months)
    columns = await monthly_summary_columns(session)
    rows = await _monthly_summary(session, replace(request, columns=columns))
    async for part in table_parts("Data", Table(columns, rows.batches)):
        yield part


async def _tree(
    session: ReadSession, request: ReportRequest, *levels: Level, parts: Collection[Part]
) -> CapacityTree | None:
    """The tree of the report; None while there is none."""
    report = request.found(REPORT)
    return None if report is None else await _tree_of(session, request, report, *levels, parts=parts)


async def _tree_of(
    session: ReadSession, request: ReportRequest, report: ReportRow, *levels: Level, parts: Collection[Part]
) -> CapacityTree:
    chosen = demand_filter(request)
    trees = await capacity_trees(session, report_ids=[report.id], levels=levels, chosen=chosen, parts=parts)
    return trees[report.id]


async def _compared(session: ReadSession, request: ReportRequest) -> Comparison | None:
    if (report := request.found(REPORT)) is None:
        return None
    prior, chosen = request.found(AGAINST), demand_filter(request)
    return await compare_reports(session, current=report, prior=prior, chosen=chosen)


async def _span(session: ReadSession, request: ReportRequest, report: ReportRow) -> Span:
    page, first = request.page, Month.of(report.first_month)
    former = [(one.id, Month.of(one.first_month).minus(first)) for one in await _formerly(session, request, report)]
    chosen = demand_filter(request)
    return Span(report.id, chosen, page.updated_since, page.offset, page.limit, page.after, tuple(former))


async def _formerly(session: ReadSession, request: ReportRequest, report: ReportRow) -> list[ReportRow]:
    """The reports that were shown in the place of this one since the moment asked, where none was named."""
    if REPORT.name not in request.left_open:
        return []
    return await formerly_newest(session, report, since=request.page.updated_since)


def _months(report: ReportRow | None) -> list[Month]:
    return report_months(Month.of(report.first_month)) if report else []


REPORTS: tuple[Report, ...] = (
    FlatReport(
        path="/powerbi/monthly-summary",
        summary="One row per demand and month.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        key=(*DEMAND_KEY, "month_start"),
        place=MONTHLY_SUMMARY_PLACE,
        columns=monthly_summary_columns,
        build=_monthly_summary,
    ),
    FlatReport(
        path="/powerbi/weekly-detail",
        summary="One row per demand and week.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        key=(*DEMAND_KEY, "year", "week"),
        place=WEEKLY_DETAIL_PLACE,
        columns=weekly_detail_columns,
        build=_weekly_detail,
    ),
    FlatReport(
        path="/powerbi/resource-assignments",
        summary="One row per active assignment.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        key=("cn", "year", "week"),
        place=RESOURCE_ASSIGNMENT_PLACE,
        columns=fixed(RESOURCE_ASSIGNMENT_COLUMNS),
        build=_resource_assignments,
    ),
    FlatReport(
        path="/capacity-by-tier",
        summary="One row per month and tier.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        key=("month_start", "tier_id"),
        place=CAPACITY_BY_TIER_PLACE,
        columns=fixed(CAPACITY_BY_TIER_COLUMNS),
        build=_capacity_by_tier,
        nested=NestedForm(name="Tiers", schemas=nested_schemas.TIERS, build=_tiers_nested),
        set_name="TierBreakdown",
    ),
    FlatReport(
        path="/comparison",
        summary="One row per demand and calendar month of either report.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        key=(*DEMAND_KEY, "month_start"),
        place=COMPARISON_PLACE,
        columns=fixed(COMPARISON_COLUMNS),
        build=_comparison,
        nested=NestedForm(name="Comparison", schemas=nested_schemas.COMPARISON, build=_comparison_nested),
        options=(AGAINST,),
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
        arguments=ARGUMENTS,
        build=_monthly_workbook,
    ),
)
