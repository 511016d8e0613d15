"""Who is free in some weeks and can do a kind of work, and how many productive hours they have then."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.shared.columns import columns_of
from db.workforce.places import of_person
from db.workforce.presence import DAYS_PRESENT


class AskedWeek(NamedTuple):
    """An ISO week."""

    year: int
    week: int


class FreeHoursRow(Protocol):
    """A week, how many are free in it, and their productive hours; None where a week of theirs is not configured."""

    @property
    def year(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def hours(self) -> Decimal | None: ...


# Free is who is there and has no active assignment; of a first or last week that is worked in part, that part counts.
# Of people whose days hold all the weeks, who are most, those at work are counted off; the others are looked at one by
# one. A week that is configured for nobody has no hours, though nobody is free in it.
_FREE = text(f"""
    WITH given AS MATERIALIZED (
        SELECT year, week, to_date(year || '-' || week, 'IYYY-IW') AS monday
        FROM unnest(CAST(:year AS int[]), CAST(:week AS int[])) AS given (year, week)
    ), person AS MATERIALIZED (
        SELECT p.id, p.location, p.hire_date, p.last_day,
               coalesce(p.hire_date <= span.first, true) AND coalesce(p.last_day >= span.last, true) AS is_always_there
        FROM resource p CROSS JOIN (SELECT min(monday) AS first, max(monday) + 6 AS last FROM given) AS span
        WHERE p.is_active AND p.resource_type = 'ACTUAL'
          AND p.skills && ARRAY(SELECT spelling FROM term WHERE kind = 'CASE_TYPE' AND key = :skill_key)
    ), working AS (
        SELECT work.year, work.week, p.location, count(*) AS people
        FROM person p
        CROSS JOIN LATERAL (SELECT year, week FROM assignment WHERE {of_person("p.id")}) AS work
        WHERE p.is_always_there GROUP BY work.year, work.week, p.location
    ), free AS (
        SELECT given.year, given.week, there.location, there.people - coalesce(working.people, 0) AS people, 1 AS part
        FROM given
        CROSS JOIN (SELECT location, count(*) AS people FROM person WHERE is_always_there GROUP BY location) AS there
        LEFT JOIN working USING (year, week, location)
        UNION ALL
        SELECT given.year, given.week, p.location, 1,
               coalesce({DAYS_PRESENT}::numeric / nullif(w.working_days, 0), 1)
        FROM given
        JOIN person p ON NOT p.is_always_there AND coalesce(p.hire_date <= given.monday + 6, true)
            AND coalesce(p.last_day >= given.monday, true)
        LEFT JOIN week_configuration w ON w.year = given.year AND w.week = given.week AND w.work_type = p.location
        WHERE (w.id IS NULL OR {DAYS_PRESENT} IS DISTINCT FROM 0) AND NOT EXISTS (
            SELECT 1 FROM assignment a
            WHERE a.resource_id = p.id AND a.is_active AND a.year = given.year AND a.week = given.week)
    )
    SELECT given.year, given.week, coalesce(sum(free.people), 0)::int AS people,
           CASE WHEN count(*) FILTER (WHERE w.id IS NULL AND free.people > 0) = 0
                 AND EXISTS (SELECT 1 FROM week_configuration c WHERE c.year = given.year AND c.week = given.week)
                THEN coalesce(sum(free.people * free.part * w.productive_hours::text::numeric), 0)
           END AS hours
    FROM given
    LEFT JOIN free USING (year, week)
    LEFT JOIN week_configuration w ON w.year = given.year AND w.week = given.week AND w.work_type = free.location
    GROUP BY given.year, given.week ORDER BY given.year, given.week""")


async def free_hours(session: ReadSession, weeks: Sequence[AskedWeek], *, skill_key: str) -> Sequence[FreeHoursRow]:
    """How many active people with a skill are free in weeks, and their productive hours, by week.

    People are actual ones: who is yet to be hired has no free hours. The skill is a key, matched whatever its case.
    """
    return await session.rows(_FREE, {**columns_of(AskedWeek, weeks), "skill_key": skill_key}) if weeks else []
