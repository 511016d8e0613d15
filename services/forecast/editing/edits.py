"""Editing a line: what a planner sets, and what the formulas make of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from services.forecast.editing.changes import Cell, Line
from services.forecast.editing.month_hours import WorkingTime
from services.shared.formulas import fte_required, planned_capacity


class LineEdit(NamedTuple):
    """New values of a line: target CPH, and by month (0–5) the forecast and the people available."""

    target_cph: Decimal | None = None
    forecast: Mapping[int, int] = {}
    fte_avail: Mapping[int, int] = {}


def edited(line: Line, edit: LineEdit, hours: WorkingTime) -> Line:
    """The line with an edit, and what follows from it.

    People required follow target CPH and forecast, capacity follows target CPH and people available; a figure that
    nothing edited leads to stays as it stands.
    """
    cph = line.target_cph if edit.target_cph is None else edit.target_cph
    cells = [
        _edited(cell, Cell(edit.forecast.get(place, cell.forecast), 0, edit.fte_avail.get(place, cell.fte_avail), 0),
                cph=cph, hours=hours[place], is_replanned=cph != line.target_cph)
        for place, cell in enumerate(line.cells)
    ]  # fmt: skip
    return line._replace(target_cph=cph, cells=tuple(cells))


def _edited(was: Cell, now: Cell, *, cph: Decimal, hours: Decimal, is_replanned: bool) -> Cell:
    required, capacity = was.fte_req, was.capacity
    if is_replanned or now.forecast != was.forecast:
        required = fte_required(forecast=now.forecast, target_cph=cph, productive_hours=hours)
    if is_replanned or now.fte_avail != was.fte_avail:
        capacity = planned_capacity(fte_available=now.fte_avail, target_cph=cph, productive_hours=hours)
    return Cell(now.forecast, required, now.fte_avail, capacity)
