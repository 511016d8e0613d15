"""Taking a committed change back: its inverse, as a change like any other."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import ReadSession
from db.forecast import history
from db.forecast.rows import HistoryChangeRow, HistoryEntryRow
from services.forecast.editing.changes import FIELDS, Cell, Line
from services.forecast.editing.line_edits import LinesByName
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import conflict, is_stale
from services.forecast.find_report import report_by_id
from services.shared.errors import NotFound, Refusal, refuse_all
from services.shared.inputs import Inputs

PATH = ("historyLogId",)


class Reverting(NamedTuple):
    """An entry of the history log with its report as it stands, and the request that takes it back."""

    entry: HistoryEntryRow
    snapshot: Snapshot
    request: dict[str, Any]


async def read_entry(session: ReadSession, history_log_id: UUID) -> Reverting:
    """What taking an entry back asks for.

    Raises NotFound, and Refusals of Conflict naming every record that no longer holds what the entry wrote.
    """
    entry = await history.entry_by_id(session, history_log_id)
    if entry is None:
        raise NotFound("there is no such entry in the history log", PATH)
    snapshot = await Snapshot.load(session, await report_by_id(session, entry.report_id))
    rows = await history.changes_by_entry_ids(session, [history_log_id])
    return Reverting(entry, snapshot, _inverse(snapshot, rows))


def propose(snapshot: Snapshot, request: Mapping[str, Any]) -> dict[int, Line]:
    """The lines as they were before the entry, in what it changed; everything else stays as it stands."""
    targets = {demand_id: (cph, dict(months)) for demand_id, cph, months in request["lines"]}
    return {
        line.demand_id: _restored(line, *targets[line.demand_id])
        for line in snapshot.lines
        if line.demand_id in targets
    }


def _restored(line: Line, cph: str | None, months: Mapping[int, Sequence[int]]) -> Line:
    cells = tuple(Cell(*months[place]) if place in months else cell for place, cell in enumerate(line.cells))
    return line._replace(target_cph=line.target_cph if cph is None else Decimal(cph), cells=cells)


def _inverse(snapshot: Snapshot, rows: Sequence[HistoryChangeRow]) -> dict[str, Any]:
    lines, refusals = LinesByName(snapshot.lines), list[Refusal]()
    found = []
    for row in rows:
        line = lines.find(Inputs(), row)
        assert line is not None  # lines of a report are never removed
        modified = set(row.modified_fields)
        cph = row.target_cph if "target_cph" in modified else line.target_cph
        cells = [
            Cell(*(values[name] for name in FIELDS)) if f"{label}.forecast" in modified else cell
            for (label, values), cell in zip(_in_order(row, snapshot.labels), line.cells, strict=True)
        ]
        written = line._replace(target_cph=cph, cells=tuple(cells))
        if is_stale(written, line):
            refusals.append(conflict(expected=written, actual=line, labels=snapshot.labels, path=PATH))
        old_cph = cph - row.target_cph_change
        months = [
            (place, [values[name] - values[f"{name}_change"] for name in FIELDS])
            for place, (label, values) in enumerate(_in_order(row, snapshot.labels))
            if f"{label}.forecast" in modified
        ]
        # A demand that the entry added had no target CPH before; its cells become empty, its CPH stays.
        found.append((line.demand_id, str(old_cph) if "target_cph" in modified and old_cph else None, months))
    refuse_all(refusals)
    return {"lines": found}


def _in_order(row: HistoryChangeRow, labels: Sequence[str]) -> list[tuple[str, Mapping[str, int]]]:
    return [(label, row.months[label]) for label in labels]
