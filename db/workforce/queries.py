"""Reading people, tiers, months, weeks and assignments."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, bindparam, func, select, tuple_

from db.engine import ReadSession, Rows
from db.postgres.reading import ColumnRows, Reading, ReadingByKeys
from db.workforce.enums import WorkType
from db.workforce.filters import AssignmentFilter, ResourceFilter, Week, week_within
from db.workforce.models import Assignment, CapacityTier, MonthConfiguration, Resource, WeekConfiguration

_resources: Select[*tuple[Any, ...]] = select(*Resource.__table__.columns)
_tiers: Select[*tuple[Any, ...]] = select(*CapacityTier.__table__.columns)
_months: Select[*tuple[Any, ...]] = select(*MonthConfiguration.__table__.columns)
_weeks: Select[*tuple[Any, ...]] = select(*WeekConfiguration.__table__.columns)
_assignments: Select[*tuple[Any, ...]] = select(*Assignment.__table__.columns)

RESOURCES_BY_IDS = ReadingByKeys(_resources, Resource.id)
RESOURCES_BY_CN_KEYS = ReadingByKeys(_resources, Resource.cn_key)
TIERS_BY_IDS = ReadingByKeys(_tiers, CapacityTier.id)
WEEK_CONFIGURATIONS_BY_IDS = ReadingByKeys(_weeks, WeekConfiguration.id)
MONTH_CONFIGURATIONS_BY_IDS = ReadingByKeys(_months, MonthConfiguration.id)
ASSIGNMENTS_BY_IDS = ReadingByKeys(_assignments, Assignment.id)


@cache
def assignments_of_resources(*, between: bool, include_inactive: bool) -> Reading:
    """Assignments by resource id and week; with `between` from (from_year, from_week) to (to_year, to_week)."""
    found = _assignments.order_by(Assignment.resource_id, Assignment.year, Assignment.week)
    # One active assignment of a person and week.
    found = found.order_by(Assignment.id) if include_inactive else found.where(Assignment.is_active)
    if between:
        first, last = (tuple_(bindparam(f"{end}_year"), bindparam(f"{end}_week")) for end in ("from", "to"))
        week: Any = tuple_(Assignment.year, Assignment.week)
        found = found.where(week >= first, week <= last)
    return ReadingByKeys(found, Assignment.resource_id)


async def current_time(session: ReadSession) -> datetime:
    """The database's time at the start of the transaction."""
    return cast(datetime, await session.scalar(select(func.now())))


async def resource_page(session: ReadSession, chosen: ResourceFilter, *, after: str | None, size: int) -> ColumnRows:
    """People by cn, those after a cn key."""
    page = _resources.where(*chosen.conditions()).order_by(Resource.cn_key).limit(size)
    return await session.table(page.where(Resource.cn_key > after) if after is not None else page)


async def people(session: ReadSession, chosen: ResourceFilter) -> Rows:
    """Everybody a filter keeps, by id."""
    return await session.rows(_resources.where(*chosen.conditions()).order_by(Resource.id))


