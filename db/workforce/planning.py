"""Writing what planners decide: people one by one, placeholders, and assignments week by week, in sets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, text, update

from db.engine import AnyRow, Rows, WriteSession
from db.workforce.enums import AssignmentType, ResourceType
from db.workforce.models import CapacityTier, Resource
from db.workforce.summaries import WEEKLY_CAPACITY


class NewPlaceholder(NamedTuple):
    """A planned hire to be created; its cn follows from the number."""

    cn: str
    cn_key: str
    display_name: str


class WeekPlacement(NamedTuple):
    """One person on one demand of a report in one week, at a tier and a production percentage."""

    resource_id: int
    demand_id: int
    report_id: int
    month_index: int
    year: int
    week: int
    tier_id: int
    percentage: float
    is_forced: bool


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
    RETURNING *""")

_PLACE = text(f"""
    INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, demand_id, tier_id,
                            production_percentage, weekly_capacity, assignment_type, assigned_by, is_forced,
                            execution_id)
    SELECT :tenant, new.year, new.week, new.report_id, new.month_index, new.resource_id, new.demand_id, new.tier_id,
           new.percentage, {WEEKLY_CAPACITY.format(percentage="new.percentage")}, :type, :subject, new.is_forced,
           CAST(:execution_id AS uuid)
    FROM unnest(CAST(:resource_id AS bigint[]), CAST(:demand_id AS bigint[]), CAST(:report_id AS bigint[]),
                CAST(:month_index AS int[]), CAST(:year AS int[]), CAST(:week AS int[]), CAST(:tier_id AS bigint[]),
                CAST(:percentage AS float8[]), CAST(:is_forced AS boolean[]))
         WITH ORDINALITY AS new (resource_id, demand_id, report_id, month_index, year, week, tier_id, percentage,
                                 is_forced, place)
    CROSS JOIN LATERAL (SELECT location FROM resource WHERE id = new.resource_id OFFSET 0) AS p
    CROSS JOIN LATERAL (
        SELECT productive_hours FROM week_configuration
        WHERE work_type = p.location AND year = new.year AND week = new.week OFFSET 0
    ) AS w
    CROSS JOIN LATERAL (
        SELECT target_cph FROM report_demand WHERE report_id = new.report_id AND demand_id = new.demand_id OFFSET 0
    ) AS rd
    ORDER BY new.place
    RETURNING *""")

_DEALLOCATE = text("""
    UPDATE assignment SET is_active = false, deallocated_at = now(), deallocated_by = :subject
    WHERE is_active AND id = ANY(:ids)
    RETURNING *""")

_RETIRE = text("""
    UPDATE resource SET is_active = false, updated_at = now()
    WHERE id = ANY(:ids) AND resource_type = 'PLACEHOLDER' AND is_active
      AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.resource_id = resource.id AND a.is_active)
    RETURNING id""")

_MOVE = text("""
    UPDATE assignment SET resource_id = :to_id WHERE id = ANY(:ids) AND is_active RETURNING *""")

_CHANGE_LEVEL = text("""
    UPDATE assignment SET tier_id = :tier_id, production_percentage = :percentage
    WHERE id = :id AND is_active RETURNING *""")


_FOLLOW_PERCENTAGE = text("""
    UPDATE assignment SET production_percentage = :now
    WHERE is_active AND tier_id = :tier_id AND production_percentage = :was RETURNING id""")


async def locked_resources(session: WriteSession, cn_keys: Collection[str], *, changing: bool) -> Rows:
    """People by the keys of their cns, held as they are until the transaction ends.

    Whoever is `changing` somebody holds them alone; who only relies on what they are shares them with others who do.
    """
    found = select(*Resource.__table__.columns).where(Resource.cn_key == func.any(list(cn_keys))).order_by(Resource.id)
    return await session.rows(found.with_for_update(key_share=changing, read=not changing))


