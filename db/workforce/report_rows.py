"""Rows of the flat reports, read by plain statements: joins here would depend on statistics that nobody gathers."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import BY_DEMAND
from db.forecast.models import Demand, ReportDemand
from db.workforce.enums import ResourceType
from db.workforce.figure_rows import DemandWeekRow, ReportedCellRow, ReportedDemandRow, ReportedPersonRow
from db.workforce.models import CapacityTier, MonthlyCapacitySummary, Resource

Summary = MonthlyCapacitySummary
BATCH = 1_000


class Span(NamedTuple):
    """Which rows of a report: those of some demands, changed since a moment, so many after a key or an offset.

    `former` are reports that were shown in the place of this one since that moment, newest first, each by its id and by
    how many months its first month lies after this one's: of them, the rows that this one lacks.
    """

    report_id: int
    chosen: DemandFilter
    updated_since: datetime | None = None
    offset: int = 0
    limit: int | None = None
    after: tuple[Any, ...] | None = None
    former: tuple[tuple[int, int], ...] = ()

    @property
    def report_ids(self) -> list[int]:
        """The report, and those that were shown in its place."""
        return [self.report_id, *(id for id, _ in self.former)]


# When the tiers changed, on which the columns of tables depend.
TIERS_CHANGED = select(func.max(CapacityTier.updated_at)).scalar_subquery()

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


async def demands_of_report(
    session: ReadSession, span: Span, *, from_demand: tuple[str, str, str] | None = None
) -> Sequence[ReportedDemandRow]:
    """The demands asked for, by main LOB, state and case type; from one on where it is given, itself included.

    The target CPH is the report's own; of a demand that former ones alone have, one of theirs.
    """
    columns = (Demand.id, Demand.main_lob, Demand.state, Demand.case_type, Demand.locality, ReportDemand.target_cph)
    query = select(*columns).join(ReportDemand, ReportDemand.demand_id == Demand.id)
    query = query.where(ReportDemand.report_id == func.any(span.report_ids), *span.chosen.conditions())
    if from_demand is not None:
        query = query.where(tuple_(*BY_DEMAND) >= from_demand)
    own_first = (ReportDemand.report_id == span.report_id).desc()
    return await session.rows(query.ext(distinct_on(*BY_DEMAND)).order_by(*BY_DEMAND, own_first))


async def cells_of_report(session: ReadSession, span: Span) -> Sequence[ReportedCellRow]:
    """Forecasts of the cells asked for and of those of former reports, and when what people do in them changed last.

    Of the report itself alone, only those that changed since the moment asked: with former ones it hides theirs.
    """
    changed_at = func.greatest(Summary.computed_at, Summary.frozen_at, TIERS_CHANGED)
    query = select(
        Summary.report_id, Summary.demand_id, Summary.forecast_month_index, Summary.total_forecast,
        changed_at.label("updated_at"),
    ).where(Summary.report_id == func.any(span.report_ids))  # fmt: skip
    if span.updated_since is not None and not span.former:
        query = query.where(changed_at >= span.updated_since)
    return await session.rows(query)


async def placeholder_ids(session: ReadSession) -> list[int]:
    """Everybody who is a placeholder."""
    query = select(Resource.id).where(Resource.resource_type == ResourceType.PLACEHOLDER)
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


async def computed_at(session: ReadSession, report_ids: Collection[int]) -> datetime | None:
    """When a summary of some reports was computed or a tier changed last; None for no summary."""
    latest = func.max(Summary.computed_at)
    query = select(case((latest.is_not(None), func.greatest(latest, TIERS_CHANGED)))).where(
        Summary.report_id == func.any(list(report_ids))
    )
    return await session.scalar(query)  # type: ignore[no-any-return]
