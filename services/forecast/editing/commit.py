"""Writing forecast cells: the only place that does, with versions, what depends on them, and an entry of history."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import WriteSession
from db.forecast import demands, history, lines
from db.forecast.enums import ChangeType
from db.forecast.lines import CellKey
from db.workforce.placements import take_over_assignments
from db.workforce.summaries import summarise
from db.workforce.weekly_capacity import recalculate_by_demands
from services.forecast.editing.changes import FIELDS, Cell, Change
from services.forecast.editing.month_hours import MonthHours, WorkingTime
from services.shared.calendar import Month

TOTALS = ("forecast", "fte_required", "fte_available", "capacity")
"""The names of the four fields' totals, in their order."""


class Entry(NamedTuple):
    """What the history log shall say of a change; `description` is ours, `user_notes` are the user's.

    `source_file` is what the file was called that it came with.
    """

    id: UUID
    change_type: ChangeType
    description: str
    user_notes: str | None = None
    reverts: UUID | None = None
    creates_report: bool = False
    source_file: str | None = None


async def commit_changes(
    session: WriteSession,
    *,
    report_id: int,
    months: Sequence[Month],
    hours: MonthHours,
    changes: Sequence[Change],
    entry: Entry,
    assigned: Collection[CellKey] = (),
) -> int:
    """Write what changed in a report, raise the versions of its lines, and append the entry where anything did.

    `months` are the report's, `hours` those that the changes were computed with: cells keep them. Added lines take
    assignments of older reports over; returns how many. Weekly capacities and every month's gap in people follow a
    changed target CPH, summaries follow everything, those of cells in which people were `assigned` included. The caller
    holds the tenant's plan and has compared the changes with what is stored.
    """
    write = CellWriter(report_id, months, hours)
    added = [change for change in changes if change.is_added]
    taken_over = await write.insert(session, added) if added else 0
    await write.update(session, [change for change in changes if not change.is_added])
    edited = {
        (report_id, change.after.demand_id, place)
        for change in changes
        for place, (was, now) in enumerate(zip(change.before.cells, change.after.cells, strict=True), start=1)
        if was != now or change.is_added or change.target_cph_change
    }
    touched = {*assigned, *edited}
    recounted = [change.after.demand_id for change in changes if change.is_added or change.target_cph_change]
    touched.update(await recalculate_by_demands(session, report_id, recounted))
    await summarise(session, touched, replanned=edited)
    if changes:
        await _append(session, report_id, [month.label for month in months], changes, entry)
    return taken_over


class CellWriter(NamedTuple):
    """Writes lines and cells of a report, each cell with the hours of its month and locality."""

    report_id: int
    months: Sequence[Month]
    hours: MonthHours

    async def insert(self, session: WriteSession, added: Sequence[Change]) -> int:
        """Write lines that the report lacks; returns how many assignments of older reports they take over."""
        cphs = {change.after.demand_id: change.after.target_cph for change in added}
        await lines.insert_lines(session, report_id=self.report_id, target_cphs=cphs)
        cells = [
            lines.NewCell(change.after.demand_id, place, cell.forecast, cell.fte_req, hours)
            for change in added
            for place, (cell, hours) in enumerate(zip(change.after.cells, self._of(change), strict=True), start=1)
        ]
        await lines.insert_cells(session, report_id=self.report_id, cells=cells)
        await self._rename(session, added)
        return await take_over_assignments(session, report_id=self.report_id, demand_ids=cphs)

    async def update(self, session: WriteSession, changes: Sequence[Change]) -> None:
        """Write what changed of lines that are there, and raise their versions.

        A cell whose figures stay keeps the hours of now all the same: its target CPH may be another one.
        """
        cphs = {change.after.demand_id: change.after.target_cph for change in changes}
        cells = [
            lines.ChangedCell(change.after.demand_id, place, *now, hours)
            for change in changes
            for place, (was, now, then, hours) in enumerate(
                zip(
                    change.before.cells, change.after.cells, change.before.computed_with, self._of(change), strict=True
                ),
                start=1,
            )
            if was != now or then != hours
        ]
        await lines.update_lines(session, report_id=self.report_id, target_cphs=cphs, cells=cells)
        await self._rename(session, changes)

    async def _rename(self, session: WriteSession, changes: Sequence[Change]) -> None:
        case_ids = {
            change.after.demand_id: change.after.case_id for change in changes if change.case_id_before is not None
        }
        if case_ids:
            await demands.update_case_ids(session, case_ids)

    def _of(self, change: Change) -> WorkingTime:
        return self.hours.of_months(self.months, change.after.locality)


async def _append(
    session: WriteSession, report_id: int, labels: Sequence[str], changes: Sequence[Change], entry: Entry
) -> None:
    new = history.NewEntry(
        id=entry.id,
        report_id=report_id,
        change_type=entry.change_type,
        description=entry.description,
        user_notes=entry.user_notes,
        records_modified=len(changes),
        summary=[_totals(label, place, changes) for place, label in enumerate(labels)],
        reverts=entry.reverts,
        creates_report=entry.creates_report,
        source_file=entry.source_file,
    )
    await history.append_entry(session, new, [_record(change, labels) for change in changes])


def _totals(label: str, place: int, changes: Sequence[Change]) -> dict[str, Any]:
    """Old and new totals of one month over the records that the change modified."""
    before = [sum(column) for column in zip(*(change.before.cells[place] for change in changes), strict=True)]
    after = [sum(column) for column in zip(*(change.after.cells[place] for change in changes), strict=True)]
    return {"label": label, **dict(zip(TOTALS, zip(before, after, strict=True), strict=True))}


def _record(change: Change, labels: Sequence[str]) -> history.NewChange:
    after = change.after
    return history.NewChange(
        main_lob=after.main_lob,
        state=after.state,
        case_type=after.case_type,
        case_id=after.case_id,
        target_cph=after.target_cph,
        target_cph_change=change.target_cph_change,
        modified_fields=change.modified_fields,
        case_id_before=change.case_id_before,
        months={
            label: {**_named(cell, ""), **_named(difference, "_change")}
            for label, cell, difference in zip(labels, after.cells, change.differences(), strict=True)
        },
    )


def _named(cell: Cell, suffix: str) -> dict[str, int]:
    return {f"{name}{suffix}": value for name, value in zip(FIELDS, cell, strict=True)}
