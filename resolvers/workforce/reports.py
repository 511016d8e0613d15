"""What the workforce room reports over REST: tables for other programs, the dashboard's nested forms, a workbook."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from db.engine import ReadSession
from db.forecast.enums import ForecastScope
from db.forecast.reports import list_reports
from db.forecast.rows import ReportRow
from db.shared.enums import Permission
from db.shared.keyed_pages import Span
from db.workforce.enums import WorkforceScope
from db.workforce.report_rows import Asked
from db.workforce.rollup_rows import Part
from resolvers.forecast.report_arguments import (
    AGAINST,
    DEMANDS,
    MONTH_FROM,
    MONTH_TO,
    REPORT,
    REPORT_OR_ALL,
    Every,
    demand_filter,
    months,
    named_report,
    told_filter,
)
from resolvers.workforce.report_arguments import MONTHLY_FIGURES
from services.forecast.former_reports import formerly_compared, formerly_newest
from services.shared.calendar import Month, report_months
from services.shared.errors import BadRequest
from services.shared.relations import relation_rows, span_of
from services.shared.report import (
    Columns,
    FlatReport,
    KeyedRow,
    NestedForm,
    NestedReport,
    Page,
    Relation,
    Relations,
    Report,
    ReportRequest,
    ReportRows,
    Rows,
    WorkbookReport,
    fixed,
    no_rows,
    page_of,
)
from services.shared.table import Column, Table
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
from services.workforce.reports.monthly_workbook import DEMAND_LEVELS, MonthlySheets
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
MONTHS = (MONTH_FROM, MONTH_TO)
OF_REPORTS = (REPORT_OR_ALL, *DEMANDS, *MONTHS)
Made: TypeAlias = Callable[[Asked, Span, Sequence[Column]], Relation]


def _rows_of(table: Made) -> Rows:
    """The rows of the report that is found, or of every report; none while there is no report."""

    async def build(session: ReadSession, request: ReportRequest) -> ReportRows:
        asked = await _asked(session, request, report := request.found(REPORT_OR_ALL))
        if report is None:
            return no_rows()
        relation = table(asked, span_of(request.page), request.columns)
        return await relation_rows(session, relation, page=request.page, columns=request.columns)

    return build


def _relation_of(table: Made, columns: Columns) -> Relations:
    """The rows of every report, or of the one that is named."""

    async def relation(session: ReadSession, request: ReportRequest) -> Relation:
        asked = Asked(await named_report(session, request, REPORT_OR_ALL), demand_filter(request), (), *months(request))
        return table(asked, span_of(request.page), request.columns or await columns(session))

    return relation


async def _capacity_by_tier(session: ReadSession, request: ReportRequest) -> ReportRows:
    asked_months, page = months(request), request.page
    updated_at = await last_computed(session)
    if (report := request.found(REPORT_OR_ALL)) is None or not _changed_within(page, updated_at):
        return no_rows()
    reports = list(reversed(await list_reports(session))) if isinstance(report, Every) else [report]
    rows: list[KeyedRow] = []
    for one in reports:
        if page.after is None or Month.named(one).value >= page.after[0]:
            rows += _within_months(await _tiers_of(session, request, one, updated_at), asked_months, place=1)
        if page.limit is not None and len(rows) > page.offset + page.limit:
            break
    return page_of(rows, page._replace(after=None))


async def _tiers_of(
    session: ReadSession, request: ReportRequest, report: ReportRow, updated_at: datetime | None
) -> list[KeyedRow]:
    """A report's tiers by month; the key begins with the report."""
    gone, value, after = None, Month.named(report).value, request.page.after
    if request.page.updated_since is not None:
        former = await _formerly(session, request, report)
        gone = sorted({month for one in former for month in _months(one)} - set(_months(report)))
    after = after[1:] if after is not None and after[0] == value else None
    tree = await _tree_of(session, request, report, parts=[Part.TIERS])
    rows = capacity_by_tier(tree, months=_months(report), updated_at=updated_at, gone=gone, after=after)
    return [((value, *key), [*row, value]) for key, row in rows]


