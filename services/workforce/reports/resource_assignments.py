"""The resource assignments: one row per active assignment with its resource, tier and demand."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

from db.engine import ReadSession
from db.forecast.reports import list_reports
from db.forecast.rows import ReportRow
from db.workforce.assignment_rows import AssignmentSpan, assignment_page_end, assignments_of_report
from db.workforce.figure_rows import HeldAssignmentRow, ReportedDemandRow, ReportedPersonRow
from db.workforce.report_rows import Span, demands_of_report, named_people
from db.workforce.rows import TierRow
from db.workforce.tiers import list_tiers
from services.shared.calendar import Month, Week, report_months
from services.shared.numbers import shown
from services.shared.report import ReportRows
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.workforce.reports.tiers import percent_label

T = ColumnType
RESOURCE_ASSIGNMENT_COLUMNS = [
    Column("cn", T.TEXT),
    Column("display_name", T.TEXT),
    Column("resource_type", T.TEXT),
    Column("platform", T.TEXT),
    Column("location", T.TEXT),
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("year", T.INTEGER),
    Column("week", T.INTEGER),
    Column("month", T.TEXT),
    Column("tier", T.TEXT),
    Column("tier_label", T.TEXT),
    Column("production_percentage", T.NUMBER),
    Column("weekly_capacity", T.NUMBER),
    Column("assignment_type", T.TEXT),
    Column("is_forced", T.BOOLEAN),
    Column("assigned_by", T.TEXT),
    Column("assigned_at", T.DATETIME),
    Column("week_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("hire_date", T.DATE),
    Column("last_day", T.DATE),
    Column("days_present", T.INTEGER),
    Column("working_days", T.INTEGER),
    *MARKS,
]
RESOURCE_ASSIGNMENT_PLACE = (int, int, str)
"""Year, week, and what whoever is assigned sorts by."""


async def resource_assignments(session: ReadSession, *, report: ReportRow, span: Span) -> ReportRows:
    """The active assignments of a report, by week and cn; since a moment, those that have gone too."""
    demands = {row.id: row for row in await demands_of_report(session, span)}
    tiers = {row.id: row for row in await list_tiers(session, include_inactive=True)}
    newer = await _newer_reports(session, report) if span.updated_since is not None else []
    asked = AssignmentSpan(span, list(demands), *_weeks(report), newer)
    last = await assignment_page_end(session, asked)
    return ReportRows(_batches(session, asked, report, demands, tiers), last)


async def _newer_reports(session: ReadSession, report: ReportRow) -> list[int]:
    """Reports that may have taken assignments over from this one."""
    own = Month.named(report)
    return [row.id for row in await list_reports(session) if Month.named(row) > own]


def _weeks(report: ReportRow) -> tuple[int, int]:
    """The first and the last week of the report's months, each as year × 100 + week."""
    first, *_, last = report_months(Month.of(report.first_month))
    # A week belongs to the month of its Thursday.
    days = (first.start + timedelta(days=3), last.plus(1).start - timedelta(days=4))
    begin, end = map(Week.of, days)
    return begin.year * 100 + begin.number, end.year * 100 + end.number


async def _batches(
    session: ReadSession,
    asked: AssignmentSpan,
    report: ReportRow,
    demands: Mapping[int, ReportedDemandRow],
    tiers: Mapping[int, TierRow],
) -> AsyncIterator[list[list[Any]]]:
    async for batch in assignments_of_report(session, asked):
        # People of one batch at a time: a large roster would weigh more than the rows.
        people = await named_people(session, {row.holder_id for row in batch})
        yield [_row(row, people[row.holder_id], demands[row.demand_id], tiers[row.tier_id], report) for row in batch]


def _row(
    row: HeldAssignmentRow, person: ReportedPersonRow, demand: ReportedDemandRow, tier: TierRow, report: ReportRow
) -> list[Any]:
    """Percentages are fractions, capacities have two decimals; days are empty where the whole week counts."""
    week = Week(row.year, row.week)
    # What stands in a report that was shown before this one has gone since this one is here.
    changed_at = row.updated_at if row.counts else max(row.updated_at, report.created_at)
    return [
        person.cn,
        person.display_name,
        person.resource_type,
        person.platform,
        person.location.title(),
        demand.main_lob,
        demand.case_type,
        demand.state,
        row.year,
        row.week,
        week.month.label,
        tier.name,
        percent_label(row.production_percentage),
        row.production_percentage,
        shown(row.weekly_capacity),
        row.assignment_type,
        row.is_forced,
        row.assigned_by,
        row.assigned_at,
        week.start,
        max(changed_at, person.updated_at, tier.updated_at),
        person.hire_date,
        person.last_day,
        row.days_present,
        row.working_days,
        *(COUNTS if row.counts else (False, row.deallocated_at or changed_at)),
    ]