async def resource_count(session: ReadSession, chosen: ResourceFilter) -> int:
    """How many people a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Resource).where(*chosen.conditions())))


async def all_resources(session: ReadSession) -> Rows:
    """Everybody, active or not."""
    return await session.rows(_resources.order_by(Resource.id))


async def resource_keys(session: ReadSession) -> Rows:
    """Everybody, active or not, by what files name them by: id, cn, cn_key, location, is_active."""
    columns = select(Resource.id, Resource.cn, Resource.cn_key, Resource.location, Resource.is_active)
    return await session.rows(columns.order_by(Resource.id))


async def tiers(session: ReadSession, *, include_inactive: bool) -> Rows:
    """The tiers in display order."""
    found = _tiers.order_by(CapacityTier.display_order, CapacityTier.id)
    return await session.rows(found if include_inactive else found.where(CapacityTier.is_active))


async def month_configurations(
    session: ReadSession, *, year: int | None = None, work_type: WorkType | None = None
) -> Rows:
    """Month configurations in calendar order."""
    found = _months.order_by(MonthConfiguration.year, MonthConfiguration.month, MonthConfiguration.work_type)
    if year is not None:
        found = found.where(MonthConfiguration.year == year)
    return await session.rows(found.where(MonthConfiguration.work_type == work_type) if work_type else found)


async def week_configurations(
    session: ReadSession, *, year: int | None = None, month: int | None = None, work_type: WorkType | None = None
) -> Rows:
    """Week configurations in calendar order; year and month are those of the week's Thursday."""
    found = _weeks.order_by(WeekConfiguration.year, WeekConfiguration.week, WeekConfiguration.work_type)
    if year is not None:
        found = found.where(WeekConfiguration.month_year == year)
    if month is not None:
        found = found.where(WeekConfiguration.month_number == month)
    return await session.rows(found.where(WeekConfiguration.work_type == work_type) if work_type else found)


async def week_configurations_between(session: ReadSession, first: Week, last: Week) -> Rows:
    """Week configurations from one (year, week) to another, both included."""
    week: Any = tuple_(WeekConfiguration.year, WeekConfiguration.week)
    return await session.rows(_weeks.where(week >= first, week <= last))


async def assignments_by_ids(session: ReadSession, ids: Collection[int]) -> Rows:
    """Assignments by id."""
    return await session.rows(_assignments.where(Assignment.id == func.any(list(ids))))


async def assignments_by_resource_ids(
    session: ReadSession, ids: Collection[int], *, weeks: tuple[Week, Week] | None, include_inactive: bool
) -> Rows:
    """Assignments of some people, by week."""
    found = _assignments.where(Assignment.resource_id == func.any(list(ids)))
    if not include_inactive:
        found = found.where(Assignment.is_active)
    if weeks is not None:
        found = found.where(week_within(weeks))
    return await session.rows(found.order_by(Assignment.year, Assignment.week, Assignment.id))


async def assignments_on_demand(session: ReadSession, demand_id: int, week: Week) -> Rows:
    """Active assignments on a demand in one week, with their person's type, the longest known first."""
    found = select(*Assignment.__table__.columns, Resource.resource_type, Resource.cn).join(
        Resource, Assignment.resource_id == Resource.id
    )
    found = found.where(
        Assignment.demand_id == demand_id, Assignment.year == week[0], Assignment.week == week[1], Assignment.is_active
    )
    return await session.rows(found.order_by(Resource.created_at, Resource.id))


async def unconfigured_weeks(session: ReadSession, resource_ids: Collection[int], location: WorkType) -> Rows:
    """Weeks of some people's active assignments that a location has no configuration for: resource_id, year, week."""
    configured = select(WeekConfiguration.id).where(
        WeekConfiguration.year == Assignment.year,
        WeekConfiguration.week == Assignment.week,
        WeekConfiguration.work_type == location,
    )
    found = select(Assignment.resource_id, Assignment.year, Assignment.week).where(
        Assignment.resource_id == func.any(list(resource_ids)), Assignment.is_active, ~configured.exists()
    )
    return await session.rows(found.order_by(Assignment.resource_id, Assignment.year, Assignment.week))


async def assignment_page(
    session: ReadSession, chosen: AssignmentFilter, *, after: tuple[int, int, int] | None, size: int
) -> ColumnRows:
    """Assignments by week, those after a (year, week, id)."""
    place: Any = tuple_(Assignment.year, Assignment.week, Assignment.id)
    page = _assignments.where(*chosen.conditions()).order_by(Assignment.year, Assignment.week, Assignment.id)
    return await session.table((page.where(place > after) if after is not None else page).limit(size))


async def assignment_count(session: ReadSession, chosen: AssignmentFilter) -> int:
    """How many assignments a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Assignment).where(*chosen.conditions())))
