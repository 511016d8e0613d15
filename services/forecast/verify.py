"""Recomputing every forecast cell: what is wrong, and what only other hours have made so."""

from collections.abc import Iterator
from decimal import Decimal

from db.engine import ReadSession
from db.forecast.rows import DifferingCellRow
from db.forecast.stale_cells import differing_cells
from services.forecast.editing.changes import Cell
from services.forecast.editing.edits import computed_cell
from services.shared.calendar import Month, report_months


async def verify(session: ReadSession) -> list[str]:
    """Every cell that the formulas did not give with the hours it was computed with."""
    return [_line(row, row.hours_then) for row in await differing_cells(session) if not _followed(row)]


async def notices(session: ReadSession) -> list[str]:
    """Every cell that is right but for the hours, which are others now: it follows when its record is written next."""
    return [
        f"{_line(row, row.hours_now)} by the hours of now" for row in await differing_cells(session) if _followed(row)
    ]


def _followed(row: DifferingCellRow) -> bool:
    """Whether a cell is what the hours gave that it was computed with.

    Where those are not known, whether there are hours that may have: nobody finishes nothing, and no cases need nobody.
    """
    if row.hours_then is not None:
        return _stored(row) == _computed(row, row.hours_then)
    return (row.fte_avail > 0 or row.capacity == 0) and (row.forecast > 0 or row.fte_req == 0)


def _line(row: DifferingCellRow, hours: Decimal | None) -> str:
    label = report_months(Month.of(row.first_month))[row.month_index - 1].label
    named = f"{row.main_lob} / {row.state} / {row.case_type}"
    return f"cell of report {Month.named(row).value}, {named}, {label}: " + ", ".join(_differences(row, hours))


def _differences(row: DifferingCellRow, hours: Decimal | None) -> Iterator[str]:
    stored = _stored(row)
    if hours is None:
        yield f"fte_req {row.fte_req} and capacity {row.capacity}, which no hours give"
        return
    for name, was, now in zip(Cell._fields, stored, _computed(row, hours), strict=True):
        if was != now:
            yield f"{name} {was}, recomputed {now}"


def _stored(row: DifferingCellRow) -> Cell:
    return Cell(row.forecast, row.fte_req, row.fte_avail, row.capacity)


def _computed(row: DifferingCellRow, hours: Decimal) -> Cell:
    return computed_cell(
        forecast=row.forecast, fte_avail=row.fte_avail, target_cph=row.target_cph, productive_hours=hours
    )
