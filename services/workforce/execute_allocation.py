"""Executing a previewed allocation: assignments, cells, summaries and the execution itself, in one transaction."""

import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from db.engine import AnyRow, Rows, WriteSession
from db.forecast import queries as forecast_queries
from db.forecast.enums import ExecutionKind
from db.forecast.writes import insert_execution
from db.shared.enums import PreviewKind
from db.workforce.allocation import adopt
from db.workforce.enums import AssignmentType
from db.workforce.planning import WeekPlacement, deallocate, place_weeks
from services.forecast.commit import commit_changes
from services.shared.errors import PreviewSuperseded
from services.shared.locks import PLAN
from services.shared.previews import PATH, close, open_to_commit
from services.workforce.allocation_ground import AllocationGround, Place
from services.workforce.recalculate import follow_assignments

KINDS = (PreviewKind.ALLOCATION, PreviewKind.REBALANCE)


async def execute_allocation(session: WriteSession, *, preview_id: UUID, execution_id: UUID) -> dict[str, Any]:
    """Apply a preview whole; a second time it answers what the first one did.

    Assignments of earlier executions are replaced, those that stay belong to this one. Raises PreviewUnknown,
    PreviewExpired, and PreviewSuperseded when anything it was computed from has changed.
    """
    await session.lock(PLAN)
    opened = await open_to_commit(session, preview_id, kinds=KINDS)
    if opened.outcome is not None:
        return opened.outcome
    kept = orjson.loads(zlib.decompress(opened.content))
    (report,) = await forecast_queries.reports_by_ids(session, [kept["report"]])
    ground = await AllocationGround.load(session, report, opened.kind)
    if ground.digest() != kept["digest"]:
        raise PreviewSuperseded("the plan has changed since the preview; preview it again", PATH)
    placements = {Place(person, week): demand for person, week, demand in kept["placements"]}
    await insert_execution(session, id=execution_id, report_id=report.id, kind=ExecutionKind.PRIMARY)
    changed = await _rewrite(session, ground, placements, execution_id)
    changes = ground.changes(placements)
    cells = await commit_changes(session, report.id, changes)
    await follow_assignments(session, changed)
    outcome = {
        "message": f"{len(changed)} assignments were written or ended; {len(changes)} records updated",
        "records_updated": len(changes),
        "forecast_rows_affected": cells,
        "execution_id": str(execution_id),
    }
    await close(session, preview_id, outcome)
    return outcome


async def _rewrite(
    session: WriteSession, ground: AllocationGround, placements: Mapping[Place, int], execution_id: UUID
) -> list[AnyRow]:
    """End what moves, write what is new, adopt what stays; returns the rows ended and written."""
    stays = {place for place, row in ground.standing.items() if placements.get(place) == row.demand_id}
    ended: Rows = await deallocate(session, [row.id for place, row in ground.standing.items() if place not in stays])
    new = [_placement(ground, place, demand) for place, demand in placements.items() if place not in stays]
    written = await place_weeks(session, new, assignment_type=AssignmentType.PRIMARY, execution_id=execution_id)
    await adopt(
        session,
        [ground.standing[place].id for place in stays],
        execution_id=execution_id,
        assignment_type=AssignmentType.PRIMARY,
    )
    return [*ended, *written]


def _placement(ground: AllocationGround, place: Place, demand_id: int) -> WeekPlacement:
    week = ground.weeks[place.week]
    tier_id, percentage = ground.level(place)
    return WeekPlacement(
        resource_id=place.resource_id,
        demand_id=demand_id,
        report_id=ground.report.id,
        month_index=ground.month_of(place.week),
        year=week.year,
        week=week.number,
        tier_id=tier_id,
        percentage=percentage,
        is_forced=False,
    )
