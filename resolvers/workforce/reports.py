"""What the workforce room reports over REST: tables for other programs, the dashboard's nested forms, a workbook."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from typing import Any

from db.engine import ReadSession
from db.forecast.enums import ForecastScope
from db.shared.enums import Permission
from db.workforce.enums import WorkforceScope
from db.workforce.report_rows import Span
from db.workforce.rollup_rows import Part
from resolvers.forecast.report_arguments import AGAINST, DEMANDS, REPORT, demand_filter
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
    page_of,
)
from services.shared.table import Table
from services.shared.workbook import SheetRows, Workbook, table_parts
from services.workforce.reports import dashboard, nested_schemas
from services.workforce.reports.capacity_by_tier import CAPACITY_BY_TIER_COLUMNS, capacity_by_tier
from services.workforce.reports.capacity_tree import CapacityTree, capacity_trees
from services.workforce.reports.compare_reports import Comparison, compare_reports
from services.workforce.reports.comparison_table import (
    COMPARISON_COLUMNS,
    compared_demands,
    comparison_nested,
    comparison_rows,
)
from services.workforce.reports.last_computed import last_computed
from services.workforce.reports.levels import Level
from services.workforce.reports.monthly_summary import monthly_summary, monthly_summary_columns
from services.workforce.reports.monthly_workbook import DEMAND_LEVELS, demand_sheet, tree_sheet
from services.workforce.reports.resource_assignments import RESOURCE_ASSIGNMENT_COLUMNS, resource_assignments
from services.workforce.reports.weekly_detail import weekly_detail, weekly_detail_columns

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
    report, demands = request.found(REPORT), demand_filter(request)
    return await monthly_summary(session, report=report, demands=demands, page=request.page, columns=request.columns)


async def _weekly_detail(session: ReadSession, request: ReportRequest) -> ReportRows:
    report, span = request.found(REPORT), _span(request)
    return await weekly_detail(session, report=report, span=span, columns=request.columns)


async def _resource_assignments(session: ReadSession, request: ReportRequest) -> ReportRows:
    return await resource_assignments(session, report=request.found(REPORT), span=_span(request))


async def _capacity_by_tier(session: ReadSession, request: ReportRequest) -> ReportRows:
    updated_at, tree = await last_computed(session), await _tree(session, request, parts=[Part.TIERS])
    rows = capacity_by_tier(tree, months=_months(request), updated_at=updated_at)
    return page_of(rows, request.page, changed_at=updated_at)


async def _comparison(session: ReadSession, request: ReportRequest) -> ReportRows:
    updated_at, comparison = await last_computed(session), await _compared(session, request)
    rows = comparison_rows(comparison, await compared_demands(session, comparison), updated_at)
    return page_of(rows, request.page, changed_at=updated_at)


async def _tiers_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    return dashboard.tiers_nested(await _tree(session, request, parts=[Part.TIERS]), _months(request))


async def _comparison_nested(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    comparison = await _compared(session, request)
    return comparison_nested(comparison, await compared_demands(session, comparison))


async def _hierarchy(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    parts = [Part.TIERS, Part.FTE_GAP, Part.FTE_WEEKS]
    return dashboard.hierarchy(await _tree(session, request, *DASHBOARD, parts=parts), _months(request))


async def _charts(session: ReadSession, request: ReportRequest) -> dict[str, Any]:
    return dashboard.charts(await _tree(session, request, *DASHBOARD, parts=[Part.FTE_GAP]), _months(request))


async def _monthly_workbook(session: ReadSession, request: ReportRequest) -> Workbook:
    report = request.found(REPORT)
    month = Month.named(report)
    filename = f"headroom-monthly-summary-{month.value}.xlsx"
    return Workbook(f"Monthly summary, {month.name} {month.year}", filename, _sheets(session, request))


async def _sheets(session: ReadSession, request: ReportRequest) -> AsyncIterator[SheetRows]:
    """By demand, the tree, and the monthly summary's table as data."""
    parts = [Part.FTE_GAP]
    yield demand_sheet(await _tree(session, request, *DEMAND_LEVELS, parts=parts), _months(request))
    yield tree_sheet(await _tree(session, request, *DASHBOARD, parts=parts), _months(request))
    columns = await monthly_summary_columns(session)
    rows = await _monthly_summary(session, replace(request, columns=columns))
    async for part in table_parts("Data", Table(columns, rows.batches)):
        yield part


async def _tree(session: ReadSession, request: ReportRequest, *levels: Level, parts: Collection[Part]) -> CapacityTree:
    id, chosen = request.found(REPORT).id, demand_filter(request)
    return (await capacity_trees(session, report_ids=[id], levels=levels, chosen=chosen, parts=parts))[id]


async def _compared(session: ReadSession, request: ReportRequest) -> Comparison:
    id, against = request.found(REPORT).id, request.value(AGAINST)
    return await compare_reports(session, report_id=id, against=against, chosen=demand_filter(request))


def _span(request: ReportRequest) -> Span:
    page = request.page
    return Span(request.found(REPORT).id, demand_filter(request), page.updated_since, page.offset, page.limit)


def _months(request: ReportRequest) -> list[Month]:
    return report_months(Month.of(request.found(REPORT).first_month))


REPORTS: tuple[Report, ...] = (
    FlatReport(
        path="/powerbi/monthly-summary",
        summary="One row per demand and month.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        columns=monthly_summary_columns,
        build=_monthly_summary,
    ),
    FlatReport(
        path="/powerbi/weekly-detail",
        summary="One row per demand and week.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        columns=weekly_detail_columns,
        build=_weekly_detail,
    ),
    FlatReport(
        path="/powerbi/resource-assignments",
        summary="One row per active assignment.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        columns=fixed(RESOURCE_ASSIGNMENT_COLUMNS),
        build=_resource_assignments,
    ),
    FlatReport(
        path="/capacity-by-tier",
        summary="One row per month and tier.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
        columns=fixed(CAPACITY_BY_TIER_COLUMNS),
        build=_capacity_by_tier,
        nested=NestedForm(name="Tiers", schemas=nested_schemas.TIERS, build=_tiers_nested),
    ),
    FlatReport(
        path="/comparison",
        summary="One row per demand and calendar month of either report.",
        permission=VIEW,
        scopes=SCOPES,
        arguments=ARGUMENTS,
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
