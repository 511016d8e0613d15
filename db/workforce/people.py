"""People and placeholders: read by key, page and filter; created, changed and imported in sets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, insert, or_, select, text, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.shared.folded import folded
from db.shared.pages import Ordering, Window, page
from db.shared.statistics import take_statistics
from db.shared.working_time import Week
from db.workforce.enums import ResourceOrder, ResourceType
from db.workforce.filters import ResourceFilter, week_within
from db.workforce.models import Assignment, Resource
from db.workforce.rows import PersonKeyRow, PersonRow

_resources: Select[*tuple[Any, ...]] = select(*Resource.__table__.columns)

RESOURCES_BY_IDS = ReadingByKeys(_resources, Resource.id)

RESOURCES_BY_CN_KEYS = ReadingByKeys(_resources, Resource.cn_key)


RESOURCE_ORDERINGS = {
    ResourceOrder.CN: Ordering(Resource.cn_sort, Resource.id),
    ResourceOrder.NAME: Ordering(folded("resource.display_name"), Resource.id),
    ResourceOrder.HIRE_DATE: Ordering(Resource.hire_date, Resource.id, unknown_last=True),
    ResourceOrder.CREATED: Ordering(Resource.id),
}


async def resource_page(session: ReadSession, chosen: ResourceFilter, window: Window) -> ColumnRows:
    """People in an order, those in a window."""
    return await session.table(page(_resources.where(*chosen.conditions()), window))


async def people_matching(session: ReadSession, chosen: ResourceFilter) -> Sequence[PersonRow]:
    """Everybody a filter keeps, by id."""
    return await session.rows(_resources.where(*chosen.conditions()).order_by(Resource.id))


async def people_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[PersonRow]:
    """People by id."""
    return await session.rows(_resources.where(Resource.id == func.any(list(ids))))


async def people_in_weeks(
    session: ReadSession, chosen: ResourceFilter, *, first: Week, last: Week
) -> Sequence[PersonRow]:
    """Whom a filter keeps of those who are active, or have an active assignment in some weeks, by cn."""
    held = and_(Assignment.resource_id == Resource.id, Assignment.is_active, week_within((first, last)))
    there = or_(Resource.is_active, exists(select(Assignment.id).where(held)))
    people = _resources.where(there, *chosen.conditions())
    return await session.rows(people.order_by(Resource.cn_sort, Resource.id))


async def resource_count(session: ReadSession, chosen: ResourceFilter) -> int:
    """How many people a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(Resource).where(*chosen.conditions())))


async def all_resources(session: ReadSession) -> Sequence[PersonRow]:
    """Everybody, active or not."""
    return await session.rows(_resources.order_by(Resource.id))


async def resource_keys(session: ReadSession) -> Sequence[PersonKeyRow]:
    """Everybody, active or not, by what files name them by."""
    columns = select(Resource.id, Resource.cn, Resource.cn_key, Resource.location, Resource.is_active)
    return await session.rows(columns.order_by(Resource.id))


async def cns_in_use(session: ReadSession, *, most: int) -> Sequence[str]:
    """The cns of active people and placeholders, so many at most."""
    chosen = select(Resource.cn).where(Resource.is_active).order_by(Resource.cn_sort).limit(most)
    return [row.cn for row in await session.rows(chosen)]


class NewPlaceholder(NamedTuple):
    """A planned hire to be created; its cn follows from the number."""

    cn: str
    cn_key: str
    display_name: str


# Rows of written SQL give closed sets as texts unless they are told which.
_ENUMS = {column.name: column.type for column in (Resource.__table__.c.resource_type, Resource.__table__.c.location)}

_NUMBERS = text("""
    INSERT INTO placeholder_counter AS counter (tenant_id, last_number) VALUES (:tenant, :count)
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = counter.last_number + excluded.last_number
    RETURNING last_number - CAST(:count AS int) + 1""")

_INSERT_PLACEHOLDERS = text("""
    INSERT INTO resource (tenant_id, resource_type, cn, cn_key, display_name, platform, location, states, skills,
                          created_for_year, created_for_week)
    SELECT :tenant, 'PLACEHOLDER', cn, cn_key, display_name, :platform, :location, CAST(:states AS text[]),
           CAST(:skills AS text[]), CAST(:created_for_year AS int), CAST(:created_for_week AS int)
    FROM unnest(CAST(:cn AS text[]), CAST(:cn_key AS text[]), CAST(:display_name AS text[]))
         WITH ORDINALITY AS new (cn, cn_key, display_name, place)
    ORDER BY place
    RETURNING *""").columns(**_ENUMS)

_RETIRE = text("""
    UPDATE resource SET is_active = false
    WHERE id = ANY(:ids) AND resource_type = 'PLACEHOLDER' AND is_active
      AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.resource_id = resource.id AND a.is_active)
    RETURNING id""")


