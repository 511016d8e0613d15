"""Reading assignments: by key, person, demand and week, and page by page."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, text, tuple_

from db.engine import ReadSession
from db.postgres.reading import ColumnRows, Reading, ReadingByKeys
from db.shared.enums import WorkType
from db.shared.models import WeekConfiguration
from db.shared.pages import Ordering, Window, page
from db.shared.working_time import Week
from db.workforce.enums import AssignmentOrder
from db.workforce.filters import AssignmentFilter, week_within
from db.workforce.models import Assignment, Resource
from db.workforce.rows import (
    AssignedToRow,
    AssignedWeekRow,
    AssignmentRow,
    ExecutionStandingRow,
    HeldWeekRow,
    StaffedAssignmentRow,
    StandingRow,
)

_assignments: Select[*tuple[Any, ...]] = select(*Assignment.__table__.columns)

ASSIGNMENTS_BY_IDS = ReadingByKeys(_assignments, Assignment.id)

ASSIGNMENT_ORDERINGS = {
    AssignmentOrder.WEEK: Ordering(Assignment.year, Assignment.week, Assignment.cn_sort, Assignment.id),
    AssignmentOrder.ASSIGNED: Ordering(Assignment.id),
}


@cache
def assignments_of_resources(*, between: bool, include_inactive: bool) -> Reading:
    """Assignments by resource id and week; with `between` from (from_year, from_week) to (to_year, to_week)."""
    query = _assignments.order_by(Assignment.resource_id, Assignment.year, Assignment.week)
    # One active assignment of a person and week.
    query = query.order_by(Assignment.id) if include_inactive else query.where(Assignment.is_active)
    if between:
        first, last = (tuple_(bindparam(f"{end}_year"), bindparam(f"{end}_week")) for end in ("from", "to"))
        week: Any = tuple_(Assignment.year, Assignment.week)
        query = query.where(week >= first, week <= last)
    return ReadingByKeys(query, Assignment.resource_id)


async def assignments_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[AssignmentRow]:
    """Assignments by id."""
    return await session.rows(_assignments.where(Assignment.id == func.any(list(ids))))


async def assignments_by_resource_ids(
    session: ReadSession, ids: Collection[int], *, weeks: tuple[Week, Week] | None, include_inactive: bool
) -> Sequence[AssignmentRow]:
    """Assignments of some people, by week."""
    query = _assignments.where(Assignment.resource_id == func.any(list(ids)))
    if not include_inactive:
        query = query.where(Assignment.is_active)
    if weeks is not None:
        query = query.where(week_within(weeks))
    return await session.rows(query.order_by(Assignment.year, Assignment.week, Assignment.id))


_HELD = select(
    Assignment.id,
    Assignment.resource_id,
    Assignment.year,
    Assignment.week,
    Assignment.demand_id,
    Assignment.tier_id,
    Assignment.production_percentage,
    Assignment.whole_week_percentage,
)


async def weeks_held(
    session: ReadSession, resource_ids: Collection[int], *, first: Week, last: Week
) -> Sequence[HeldWeekRow]:
    """What some people are assigned to from one (year, week) to another."""
    mine = Assignment.resource_id == func.any(list(resource_ids))
    return await session.rows(_HELD.where(mine, Assignment.is_active, week_within((first, last))))


_ASSIGNED_TO = text("""
    SELECT a.id, a.resource_id, a.year, a.week, d.main_lob, d.state, d.case_type, r.year AS report_year,
           r.month AS report_month, t.name AS tier_name
    FROM assignment a
    CROSS JOIN LATERAL (SELECT main_lob, state, case_type FROM demand WHERE id = a.demand_id OFFSET 0) AS d
    CROSS JOIN LATERAL (SELECT year, month FROM report WHERE id = a.report_id OFFSET 0) AS r
    CROSS JOIN LATERAL (SELECT name FROM capacity_tier WHERE id = a.tier_id OFFSET 0) AS t
    WHERE a.id = ANY(:ids)
    ORDER BY a.year, a.week, a.id""")


async def assigned_to(session: ReadSession, ids: Collection[int]) -> Sequence[AssignedToRow]:
    """What some assignments are on, in words, by week."""
    return await session.rows(_ASSIGNED_TO, {"ids": sorted(ids)}) if ids else []


async def assignments_on_demand(session: ReadSession, demand_id: int, week: Week) -> Sequence[StaffedAssignmentRow]:
    """Active assignments on a demand in one week, with their person's type, the longest known first."""
    query = select(*Assignment.__table__.columns, Resource.resource_type, Resource.cn).join(
        Resource, Assignment.resource_id == Resource.id
    )
    query = query.where(
        Assignment.demand_id == demand_id, Assignment.year == week[0], Assignment.week == week[1], Assignment.is_active
    )
    return await session.rows(query.order_by(Resource.created_at, Resource.id))


