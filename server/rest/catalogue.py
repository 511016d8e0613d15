"""The flat reports there are: how many rows each has, and how it is made; a new one is a row here."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import demands
from db.forecast.rows import DemandRow, ReportRow
from db.workforce.report_rows import Span
from db.workforce.summary_rows import summary_count
from services.forecast.reports.compare_reports import Comparison, compare_reports
from services.forecast.reports.comparison_table import comparison_table
from services.shared.table import Table, pages
from services.workforce.reports.capacity_by_tier import capacity_by_tier
from services.workforce.reports.capacity_tree import CapacityTree, capacity_trees
from services.workforce.reports.levels import Level
from services.workforce.reports.monthly_summary import monthly_summary
from services.workforce.reports.resource_assignments import ResourceAssignments
from services.workforce.reports.weekly_detail import WeeklyDetail

DASHBOARD = (Level.CATEGORY, Level.STATE, Level.CASE_TYPE)


class Asked(NamedTuple):
    """What a flat report was asked for."""

    report: ReportRow
    span: Span
    against: str | None
    changed_at: datetime | None = None


class Built(NamedTuple):
    """A table, and how many rows all its pages have."""

    total: int
    table: Table


Build = Callable[[ReadSession, Asked], Awaitable[Built]]


async def monthly(session: ReadSession, asked: Asked) -> Built:
    """One row per demand and month."""
    span = asked.span
    total = await summary_count(session, span.report_id, span.chosen, updated_since=span.updated_since)
    table = await monthly_summary(
        session,
        report=asked.report,
        chosen=span.chosen,
        updated_since=span.updated_since,
        offset=span.offset,
        limit=span.limit,
    )
    return Built(total, table)


async def weekly(session: ReadSession, asked: Asked) -> Built:
    """One row per demand and week."""
    found = await WeeklyDetail.load(session, report=asked.report, span=asked.span)
    return Built(found.total(), await found.table(session))


async def assigned(session: ReadSession, asked: Asked) -> Built:
    """One row per active assignment."""
    found = await ResourceAssignments.load(session, report=asked.report, span=asked.span)
    return Built(await found.total(session), found.table(session))


async def by_tier(session: ReadSession, asked: Asked) -> Built:
    """One row per month and tier."""
    tree = await tree_of(session, asked, ())
    return await _page(capacity_by_tier(report=asked.report, tree=tree, updated_at=asked.changed_at), asked)


async def compared(session: ReadSession, asked: Asked) -> Built:
    """One row per demand and calendar month of either report."""
    found = await comparison_of(session, asked)
    demands = await demands_of(session, found)
    return await _page(comparison_table(found, demands, asked.changed_at), asked)


async def tree_of(session: ReadSession, asked: Asked, levels: tuple[Level, ...]) -> CapacityTree:
    """The report's tree."""
    ids = [asked.report.id]
    return (await capacity_trees(session, report_ids=ids, levels=levels, chosen=asked.span.chosen))[asked.report.id]


async def comparison_of(session: ReadSession, asked: Asked) -> Comparison:
    """The report against another; raises BadRequest for one that is not there."""
    return await compare_reports(session, report_id=asked.report.id, against=asked.against, chosen=asked.span.chosen)


async def demands_of(session: ReadSession, found: Comparison) -> dict[int, DemandRow]:
    """The demands of a comparison's lines, by id."""
    rows = await demands.demands_by_ids(session, {line.demand_id for line in found.lines})
    return {row.id: row for row in rows}


async def _page(table: Table, asked: Asked) -> Built:
    """A table whose rows are all there, cut to the page asked for."""
    rows = [row async for batch in table.batches for row in batch]
    since = asked.span.updated_since
    if since is not None and (asked.changed_at is None or asked.changed_at < since):
        rows = []
    end = None if asked.span.limit is None else asked.span.offset + asked.span.limit
    return Built(len(rows), Table(table.columns, pages(rows[asked.span.offset : end])))


FLAT: dict[str, Build] = {
    "/powerbi/monthly-summary": monthly,
    "/powerbi/weekly-detail": weekly,
    "/powerbi/resource-assignments": assigned,
    "/capacity-by-tier": by_tier,
    "/comparison": compared,
}
