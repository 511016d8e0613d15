"""The resource assignments: one row per active assignment with its resource, tier and demand."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from db.engine import ReadSession
from db.forecast.rows import ReportRow
from db.workforce.figure_rows import ReportedDemandRow, ReportedPersonRow
from db.workforce.report_rows import (
    Changed,
    Span,
    assignment_row_count,
    assignments_of_report,
    cells_of_report,
    demands_of_report,
    named_people,
    people_changed_since,
)
from db.workforce.rows import AssignmentRow, TierRow
from db.workforce.tiers import list_tiers
from services.shared.calendar import Month, Week, report_months
from services.shared.numbers import shown
from services.shared.report import ReportRows
from services.shared.table import Column, ColumnType
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
]


async def resource_assignments(session: ReadSession, *, report: ReportRow, span: Span) -> ReportRows:
    """The active assignments of a report, by week and cn."""
    found = await ResourceAssignments.load(session, report=report, span=span)
    return ReportRows(await found.total(session), found.batches(session))


class ResourceAssignments:
    """The active assignments of a report; percentages are fractions, capacities have two decimals.

    Days present and working days are empty where the whole week counts.
    """

    def __init__(self, report: ReportRow, span: Span) -> None:
        self._span = span
        first = Month.of(report.first_month)
        self._labels = [month.label for month in report_months(first)]
        self._demands: dict[int, ReportedDemandRow] = {}
        self._tiers: dict[int, TierRow] = {}
        self._cells: dict[tuple[int, int], tuple[int, datetime]] = {}
        self._changed: Changed | None = None

    @classmethod
    async def load(cls, session: ReadSession, *, report: ReportRow, span: Span) -> "ResourceAssignments":
        """Everything assignments refer to; they themselves are read as rows are drawn."""
        found = cls(report, span)
        found._demands = {row.id: row for row in await demands_of_report(session, span)}
        found._tiers = {row.id: row for row in await list_tiers(session, include_inactive=True)}
        found._cells = await cells_of_report(session, span._replace(updated_since=None))
        if (since := span.updated_since) is not None:
            cells = [demand * 10 + month for (demand, month), (_, at) in found._cells.items() if at >= since]
            found._changed = Changed(cells, await people_changed_since(session, since))
        return found

    async def total(self, session: ReadSession) -> int:
        """How many rows all pages have."""
        return await assignment_row_count(session, self._span, demand_ids=list(self._demands), changed=self._changed)

    async def batches(self, session: ReadSession) -> AsyncIterator[list[list[Any]]]:
        """The page asked for, by week and cn."""
        ids = list(self._demands)
        async for batch in assignments_of_report(session, self._span, demand_ids=ids, changed=self._changed):
            # People of one batch at a time: a large roster would weigh more than the rows.
            people = await named_people(session, {row.resource_id for row in batch})
            yield [self._row(row, people[row.resource_id]) for row in batch]

    def _row(self, row: AssignmentRow, person: ReportedPersonRow) -> list[Any]:
        demand = self._demands[row.demand_id]
        computed_at = self._cells[row.demand_id, row.forecast_month_index][1]
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
            self._labels[row.forecast_month_index - 1],
            self._tiers[row.tier_id].name,
            percent_label(row.production_percentage),
            row.production_percentage,
            shown(row.weekly_capacity),
            row.assignment_type,
            row.is_forced,
            row.assigned_by,
            row.assigned_at,
            Week(row.year, row.week).start,
            max(computed_at, person.updated_at),
            person.hire_date,
            person.last_day,
            row.days_present,
            row.working_days,
        ]
