"""What a forecast file changes: every line of a new report, or changed and new lines of one that is there.

Lines that the file lacks stay as they are.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.forecast.rows import DemandRow
from services.forecast.editing.changes import Change, Line, before_it_is_added, changes
from services.forecast.editing.checks import refuse_overflow
from services.forecast.editing.edits import LineEdit, computed_cell, edited
from services.forecast.editing.month_hours import MonthHours
from services.forecast.editing.snapshot import Snapshot
from services.forecast.imports.forecast_file import ForecastFile, ForecastLine
from services.shared.calendar import Month

DemandKey = tuple[str, str, str]
"""Main LOB, state and case type, each as it is spelled."""


class ForecastUpdate(NamedTuple):
    """What a file changes in a report that has these months, computed with these hours."""

    months: list[Month]
    hours: MonthHours
    changes: list[Change]

    @property
    def labels(self) -> list[str]:
        """ "Jun-25" … of month1 to month6."""
        return [month.label for month in self.months]

    def with_demand_ids(self, ids: Mapping[DemandKey, int]) -> list[Change]:
        """The changes, those of added lines with the ids of their demands."""
        return [
            change._replace(
                before=change.before._replace(demand_id=ids[_key(change.after)]),
                after=change.after._replace(demand_id=ids[_key(change.after)]),
            )
            if change.is_added
            else change
            for change in self.changes
        ]


def lines_of_new_report(
    file: ForecastFile, hours: MonthHours, demands: Mapping[DemandKey, DemandRow]
) -> ForecastUpdate:
    """Every line of a file as added, counted in its outcome; raises InvalidInput for figures too large to answer.

    `demands` are those there are: a case id that differs from theirs changes it.
    """
    update = ForecastUpdate(file.months, hours, [])
    added = [_new_line(line, place, update) for place, line in enumerate(file.lines, start=1)]
    refuse_overflow(added, "file")
    update.changes.extend(_added(added, demands, update.labels))
    file.outcome.created = len(added)
    return update


def lines_of_update(
    snapshot: Snapshot, file: ForecastFile, hours: MonthHours, demands: Mapping[DemandKey, DemandRow]
) -> ForecastUpdate:
    """What a file of the report's months changes, counted in its outcome; raises InvalidInput for figures too large."""
    stored = {_key(line): line for line in snapshot.lines}
    update = ForecastUpdate(file.months, hours, [])
    after: dict[int, Line] = {}
    added: list[Line] = []
    for place, imported in enumerate(file.lines, start=1):
        if (line := stored.get(imported.key)) is None:
            added.append(_new_line(imported, place, update))
        else:
            edit = LineEdit(imported.target_cph, dict(enumerate(imported.volumes)), case_id=imported.demand.case_id)
            after[line.demand_id] = edited(line, edit, snapshot.hours_of(line))
    refuse_overflow([*(after.get(line.demand_id, line) for line in snapshot.lines), *added], "file")
    update.changes.extend(changes(snapshot.lines, after, snapshot.labels))
    file.outcome.created, file.outcome.updated = len(added), len(update.changes)
    file.outcome.unchanged = len(file.lines) - len(added) - len(update.changes)
    update.changes.extend(_added(added, demands, snapshot.labels))
    return update


def _added(lines: Sequence[Line], demands: Mapping[DemandKey, DemandRow], labels: Sequence[str]) -> list[Change]:
    before = []
    for line in lines:
        known = demands.get(_key(line))
        empty = before_it_is_added(line)
        before.append(empty if known is None else empty._replace(case_id=known.case_id))
    return changes(before, {line.demand_id: line for line in lines}, labels)


def _new_line(line: ForecastLine, place: int, update: ForecastUpdate) -> Line:
    """A line of the file as a report would hold it, with nobody available; it goes by its place until it has an id."""
    demand = line.demand
    cells = [
        computed_cell(forecast=volume, fte_avail=0, target_cph=line.target_cph, productive_hours=hours)
        for volume, hours in zip(line.volumes, update.hours.of_months(update.months, line.locality), strict=True)
    ]
    return Line(
        id=0,
        demand_id=-place,
        main_lob=demand.main_lob,
        state=demand.state,
        case_type=demand.case_type,
        case_id=demand.case_id,
        locality=line.locality,
        version=0,
        target_cph=line.target_cph,
        cells=tuple(cells),
    )


def _key(line: Line) -> DemandKey:
    return line.main_lob, line.state, line.case_type
