"""Changing target CPH by the grid of a report: one row per main LOB and case type, for every state."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.forecast.lines import demands_of_case_types
from db.forecast.rows import ReportRow
from services.forecast.editing.changes import Line
from services.forecast.editing.checks import checked_cph
from services.forecast.editing.edits import LineEdit, edited
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.target_cph import CphRow
from services.shared.errors import Conflict, NoChanges
from services.shared.inputs import Inputs
from services.shared.numbers import exact
from services.shared.text import key

NOTHING = "No actual CPH changes detected. All modified_target_cph values match target_cph."


class GivenRow(NamedTuple):
    """A row of the grid as a client sends it back; `report_id` where what it sent says of which report's grid."""

    key: str
    report_id: int | None
    lob: str
    case_type: str
    target_cph: float
    modified_target_cph: float


def read_rows(report: ReportRow, in_report: Sequence[CphRow], rows: Sequence[GivenRow]) -> dict[str, Any]:
    """The request that rows of a report's grid make; rows that change nothing are dropped.

    Raises Refusals of InvalidInput for rows the grid does not have or values outside the bounds and of Conflict for
    rows whose target CPH is another by now, and NoChanges when no row is left.
    """
    inputs = Inputs()
    grid = {row.key: row for row in in_report}
    if not rows:
        inputs.note("rows is empty", "rows", accepted="at least one row of the report's targetCph")
    found: dict[str, tuple[CphRow, Decimal]] = {}
    for place, row in enumerate(rows):
        path = ("rows", str(place))
        stored = grid.get(row.key)
        if row.report_id not in (None, report.id):
            inputs.note(f"{row.key[:40]} is a row of another report's grid", *path, "id", accepted=_rows(grid))
            continue
        if stored is None:
            inputs.note(f"{row.key[:40]!r} is no row of the report's grid", *path, "id", accepted=_rows(grid))
            continue
        if (key(row.lob), key(row.case_type)) != (key(stored.main_lob), key(stored.case_type)):
            inputs.note(f"{row.key} is another row", *path, "lob", accepted=f"{stored.main_lob} and {stored.case_type}")
        if row.key in found:
            inputs.note(f"{row.key} is there twice", *path, "id", accepted="each row once")
        cph = checked_cph(inputs, row.modified_target_cph, *path, "modifiedTargetCph")
        if exact(row.target_cph) != stored.target_cph:
            there = {"target_cph": float(stored.target_cph)}
            text = f"{stored.main_lob} / {stored.case_type} has another target CPH by now"
            inputs.refusals.append(Conflict(text, (*path, "targetCph"), {"target_cph": row.target_cph}, there))
        found[row.key] = stored, cph
    inputs.refuse()
    changed = [(row.main_lob, row.case_type, str(cph)) for row, cph in found.values() if cph != row.target_cph]
    if not changed:
        raise NoChanges(NOTHING, ("rows",))
    return {"rows": changed}


def propose(snapshot: Snapshot, request: Mapping[str, Any]) -> dict[int, Line]:
    """The lines of every state of the rows' main LOBs and case types, replanned at the new target CPH."""
    cphs = {(lob, case_type): Decimal(cph) for lob, case_type, cph in request["rows"]}
    return {
        line.demand_id: edited(line, LineEdit(target_cph=cphs[line.main_lob, line.case_type]), snapshot.hours_of(line))
        for line in snapshot.lines
        if (line.main_lob, line.case_type) in cphs
    }


async def reaches(session: ReadSession, report_id: int, request: Mapping[str, Any]) -> Collection[int]:
    """The demands of every state of the rows' main LOBs and case types."""
    case_types = [(lob, case_type) for lob, case_type, _ in request["rows"]]
    return await demands_of_case_types(session, report_id, case_types)


def _rows(grid: Mapping[str, CphRow]) -> str:
    return f"cph_1 to cph_{len(grid)}, or the ids of these rows" if grid else "none: the report has no demands"
