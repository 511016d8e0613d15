"""A forecast file over a report that is there: changed and new demands; what the file lacks stays as it is."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.rows import ReportRow
from services.forecast.editing.changes import Cell, Change, Line, changes
from services.forecast.editing.checks import refuse_overflow
from services.forecast.editing.edits import LineEdit, edited
from services.forecast.editing.month_hours import WorkingTime
from services.forecast.editing.snapshot import Snapshot
from services.forecast.imports.forecast_file import ForecastFile, ForecastLine
from services.shared.errors import InvalidInput
from services.shared.formulas import fte_required

NOTHING = Cell(0, 0, 0, 0)


class ForecastUpdate(NamedTuple):
    """What a file changes in a report."""

    snapshot: Snapshot
    changes: list[Change]

    def with_demand_ids(self, ids: Mapping[tuple[str, str, str], int]) -> list[Change]:
        """The changes, those of added demands with the ids that these have got."""
        return [
            change._replace(
                before=change.before._replace(demand_id=ids[_key(change.after)]),
                after=change.after._replace(demand_id=ids[_key(change.after)]),
            )
            for change in self.changes
            if change.is_added
        ] + [change for change in self.changes if not change.is_added]


async def compare_with_report(
    session: ReadSession, report: ReportRow, file: ForecastFile, planned: Sequence[Line]
) -> ForecastUpdate:
    """What a file changes, counted in its outcome; raises InvalidInput for other months and figures too large."""
    snapshot = await Snapshot.load(session, report)
    if snapshot.months != file.months:
        raise InvalidInput(
            f"the month headings are {file.months[0].label} to {file.months[-1].label}",
            ("file",),
            accepted=f"those of the report, {snapshot.labels[0]} to {snapshot.labels[-1]}",
        )
    stored = {_key(line): line for line in snapshot.lines}
    after: dict[int, Line] = {}
    added: list[Line] = []
    for number, (imported, new) in enumerate(zip(file.lines, planned, strict=True), start=1):
        line = stored.get(imported.key)
        if line is None:
            added.append(new._replace(demand_id=-number))
        else:
            edit = LineEdit(imported.target_cph, dict(enumerate(imported.volumes)))
            after[line.demand_id] = edited(line, edit, snapshot.hours_of(line))._replace(
                case_id=imported.demand.case_id
            )
    refuse_overflow([*(after.get(line.demand_id, line) for line in snapshot.lines), *added], "file")
    empty = [line._replace(target_cph=Decimal(0), cells=(NOTHING,) * len(line.cells)) for line in added]
    changed = changes(snapshot.lines, after, snapshot.labels)
    new_ones = changes(empty, {line.demand_id: line for line in added}, snapshot.labels)
    file.outcome.created, file.outcome.updated = len(added), len(changed)
    file.outcome.unchanged = len(file.lines) - len(added) - len(changed)
    return ForecastUpdate(snapshot, changed + new_ones)


def new_line(line: ForecastLine, hours: WorkingTime) -> Line:
    """A line of the file as a report would hold it, with nobody available."""
    demand, cph = line.demand, line.target_cph
    cells = [
        Cell(volume, fte_required(forecast=volume, target_cph=cph, productive_hours=month), 0, 0)
        for volume, month in zip(line.volumes, hours, strict=True)
    ]
    return Line(
        id=0,
        demand_id=0,
        main_lob=demand.main_lob,
        state=demand.state,
        case_type=demand.case_type,
        case_id=demand.case_id,
        locality=line.locality,
        version=0,
        target_cph=cph,
        cells=tuple(cells),
    )


def _key(line: Line) -> tuple[str, str, str]:
    return line.main_lob, line.state, line.case_type
