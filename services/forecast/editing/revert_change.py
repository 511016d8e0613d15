"""Taking a committed change back: what it set is set as it was before, and what follows from that is computed anew."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import ReadSession
from db.forecast import history
from db.forecast.rows import HistoryChangeRow, HistoryEntryRow
from services.forecast.editing.changes import Cell, Line
from services.forecast.editing.edits import LineEdit
from services.forecast.editing.line_edits import LinesByName, part_named, request_of
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import conflict, is_stale
from services.forecast.find_report import report_by_id
from services.shared.errors import NotAllowedInState, NotFound, Refusal, refuse_all

PATH = ("historyLogId",)
Months = Mapping[int, Mapping[str, int]]
"""Of the months (0–5) that an entry changed, what it wrote: new values, and new less old."""


class Reverting(NamedTuple):
    """An entry of the history log with its report as it stands, and the request that takes it back."""

    entry: HistoryEntryRow
    snapshot: Snapshot
    request: dict[str, Any]


async def read_entry(session: ReadSession, history_log_id: UUID) -> Reverting:
    """What taking an entry back asks for.

    Raises NotFound, NotAllowedInState for the entry that created the report, and Refusals of Conflict naming every
    record in which something that the entry set has been set again since.
    """
    entry = await history.entry_by_id(session, history_log_id)
    if entry is None:
        raise NotFound("there is no such entry in the history log", PATH, "a historyLogId that historyLog lists")
    report = await report_by_id(session, entry.report_id)
    rows = [] if entry.creates_report else await history.changes_by_entry_ids(session, [history_log_id])
    snapshot = await part_named(session, report, rows)
    if entry.creates_report:
        raise NotAllowedInState(
            f"the entry created the report of {snapshot.named}, and a report is never taken away; accepted: entries"
            " that changed it since, or another forecast for it",
            PATH,
            state="CREATED_THE_REPORT",
        )
    return Reverting(entry, snapshot, _inverse(snapshot, rows))


def _inverse(snapshot: Snapshot, rows: Sequence[HistoryChangeRow]) -> dict[str, Any]:
    lines, refusals = LinesByName(snapshot.lines), list[Refusal]()
    edits = {}
    for row in rows:
        line = lines.of(row)
        assert line is not None  # lines of a report are never removed
        months = _changed_months(row, snapshot.labels)
        written = _as_written(line, row, months)
        if is_stale(written, line):
            refusals.append(conflict(expected=written, actual=line, labels=snapshot.labels, path=PATH))
        edits[line.demand_id] = _edit_back(row, months)
    refuse_all(refusals)
    return request_of(edits)


def _changed_months(row: HistoryChangeRow, labels: Sequence[str]) -> Months:
    modified = set(row.modified_fields)
    return {place: row.months[label] for place, label in enumerate(labels) if f"{label}.forecast" in modified}


def _as_written(line: Line, row: HistoryChangeRow, months: Months) -> Line:
    """The line as it would be if nobody had set again what the entry set; what follows from that may have moved on.

    Months that the entry changed were computed with its target CPH: another one since is a change of them, too.
    """
    cells = tuple(
        Cell(months[place]["forecast"], cell.fte_req, months[place]["fte_avail"], cell.capacity)
        if place in months
        else cell
        for place, cell in enumerate(line.cells)
    )
    return line._replace(
        case_id=line.case_id if row.case_id_before is None else row.case_id,
        target_cph=row.target_cph if months or "target_cph" in row.modified_fields else line.target_cph,
        cells=cells,
    )


def _edit_back(row: HistoryChangeRow, months: Months) -> LineEdit:
    # A demand that the entry added had no target CPH before; its cells become empty, its CPH stays.
    old_cph: Decimal = row.target_cph - row.target_cph_change
    return LineEdit(
        old_cph if "target_cph" in row.modified_fields and old_cph else None,
        {place: values["forecast"] - values["forecast_change"] for place, values in months.items()},
        {place: values["fte_avail"] - values["fte_avail_change"] for place, values in months.items()},
        row.case_id_before,
    )
