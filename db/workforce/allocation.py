"""What allocations read and write: who is assigned where in a report's weeks, at which tier everybody stands."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_

from db.engine import ReadSession, Rows, WriteSession
from db.workforce.enums import AssignmentType
from db.workforce.filters import Week
from db.workforce.models import Assignment, Resource

_CURRENT_TIERS = text("""
    SELECT DISTINCT ON (a.resource_id) a.resource_id, a.tier_id
    FROM assignment a JOIN resource p ON p.id = a.resource_id
    WHERE a.is_active AND p.is_active AND p.resource_type = 'ACTUAL'
    ORDER BY a.resource_id, a.year DESC, a.week DESC""")

_ADOPT = text("""
    UPDATE assignment SET execution_id = :execution_id, assignment_type = :type
    WHERE id = ANY(:ids) AND is_active""")


async def assignments_in_weeks(session: ReadSession, first: Week, last: Week) -> Rows:
    """Active assignments of anybody from one (year, week) to another, with the person's type."""
    week: Any = tuple_(Assignment.year, Assignment.week)
    found = select(
        Assignment.id,
        Assignment.resource_id,
        Assignment.demand_id,
        Assignment.report_id,
        Assignment.year,
        Assignment.week,
        Assignment.tier_id,
        Assignment.production_percentage,
        Assignment.assignment_type,
        Assignment.execution_id,
        Resource.resource_type,
    ).join(Resource, Assignment.resource_id == Resource.id)
    found = found.where(Assignment.is_active, week >= first, week <= last)
    return await session.rows(found.order_by(Assignment.id))


async def current_tiers(session: ReadSession) -> dict[int, int]:
    """The tier of everybody's latest assignment: resource id → tier id."""
    return {row.resource_id: row.tier_id for row in await session.rows(_CURRENT_TIERS)}


async def adopt(
    session: WriteSession, ids: Collection[int], *, execution_id: UUID, assignment_type: AssignmentType
) -> int:
    """Let assignments that stay belong to an execution; returns how many."""
    values = {"ids": sorted(ids), "execution_id": execution_id, "type": assignment_type.value}
    return await session.run(_ADOPT, values) if ids else 0