async def unconfigured_weeks(
    session: ReadSession, resource_ids: Collection[int], location: WorkType
) -> Sequence[AssignedWeekRow]:
    """Weeks of some people's active assignments that a location has no configuration for."""
    configured = select(WeekConfiguration.id).where(
        WeekConfiguration.year == Assignment.year,
        WeekConfiguration.week == Assignment.week,
        WeekConfiguration.work_type == location,
    )
    query = select(Assignment.resource_id, Assignment.year, Assignment.week).where(
        Assignment.resource_id == func.any(list(resource_ids)), Assignment.is_active, ~configured.exists()
    )
    return await session.rows(query.order_by(Assignment.resource_id, Assignment.year, Assignment.week))


async def assignment_page(session: ReadSession, chosen: AssignmentFilter, window: Window) -> ColumnRows:
    """Assignments in an order, those in a window."""
    return await session.table(page(_assignments.where(*chosen.conditions()), window))


async def assignments_matching(session: ReadSession, chosen: AssignmentFilter, *, most: int) -> Sequence[AssignmentRow]:
    """Assignments that a filter keeps, at most so many, by id."""
    return await session.rows(_assignments.where(*chosen.conditions()).order_by(Assignment.id).limit(most))


async def assignment_count(session: ReadSession, chosen: AssignmentFilter) -> int:
    """How many assignments a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Assignment).where(*chosen.conditions())))


_WRITTEN_BY = text("""
    SELECT count(*) AS assignments, min(year * 100 + week) AS first_week, max(year * 100 + week) AS last_week
    FROM assignment WHERE execution_id = :execution_id AND is_active""")


async def standing_of_execution(session: ReadSession, execution_id: UUID) -> ExecutionStandingRow:
    """How many active assignments belong to an execution, and from which week to which; weeks as year × 100 + week."""
    (row,) = await session.rows(_WRITTEN_BY, {"execution_id": execution_id})
    return row


_CURRENT_TIERS = text("""
    SELECT DISTINCT ON (a.resource_id) a.resource_id, a.tier_id
    FROM assignment a JOIN resource p ON p.id = a.resource_id
    WHERE a.is_active AND p.is_active AND p.resource_type = 'ACTUAL'
    ORDER BY a.resource_id, a.year DESC, a.week DESC""")


async def assignments_in_weeks(session: ReadSession, first: Week, last: Week) -> Sequence[StandingRow]:
    """Active assignments of anybody from one (year, week) to another, with the person's type."""
    week: Any = tuple_(Assignment.year, Assignment.week)
    query = select(
        Assignment.id,
        Assignment.resource_id,
        Assignment.demand_id,
        Assignment.report_id,
        Assignment.year,
        Assignment.week,
        Assignment.tier_id,
        Assignment.production_percentage,
        Assignment.whole_week_percentage,
        Assignment.counts_whole_week,
        Assignment.assignment_type,
        Assignment.execution_id,
        Resource.resource_type,
    ).join(Resource, Assignment.resource_id == Resource.id)
    query = query.where(Assignment.is_active, week >= first, week <= last)
    return await session.rows(query.order_by(Assignment.id))


async def current_tiers(session: ReadSession) -> dict[int, int]:
    """The tier of everybody's latest assignment: resource id → tier id."""
    return {row.resource_id: row.tier_id for row in await session.rows(_CURRENT_TIERS)}