async def insert_resource(session: WriteSession, values: Mapping[str, Any]) -> AnyRow:
    """Create an actual person; another of the same cn, created at the same time, is a ConcurrentChange."""
    new = insert(Resource).values(tenant_id=session.tenant_id, resource_type=ResourceType.ACTUAL, **values)
    (row,) = await session.rows(new.returning(*Resource.__table__.columns))
    return row


async def update_resource(session: WriteSession, resource_id: int, values: Mapping[str, Any]) -> AnyRow:
    """Change columns of a person or placeholder."""
    changed = update(Resource).where(Resource.id == resource_id).values(**values, updated_at=text("now()"))
    (row,) = await session.rows(changed.returning(*Resource.__table__.columns))
    return row


async def next_placeholder_number(session: WriteSession, count: int) -> int:
    """The first of so many consecutive numbers; others wait until this transaction ends, so that no gap is left."""
    return int(await session.scalar(_NUMBERS, {"tenant": session.tenant_id, "count": count}))


async def insert_placeholders(
    session: WriteSession, placeholders: Sequence[NewPlaceholder], shared: Mapping[str, Any]
) -> Rows:
    """Create placeholders that share platform, location, states, skills and the week they were created for."""
    columns = {name: [getattr(one, name) for one in placeholders] for name in NewPlaceholder._fields}
    return await session.rows(_INSERT_PLACEHOLDERS, {"tenant": session.tenant_id, **columns, **shared})


async def place_weeks(
    session: WriteSession,
    placements: Sequence[WeekPlacement],
    *,
    assignment_type: AssignmentType,
    execution_id: object = None,
) -> Rows:
    """Write assignments; a week that somebody else took meanwhile is a ConcurrentChange. Returns the rows."""
    if not placements:
        return []
    columns = {name: [getattr(one, name) for one in placements] for name in WeekPlacement._fields}
    given = {"tenant": session.tenant_id, "type": assignment_type.value, "subject": session.subject}
    return await session.rows(_PLACE, {**columns, **given, "execution_id": execution_id})


async def deallocate(session: WriteSession, assignment_ids: Collection[int]) -> Rows:
    """End active assignments; returns them as they stand now."""
    if not assignment_ids:
        return []
    return await session.rows(_DEALLOCATE, {"ids": sorted(assignment_ids), "subject": session.subject})


async def retire_idle_placeholders(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Make placeholders inactive that have no active assignment left; returns how many."""
    return await session.run(_RETIRE, {"ids": sorted(resource_ids)}) if resource_ids else 0


async def move_assignments(session: WriteSession, assignment_ids: Collection[int], *, to_id: int) -> Rows:
    """Give active assignments to another person; returns them."""
    return await session.rows(_MOVE, {"ids": sorted(assignment_ids), "to_id": to_id})


async def change_level(session: WriteSession, assignment_id: int, *, tier_id: int, percentage: float) -> AnyRow | None:
    """Give an active assignment another tier and percentage; None where it is not active any more."""
    return await session.row(_CHANGE_LEVEL, {"id": assignment_id, "tier_id": tier_id, "percentage": percentage})


async def follow_percentage(session: WriteSession, tier_id: int, *, was: float, now: float) -> list[int]:
    """Give active assignments at a tier its new percentage where they had its old one; returns their ids."""
    rows = await session.rows(_FOLLOW_PERCENTAGE, {"tier_id": tier_id, "was": was, "now": now})
    return [row.id for row in rows]


async def insert_tier(session: WriteSession, values: Mapping[str, Any]) -> int:
    """Create a tier; returns its id. Another of the same name, created at the same time, is a ConcurrentChange."""
    new = insert(CapacityTier).values(tenant_id=session.tenant_id, **values)
    return int(await session.scalar(new.returning(CapacityTier.id)))


async def update_tier(session: WriteSession, tier_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a tier."""
    await session.run(update(CapacityTier).where(CapacityTier.id == tier_id).values(**values))
