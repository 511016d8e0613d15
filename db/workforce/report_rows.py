"""Rows of the flat reports, read by plain statements: joins here would depend on statistics that nobody gathers."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select, text

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.models import Demand
from db.workforce.enums import ResourceType
from db.workforce.figure_rows import DemandWeekRow, ReportedDemandRow, ReportedPersonRow
from db.workforce.models import Assignment, MonthlyCapacitySummary, Resource
from db.workforce.rows import AssignmentRow

Summary = MonthlyCapacitySummary
BATCH = 1_000


class Span(NamedTuple):
    """Which rows of a report: those of some demands, changed since a moment, from an offset."""

    report_id: int
    chosen: DemandFilter
    updated_since: datetime | None = None
    offset: int = 0
    limit: int | None = None


# Demand by demand over the index of cells, in the order asked.
_PEOPLE_BY_WEEK = text("""
    SELECT asked.place::int - 1 AS place, found.*
    FROM unnest(CAST(:demand_ids AS bigint[])) WITH ORDINALITY AS asked (demand_id, place)
    CROSS JOIN LATERAL (
        SELECT a.year, a.week, count(*)::int AS headcount,
               (count(*) FILTER (WHERE a.resource_id = ANY(:placeholders)))::int AS placeholders,
               sum(a.production_percentage::numeric) AS fte,
               coalesce(sum(a.production_percentage::numeric) FILTER (WHERE a.resource_id = ANY(:placeholders)), 0)
                   AS placeholder_fte,
               sum(a.weekly_capacity::numeric) AS capacity,
               array_agg(a.tier_id ORDER BY a.id) AS tier_ids,
               array_agg(a.resource_id = ANY(:placeholders) ORDER BY a.id) AS is_placeholder
        FROM assignment a
        WHERE a.report_id = :report_id AND a.demand_id = asked.demand_id AND a.deallocated_at IS NULL
        GROUP BY a.year, a.week OFFSET 0
    ) AS found
    ORDER BY asked.place, found.year, found.week""")


async def demands_of_report(session: ReadSession, span: Span) -> Sequence[ReportedDemandRow]:
    """The demands asked for, by main LOB, state and case type."""
    columns = (Demand.id, Demand.main_lob, Demand.state, Demand.case_type, Demand.locality)
    in_report = select(Summary.demand_id).where(Summary.report_id == span.report_id)
    query = select(*columns).where(Demand.id.in_(in_report), *span.chosen.conditions())
    return await session.rows(query.order_by(Demand.main_lob, Demand.state, Demand.case_type))


async def cells_of_report(session: ReadSession, span: Span) -> dict[tuple[int, int], tuple[int, datetime]]:
    """Forecast and time of computation by (demand id, month index), of cells that changed since the moment asked."""
    columns = (Summary.demand_id, Summary.forecast_month_index, Summary.total_forecast, Summary.computed_at)
    query = select(*columns).where(Summary.report_id == span.report_id)
    if span.updated_since is not None:
        query = query.where(Summary.computed_at >= span.updated_since)
    return {(row[0], row[1]): (row[2], row[3]) for row in await session.rows(query)}


async def placeholder_ids(session: ReadSession) -> list[int]:
    """Everybody who is a placeholder."""
    query = select(Resource.id).where(Resource.resource_type == ResourceType.PLACEHOLDER)
    return [row.id for row in await session.rows(query)]


async def people_changed_since(session: ReadSession, since: datetime) -> list[int]:
    """Everybody whose row changed since a moment."""
    query = select(Resource.id).where(Resource.updated_at >= since)
    return [row.id for row in await session.rows(query)]


async def named_people(session: ReadSession, ids: Collection[int]) -> dict[int, ReportedPersonRow]:
    """Some people as a report names them, by id."""
    columns = (
        Resource.id, Resource.cn, Resource.display_name, Resource.resource_type, Resource.platform, Resource.location,
        Resource.hire_date, Resource.last_day, Resource.updated_at,
    )  # fmt: skip
    query = select(*columns).where(Resource.id == func.any(list(ids)))
    return {row.id: row for row in await session.rows(query)}


async def people_by_week(
    session: ReadSession, *, report_id: int, demand_ids: list[int], placeholders: list[int]
) -> AsyncIterator[Sequence[DemandWeekRow]]:
    """What active assignments of some demands add up to in each week, demand by demand; `place` is the demand's."""
    values = {"report_id": report_id, "demand_ids": demand_ids, "placeholders": placeholders}
    async for batch in session.stream(_PEOPLE_BY_WEEK, values, batch=BATCH):
        yield batch


async def assignments_of_report(
    session: ReadSession, span: Span, *, demand_ids: list[int], changed: "Changed | None"
) -> AsyncIterator[Sequence[AssignmentRow]]:
    """Active assignments by week and cn, numbers in it as numbers, in batches."""
    rows = select(*Assignment.__table__.columns).where(*_assigned(span, demand_ids, changed))
    rows = rows.order_by(Assignment.year, Assignment.week, Assignment.cn_sort, Assignment.id)
    async for batch in session.stream(rows.offset(span.offset).limit(span.limit), batch=BATCH):
        yield batch


async def assignment_row_count(
    session: ReadSession, span: Span, *, demand_ids: list[int], changed: "Changed | None"
) -> int:
    """How many rows all pages have."""
    counted = select(func.count()).select_from(Assignment).where(*_assigned(span, demand_ids, changed))
    return int(await session.scalar(counted))


class Changed(NamedTuple):
    """What has changed since a moment: cells, as demand id × 10 + month index, and people."""

    cells: list[int]
    people: list[int]


def _assigned(span: Span, demand_ids: list[int], changed: Changed | None) -> list:  # type: ignore[type-arg]
    conditions = [
        Assignment.report_id == span.report_id,
        Assignment.demand_id == func.any(demand_ids),
        Assignment.deallocated_at.is_(None),
    ]
    if changed is not None:
        cell = Assignment.demand_id * 10 + Assignment.forecast_month_index
        conditions.append(or_(cell == func.any(changed.cells), Assignment.resource_id == func.any(changed.people)))
    return conditions


async def computed_at(session: ReadSession, report_ids: Collection[int]) -> datetime | None:
    """When a summary of some reports was last computed."""
    query = select(func.max(Summary.computed_at)).where(Summary.report_id == func.any(list(report_ids)))
    return await session.scalar(query)  # type: ignore[no-any-return]
