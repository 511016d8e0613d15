"""Editing a line: what a planner sets, and what the formulas make of it with the hours of now."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from services.forecast.editing.changes import Cell, Line
from services.forecast.editing.month_hours import WorkingTime
from services.shared.formulas import fte_required, planned_capacity


class LineEdit(NamedTuple):
    """New values of a line: target CPH, by month (0–5) the forecast and the people available, and the case id."""

    target_cph: Decimal | None = None
    forecast: Mapping[int, int] = {}
    fte_avail: Mapping[int, int] = {}
    case_id: str | None = None

    def sets_anything_new(self, line: Line) -> bool:
        """Whether any value is another one than the line has."""
        return (
            self.target_cph not in (None, line.target_cph)
            or self.case_id not in (None, line.case_id)
            or any(line.cells[place].forecast != value for place, value in self.forecast.items())
            or any(line.cells[place].fte_avail != value for place, value in self.fte_avail.items())
        )


NO_EDIT = LineEdit()


def edited(line: Line, edit: LineEdit, hours: WorkingTime) -> Line:
    """The line with an edit, and what follows from it: people required and capacity of all six months.

    Months that nothing was set in follow the hours too: a line that is written is never left half by other hours.
    """
    cph = line.target_cph if edit.target_cph is None else edit.target_cph
    cells = tuple(
        computed_cell(
            forecast=edit.forecast.get(place, cell.forecast),
            fte_avail=edit.fte_avail.get(place, cell.fte_avail),
            target_cph=cph,
            productive_hours=hours[place],
        )
        for place, cell in enumerate(line.cells)
    )
    return line._replace(target_cph=cph, case_id=line.case_id if edit.case_id is None else edit.case_id, cells=cells)


def computed_cell(*, forecast: int, fte_avail: int, target_cph: Decimal, productive_hours: Decimal) -> Cell:
    """A cell as the formulas give it; in a month without hours nobody is required, and nobody finishes anything."""
    return Cell(
        forecast,
        fte_required(forecast=forecast, target_cph=target_cph, productive_hours=productive_hours),
        fte_avail,
        planned_capacity(fte_available=fte_avail, target_cph=target_cph, productive_hours=productive_hours),
    )