async def locked_resources(session: WriteSession, cn_keys: Collection[str], *, changing: bool) -> Sequence[PersonRow]:
    """People by the keys of their cns, held as they are until the transaction ends.

    Whoever is `changing` somebody holds them alone; who only relies on what they are shares them with others who do.
    """
    query = _resources.where(Resource.cn_key == func.any(list(cn_keys))).order_by(Resource.id)
    return await session.rows(query.with_for_update(key_share=changing, read=not changing))


async def insert_resource(session: WriteSession, values: Mapping[str, Any]) -> PersonRow:
    """Create an actual person; another of the same cn, created at the same time, is a ConcurrentChange."""
    new = insert(Resource).values(tenant_id=session.tenant_id, resource_type=ResourceType.ACTUAL, **values)
    (row,) = await session.rows(new.returning(*Resource.__table__.columns))
    return row


async def update_resource(session: WriteSession, resource_id: int, values: Mapping[str, Any]) -> PersonRow:
    """Change columns of a person or placeholder."""
    changed = update(Resource).where(Resource.id == resource_id).values(**values, updated_at=func.statement_timestamp())
    (row,) = await session.rows(changed.returning(*Resource.__table__.columns))
    return row


async def next_placeholder_number(session: WriteSession, count: int) -> int:
    """The first of so many consecutive numbers; others wait until this transaction ends, so that no gap is left."""
    return int(await session.scalar(_NUMBERS, {"tenant": session.tenant_id, "count": count}))


async def insert_placeholders(
    session: WriteSession, placeholders: Sequence[NewPlaceholder], shared: Mapping[str, Any]
) -> Sequence[PersonRow]:
    """Create placeholders that share platform, location, states, skills and the week they were created for."""
    values = {"tenant": session.tenant_id, **columns_of(NewPlaceholder, placeholders), **shared}
    return await session.rows(_INSERT_PLACEHOLDERS, values)


async def retire_idle_placeholders(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Make placeholders inactive that have no active assignment left; returns how many."""
    return await session.run(_RETIRE, {"ids": sorted(resource_ids)}) if resource_ids else 0


# Lists travel inside one array element each, joined by a character that the importers refuse in any text.
_SEPARATOR = "\x1f"


class NewResource(NamedTuple):
    """An actual person as imported; `cn_key` decides whether a row is new."""

    cn: str
    cn_key: str
    display_name: str
    first_name: str
    last_name: str
    opid: str | None
    platform: str
    location: WorkType
    states: tuple[str, ...]
    skills: tuple[str, ...]
    is_active: bool
    hire_date: date | None
    last_day: date | None = None


_UPSERT_RESOURCES = text("""
    INSERT INTO resource (tenant_id, resource_type, cn, cn_key, display_name, first_name, last_name, opid, platform,
                          location, states, skills, is_active, hire_date, last_day)
    SELECT :tenant, 'ACTUAL', cn, cn_key, display_name, first_name, last_name, opid, platform, location,
           string_to_array(states, chr(31)), string_to_array(skills, chr(31)), is_active, hire_date, last_day
    FROM unnest(CAST(:cn AS text[]), CAST(:cn_key AS text[]), CAST(:display_name AS text[]),
                CAST(:first_name AS text[]), CAST(:last_name AS text[]), CAST(:opid AS text[]),
                CAST(:platform AS text[]), CAST(:location AS text[]), CAST(:states AS text[]), CAST(:skills AS text[]),
                CAST(:is_active AS boolean[]), CAST(:hire_date AS date[]), CAST(:last_day AS date[]))
         WITH ORDINALITY AS new (cn, cn_key, display_name, first_name, last_name, opid, platform, location, states,
                                 skills, is_active, hire_date, last_day, place)
    ORDER BY place
    ON CONFLICT (tenant_id, cn_key) DO UPDATE SET
        display_name = excluded.display_name, first_name = excluded.first_name, last_name = excluded.last_name,
        opid = excluded.opid, platform = excluded.platform, location = excluded.location, states = excluded.states,
        skills = excluded.skills, is_active = excluded.is_active, hire_date = excluded.hire_date,
        last_day = excluded.last_day
    WHERE resource.resource_type = 'ACTUAL'
    RETURNING id, cn_key""")


async def upsert_resources(session: WriteSession, people: Sequence[NewResource]) -> Mapping[str, int]:
    """Create or update actual people; returns cn key → id. A placeholder of the same cn is left alone."""
    if not people:
        return {}
    columns = columns_of(NewResource, people)
    columns["states"] = [_SEPARATOR.join(states) for states in columns["states"]]
    columns["skills"] = [_SEPARATOR.join(skills) for skills in columns["skills"]]
    rows = await session.rows(_UPSERT_RESOURCES, {"tenant": session.tenant_id, **columns})
    await take_statistics(session, "resource", len(rows))
    return {row.cn_key: row.id for row in rows}
