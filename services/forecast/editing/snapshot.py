"""A report as its edits meet it: lines with their cells, and the working time of its months."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import lines
from db.forecast.filters import EVERY_DEMAND, DemandFilter
from db.forecast.rows import CellRow, LineRow, ReportRow
from services.forecast.editing.changes import FIELDS, NOTHING, Cell, Line, total_of
from services.forecast.editing.month_hours import MonthHours, WorkingTime
from services.shared.calendar import Month, report_months


class Snapshot(NamedTuple):
    """One report at one moment, or some lines of it: `elsewhere` is what the cells of the others add up to."""

    report: ReportRow
    months: list[Month]
    lines: list[Line]
    hours: MonthHours
    elsewhere: Cell = NOTHING

    @classmethod
    async def load(cls, session: ReadSession, report: ReportRow) -> "Snapshot":
        """The report's lines by main LOB, state and case type; raises InvalidInput for months without hours."""
        months = report_months(Month.of(report.first_month))
        lines = await lines_of(session, report.id)
        hours = await MonthHours.load(session)
        hours.require(months, {line.locality for line in lines})
        return cls(report, months, lines, hours)

    @classmethod
    async def load_part(cls, session: ReadSession, report: ReportRow, demand_ids: Collection[int]) -> "Snapshot":
        """The same with the lines of some demands alone, so that it costs what they do, however large the report is."""
        months = report_months(Month.of(report.first_month))
        some = _lines(
            await lines.lines_of_demands(session, report.id, demand_ids),
            await lines.cells_of_demands(session, report.id, demand_ids),
        )
        hours = await MonthHours.load(session)
        hours.require(months, {line.locality for line in some})
        whole = await lines.report_totals(session, report.id)
        elsewhere = (getattr(whole, name) - loaded for name, loaded in zip(FIELDS, total_of(some), strict=True))
        return cls(report, months, some, hours, Cell(*elsewhere))

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


async def lines_of(session: ReadSession, report_id: int, chosen: DemandFilter = EVERY_DEMAND) -> list[Line]:
    """A report's lines with their cells, by main LOB, state and case type; those of some demands alone."""
    cells = await lines.cells_by_report_id(session, report_id)
    return _lines(await lines.lines_by_report_ids(session, [report_id], chosen), cells)


def _lines(line_rows: Sequence[LineRow], cell_rows: Sequence[CellRow]) -> list[Line]:
    cells: dict[int, list[Cell]] = {}
    hours: dict[int, list[Decimal | None]] = {}
    for row in cell_rows:
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
        for row in line_rows
    ]
