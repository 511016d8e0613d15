"""How the tables of reports are told: of one report or of all, of some months, and changed in some time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from db.engine import ReadSession
from db.forecast.reports import list_reports
from db.forecast.rows import ReportRow
from db.shared.keyed_pages import Span
from db.workforce.report_rows import Asked
from db.workforce.rollup_rows import Part
from resolvers.forecast.report_arguments import (
    REPORT,
    REPORT_OR_ALL,
    Every,
    demand_filter,
    months,
    named_report,
)
from services.forecast.former_reports import formerly_newest
from services.shared.calendar import Month, report_months
from services.shared.relations import relation_rows, span_of
from services.shared.report import (
    Columns,
    KeyedRow,
    Page,
    Relation,
    Relations,
    ReportRequest,
    ReportRows,
    Rows,
    no_rows,
    page_of,
)
from services.shared.table import Column
from services.workforce.reports.capacity_by_tier import (
    capacity_by_tier,
)
from services.workforce.reports.capacity_tree import CapacityTree, capacity_trees
from services.workforce.reports.last_computed import last_computed
from services.workforce.reports.levels import Level

Made: TypeAlias = Callable[[Asked, Span, Sequence[Column]], Relation]


def table_rows(table: Made) -> Rows:
    """The rows of the report that is found, or of every report; none while there is no report."""

    async def build(session: ReadSession, request: ReportRequest) -> ReportRows:
        asked = await _asked(session, request, report := request.found(REPORT_OR_ALL))
        if report is None:
            return no_rows()
        span = span_of(request.page)
        relation = table(asked, span._replace(to_its_end=span.limit is None), request.columns)
        return await relation_rows(session, relation, page=request.page, columns=request.columns)

    return build


def table_relation(table: Made, columns: Columns) -> Relations:
    """The rows of every report, or of the one that is named."""

    async def relation(session: ReadSession, request: ReportRequest) -> Relation:
        asked = Asked(await named_report(session, request, REPORT_OR_ALL), demand_filter(request), (), *months(request))
        return table(asked, span_of(request.page), request.columns or await columns(session))

    return relation


async def tier_rows(session: ReadSession, request: ReportRequest) -> ReportRows:
    asked_months, page = months(request), request.page
    updated_at = await last_computed(session)
    if (report := request.found(REPORT_OR_ALL)) is None or not changed_within(page, updated_at):
        return no_rows()
    reports = list(reversed(await list_reports(session))) if isinstance(report, Every) else [report]
    rows: list[KeyedRow] = []
    for one in reports:
        if page.after is None or Month.named(one).value >= page.after[0]:
            rows += within_months(await _tiers_of(session, request, one, updated_at), asked_months, place=1)
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
        gone = sorted({month for one in former for month in months_of(one)} - set(months_of(report)))
    after = after[1:] if after is not None and after[0] == value else None
    tree = await tree_of(session, request, report, parts=[Part.TIERS])
    rows = capacity_by_tier(tree, months=months_of(report), updated_at=updated_at, gone=gone, after=after)
    return [((value, *key), [*row, value]) for key, row in rows]


def within_months(rows: Iterable[KeyedRow], asked: tuple[date | None, date | None], *, place: int) -> list[KeyedRow]:
    """Rows of some months; `place` is that of the year in their keys, and the month stands after it."""
    first, last = asked[0] or date.min, asked[1] or date.max
    return [row for row in rows if first <= date(row[0][place], row[0][place + 1], 1) <= last]


def changed_within(page: Page, updated_at: datetime | None) -> bool:
    """Whether figures that are all computed at once changed since a moment and before another."""
    if updated_at is None:
        return page.updated_since is None and page.updated_until is None
    since, until = page.updated_since or updated_at, page.updated_until
    return since <= updated_at and (until is None or updated_at < until)


async def tree_of(
    session: ReadSession, request: ReportRequest, report: ReportRow, *levels: Level, parts: Collection[Part]
) -> CapacityTree:
    chosen = demand_filter(request)
    trees = await capacity_trees(session, report_ids=[report.id], levels=levels, chosen=chosen, parts=parts)
    return trees[report.id]


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


def months_of(report: ReportRow | None) -> list[Month]:
    return report_months(Month.of(report.first_month)) if report else []
