"""Writing forecast cells: the only place that does, under a lock of the report and with a new version of each line."""

from collections.abc import Sequence

from db.engine import ReadSession, WriteSession
from db.forecast import queries, writes
from services.forecast.changes import Cell, Change, Line


async def lines_of(session: ReadSession, report_id: int) -> list[Line]:
    """A report's lines with their cells, by main LOB, state and case type."""
    cells: dict[int, list[Cell]] = {}
    for row in await queries.cells_by_report_id(session, report_id):
        cells.setdefault(row.demand_id, []).append(Cell(row.forecast, row.fte_req, row.fte_avail, row.capacity))
    return [
        Line(
            demand_id=row.demand_id,
            main_lob=row.main_lob,
            state=row.state,
            case_type=row.case_type,
            case_id=row.case_id,
            target_cph=row.target_cph,
            cells=tuple(cells[row.demand_id]),
        )
        for row in await queries.lines_by_report_ids(session, [report_id])
    ]


async def commit_changes(session: WriteSession, report_id: int, found: Sequence[Change]) -> int:
    """Write the cells that changed and raise the version of their lines; returns how many cells were written."""
    cells = [
        writes.ChangedCell(change.after.demand_id, index, *now)
        for change in found
        for index, (was, now) in enumerate(zip(change.before.cells, change.after.cells, strict=True), start=1)
        if was != now
    ]
    return await writes.update_cells(session, report_id=report_id, cells=cells)
