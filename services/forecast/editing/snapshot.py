"""A report as its edits meet it: lines with their cells, and the working time of its months."""

from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import lines
from db.forecast.rows import ReportRow
from services.forecast.editing.changes import Cell, Line
from services.forecast.editing.month_hours import MonthHours, WorkingTime
from services.shared.calendar import Month, report_months


class Snapshot(NamedTuple):
    """One report at one moment."""

    report: ReportRow
    months: list[Month]
    lines: list[Line]
    hours: MonthHours

    @classmethod
    async def load(cls, session: ReadSession, report: ReportRow) -> "Snapshot":
        """The report's lines by main LOB, state and case type; raises InvalidInput for months without hours."""
        months = report_months(Month.of(report.first_month))
        lines = await lines_of(session, report.id)
        hours = await MonthHours.load(session)
        hours.require(months, {line.locality for line in lines})
        return cls(report, months, lines, hours)

    @property
    def labels(self) -> list[str]:
        """ "Jun-25" … of month1 to month6."""
        return [month.label for month in self.months]

    @property
    def named(self) -> str:
        """ "April 2025"."""
        return f"{Month.named(self.report).name} {self.report.year}"

    def hours_of(self, line: Line) -> WorkingTime:
        """Productive hours of one person in each of the six months, at the line's locality."""
        return self.hours.of_months(self.months, line.locality)


async def lines_of(session: ReadSession, report_id: int) -> list[Line]:
    """A report's lines with their cells, by main LOB, state and case type."""
    cells: dict[int, list[Cell]] = {}
    hours: dict[int, list[Decimal | None]] = {}
    for row in await lines.cells_by_report_id(session, report_id):
        cells.setdefault(row.demand_id, []).append(Cell(row.forecast, row.fte_req, row.fte_avail, row.capacity))
        hours.setdefault(row.demand_id, []).append(row.productive_hours)
    return [
        Line(
            id=row.id,
            demand_id=row.demand_id,
            main_lob=row.main_lob,
            state=row.state,
            case_type=row.case_type,
            case_id=row.case_id,
            locality=row.locality,
            version=row.version,
            target_cph=row.target_cph,
            cells=tuple(cells[row.demand_id]),
            computed_with=tuple(hours[row.demand_id]),
        )
        for row in await lines.lines_by_report_ids(session, [report_id])
    ]