async def _comparison(session: ReadSession, request: ReportRequest) -> ReportRows:
    asked_months, page = months(request), request.page
    if (compared := await _compared(session, request)) is None:
        return no_rows()
    since, updated_at = page.updated_since, await last_computed(session)
    if not _changed_within(page, updated_at):
        return no_rows()
    is_newest, is_before = (argument.name in request.left_open for argument in (REPORT, AGAINST))
    former = await formerly_compared(
        session, compared.current, compared.prior, since=since, is_newest=is_newest, is_before=is_before
    )
    gone = await former_lines(session, former, chosen=demand_filter(request))
    rows = comparison_rows(compared, await compared_demands(session, compared), updated_at, gone)
    return page_of(_within_months(rows, asked_months, place=3), page)


def _within_months(rows: Iterable[KeyedRow], asked: tuple[date | None, date | None], *, place: int) -> list[KeyedRow]:
    """Rows of some months; `place` is that of the year in their keys, and the month stands after it."""
    first, last = asked[0] or date.min, asked[1] or date.max
    return [row for row in rows if first <= date(row[0][place], row[0][place + 1], 1) <= last]


def _changed_within(page: Page, updated_at: datetime | None) -> bool:
    """Whether figures that are all computed at once changed since a moment and before another."""
    if updated_at is None:
        return page.updated_since is None and page.updated_until is None
    since, until = page.updated_since or updated_at, page.updated_until
    return since <= updated_at and (until is None or updated_at < until)


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
    filename = f"headroom-monthly-summary-{Month.named(report).value}.xlsx"
    return Workbook(f"Monthly summary, {_named(report)}", filename, _sheets(session, request))


async def _sheets(session: ReadSession, request: ReportRequest) -> AsyncIterator[SheetRows]:
    """By demand, the tree, and the monthly summary's table as data."""
    report, parts = request.found(REPORT), [Part.FTE_GAP]
    chosen = "".join(f"; {part}" for part in told_filter(request))
    subject = "There is no report yet." if report is None else f"Report of {_named(report)}{chosen}"
    sheets = MonthlySheets(_months(report), request.value(MONTHLY_FIGURES), subject)
    yield sheets.by_demand(await _tree(session, request, *DEMAND_LEVELS, parts=parts))
    yield sheets.by_node(await _tree(session, request, *DASHBOARD, parts=parts))
    columns = await monthly_summary_columns(session)
    rows = await _rows_of(monthly_summary)(session, replace(request, columns=columns))
    async for part in table_parts("Data", Table(columns, rows.batches)):
        yield part


async def _tree(
    session: ReadSession, request: ReportRequest, *levels: Level, parts: Collection[Part]
) -> CapacityTree | None:
    """The tree of the report; None while there is none."""
    if isinstance(report := request.found(REPORT_OR_ALL), Every):
        raise BadRequest("report is all; accepted: one report, since this form is of one")
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


async def _asked(session: ReadSession, request: ReportRequest, report: ReportRow | Every | None) -> Asked:
    chosen, asked_months = demand_filter(request), months(request)
    if report is None or isinstance(report, Every):
        return Asked(None, chosen, (), *asked_months)
    former = [one.id for one in await _formerly(session, request, report)]
    return Asked(report.id, chosen, tuple(former), *asked_months)


async def _formerly(session: ReadSession, request: ReportRequest, report: ReportRow) -> list[ReportRow]:
    """The reports that were shown in the place of this one since the moment asked, where none was named."""
    if REPORT.name not in request.left_open:
        return []
    return await formerly_newest(session, report, since=request.page.updated_since)


def _named(report: ReportRow) -> str:
    month = Month.named(report)
    return f"{month.name} {month.year}"


def _months(report: ReportRow | None) -> list[Month]:
    return report_months(Month.of(report.first_month)) if report else []


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
        build=_rows_of(monthly_summary),
        relation=_relation_of(monthly_summary, monthly_summary_columns),
        across=("report",),
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
        build=_rows_of(weekly_detail),
        relation=_relation_of(weekly_detail, weekly_detail_columns),
        across=("report",),
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
        build=_rows_of(resource_assignments),
        relation=_relation_of(resource_assignments, fixed(RESOURCE_ASSIGNMENT_COLUMNS)),
        across=("report",),
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
        build=_capacity_by_tier,
        nested=NestedForm(name="Tiers", schemas=nested_schemas.TIERS, build=_tiers_nested),
        set_name="TierBreakdown",
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
)
