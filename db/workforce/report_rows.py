"""Rows of the flat reports: demands by week, assignments with everything about them, and what tells versions apart."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array
from sqlalchemy.types import BigInteger, Boolean

from db.engine import AnyRow, ReadSession, Rows
from db.forecast.filters import DemandFilter
from db.forecast.models import Demand, ForecastCell, Report
from db.workforce.enums import ResourceType
from db.workforce.models import Assignment, CapacityTier, MonthlyCapacitySummary, Resource, WeekConfiguration

Summary = MonthlyCapacitySummary
BATCH = 1_000


class Span(NamedTuple):
    """Which rows of a report: those of some demands, changed since a moment, from an offset."""

    report_id: int
    chosen: DemandFilter
    updated_since: datetime | None = None
    offset: int = 0
    limit: int | None = None


async def weekly_page(session: ReadSession, span: Span) -> AsyncIterator[Rows]:
    """One row per demand and configured week, by demand key and week, in batches."""
    order = (Demand.main_lob, Demand.state, Demand.case_type, WeekConfiguration.year, WeekConfiguration.week)
    people = _people_of_week()
    columns = (
        Demand.main_lob,
        Demand.case_type,
        Demand.state,
        WeekConfiguration.year,
        WeekConfiguration.week,
        WeekConfiguration.start_date,
        ForecastCell.month_index,
        ForecastCell.forecast,
        _weeks_in_month().label("weeks"),
        people.c.headcount,
        people.c.placeholders,
        people.c.fte,
        people.c.placeholder_fte,
        people.c.capacity,
        people.c.tier_ids,
        people.c.placeholder_flags,
        Summary.computed_at,
    )
    rows = _weekly(select(*columns), span).join(people, true()).order_by(*order)
    async for batch in session.stream(rows.offset(span.offset).limit(span.limit), batch=BATCH):
        yield batch


async def weekly_count(session: ReadSession, span: Span) -> int:
    """How many rows all pages have."""
    return int(await session.scalar(_weekly(select(func.count()), span)))


async def assignment_rows(session: ReadSession, span: Span) -> AsyncIterator[Rows]:
    """One row per active assignment with its resource, tier and demand, by week, cn and id, in batches."""
    columns = (
        Resource.cn,
        Resource.display_name,
        Resource.resource_type,
        Resource.platform,
        Resource.location,
        Demand.main_lob,
        Demand.case_type,
        Demand.state,
        Assignment.year,
        Assignment.week,
        Assignment.forecast_month_index,
        CapacityTier.name.label("tier_name"),
        Assignment.production_percentage,
        Assignment.weekly_capacity,
        Assignment.assignment_type,
        Assignment.is_forced,
        Assignment.assigned_by,
        Assignment.assigned_at,
        func.greatest(Summary.computed_at, Resource.updated_at).label("updated_at"),
    )
    order = (Assignment.year, Assignment.week, Resource.cn_key, Assignment.id)
    rows = _assigned(select(*columns), span).order_by(*order)
    async for batch in session.stream(rows.offset(span.offset).limit(span.limit), batch=BATCH):
        yield batch


async def assignment_row_count(session: ReadSession, span: Span) -> int:
    """How many rows all pages have."""
    return int(await session.scalar(_assigned(select(func.count()), span)))


async def report_version(session: ReadSession, report_ids: Collection[int]) -> AnyRow:
    """What changes whenever a flat report of some reports does: counts and times of summaries, people and tiers."""
    summaries = select(func.count().label("cells"), func.max(Summary.computed_at).label("computed"))
    summaries = summaries.add_columns(func.max(Summary.frozen_at).label("frozen"))
    of_reports = summaries.where(Summary.report_id == func.any(list(report_ids))).subquery()
    changed = select(func.max(Resource.updated_at)).scalar_subquery()
    (row,) = await session.rows(select(of_reports, changed.label("people")))
    return row


def _weekly(columns: Select[Any], span: Span) -> Select[Any]:
    start = _month_start()
    week = and_(
        WeekConfiguration.work_type == Demand.locality,
        WeekConfiguration.month_year == func.date_part("year", start),
        WeekConfiguration.month_number == func.date_part("month", start),
    )
    found = (
        columns.select_from(ForecastCell)
        .join(Demand, ForecastCell.demand_id == Demand.id)
        .join(Report, ForecastCell.report_id == Report.id)
        .join(Summary, _same_cell())
        .join(WeekConfiguration, week)
    )
    return _narrowed(found.where(ForecastCell.report_id == span.report_id), span, Summary.computed_at)


def _assigned(columns: Select[Any], span: Span) -> Select[Any]:
    cell = and_(
        Summary.report_id == Assignment.report_id,
        Summary.demand_id == Assignment.demand_id,
        Summary.forecast_month_index == Assignment.forecast_month_index,
    )
    found = (
        columns.select_from(Assignment)
        .join(Resource, Assignment.resource_id == Resource.id)
        .join(CapacityTier, Assignment.tier_id == CapacityTier.id)
        .join(Demand, Assignment.demand_id == Demand.id)
        .join(Summary, cell)
    )
    active = found.where(Assignment.report_id == span.report_id, Assignment.deallocated_at.is_(None))
    return _narrowed(active, span, func.greatest(Summary.computed_at, Resource.updated_at))


def _narrowed(rows: Select[Any], span: Span, updated: Any) -> Select[Any]:
    since = [] if span.updated_since is None else [updated >= span.updated_since]
    return rows.where(*span.chosen.conditions(), *since)


def _same_cell() -> Any:
    return and_(
        Summary.report_id == ForecastCell.report_id,
        Summary.demand_id == ForecastCell.demand_id,
        Summary.forecast_month_index == ForecastCell.month_index,
    )


def _month_start() -> Any:
    return Report.first_month + func.make_interval(0, ForecastCell.month_index - 1)


def _weeks_in_month() -> Any:
    other = WeekConfiguration.__table__.alias("of_month")
    return (
        select(func.count())
        .select_from(other)
        .where(
            other.c.work_type == WeekConfiguration.work_type,
            other.c.month_year == WeekConfiguration.month_year,
            other.c.month_number == WeekConfiguration.month_number,
        )
        .correlate(WeekConfiguration)
        .scalar_subquery()
    )


def _people_of_week() -> Any:
    is_placeholder = Resource.resource_type == ResourceType.PLACEHOLDER
    share, capacity = Assignment.production_percentage, Assignment.weekly_capacity
    none = literal(0.0)
    return (
        select(
            func.count().label("headcount"),
            func.count().filter(is_placeholder).label("placeholders"),
            func.coalesce(func.sum(share), none).label("fte"),
            func.coalesce(func.sum(case((is_placeholder, share), else_=none)), none).label("placeholder_fte"),
            func.coalesce(func.sum(capacity), none).label("capacity"),
            func.coalesce(
                func.array_agg(aggregate_order_by(Assignment.tier_id, Assignment.id)), array([], type_=BigInteger)
            ).label("tier_ids"),
            func.coalesce(
                func.array_agg(aggregate_order_by(is_placeholder, Assignment.id), type_=ARRAY(Boolean)),
                array([], type_=Boolean),
            ).label("placeholder_flags"),
        )
        .select_from(Assignment)
        .join(Resource, Assignment.resource_id == Resource.id)
        .where(
            Assignment.report_id == ForecastCell.report_id,
            Assignment.demand_id == ForecastCell.demand_id,
            Assignment.forecast_month_index == ForecastCell.month_index,
            Assignment.year == WeekConfiguration.year,
            Assignment.week == WeekConfiguration.week,
            Assignment.deallocated_at.is_(None),
        )
        .lateral("people")
    )
