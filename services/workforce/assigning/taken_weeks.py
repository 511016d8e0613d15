"""Weeks that are taken: one active assignment of a person and week is all there may be."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from db.engine import ReadSession
from db.workforce.assignments import assigned_to, assignments_by_resource_ids
from db.workforce.rows import AssignedToRow
from services.shared.calendar import Month, Week
from services.shared.errors import AlreadyExists, Refusal
from services.workforce.assigning.placement_context import FEW_WEEKS, named_weeks


class AskedWeeks(NamedTuple):
    """Weeks that somebody is asked for; `path` is where they stand in the request."""

    resource_id: int
    cn: str
    weeks: Sequence[Week]
    path: tuple[str, ...]


async def note_taken(
    session: ReadSession, asked: Sequence[AskedWeeks], faults: list[Refusal], *, most: int = FEW_WEEKS
) -> None:
    """Note an AlreadyExists for each asked in which the person is assigned already, saying in which weeks on what.

    Two statements, the second only where a week is taken.
    """
    ids = {one.resource_id for one in asked}
    rows = await assignments_by_resource_ids(session, ids, weeks=None, include_inactive=False) if ids else []
    standing = {(row.resource_id, Week(row.year, row.week)): row.id for row in rows}
    taken = [[standing[place] for week in one.weeks if (place := (one.resource_id, week)) in standing] for one in asked]
    named = {row.id: row for row in await assigned_to(session, {id for ids_of_one in taken for id in ids_of_one})}
    for one, assignment_ids in zip(asked, taken, strict=True):
        if assignment_ids:
            message = f"{one.cn} is assigned already {named_places([named[id] for id in assignment_ids], most=most)}"
            faults.append(AlreadyExists(message, one.path, kind="Assignment", existing_key=assignment_ids[0]))


def named_places(rows: Sequence[AssignedToRow], *, most: int = FEW_WEEKS) -> str:
    """Assignments for people: "in 2025-W23 on Amisys Medicaid DOMESTIC / FL / Claims (report 2025-04, 75% Ramp)"."""
    runs = [(on, [Week(row.year, row.week) for row in run]) for on, run in groupby(rows, key=_place)]
    return "; ".join(f"in {named_weeks(weeks, most=most)} on {on}" for on, weeks in runs)


def _place(row: AssignedToRow) -> str:
    report = Month(row.report_year, row.report_month).value
    return f"{row.main_lob} / {row.state} / {row.case_type} (report {report}, {row.tier_name})"
