"""Who is free in some weeks and can do a kind of work, and how many productive hours they have then."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from sqlalchemy import text

from db.engine import ReadSession
from db.shared.columns import columns_of
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


# Free is who is there and has no active assignment; of a first or last week that is worked in part, that part counts. A
# week that is configured for nobody has no hours, though nobody is free in it.
_FREE = text(f"""
    SELECT given.year, given.week, count(p.id)::int AS people,
           CASE WHEN count(*) FILTER (WHERE w.id IS NULL AND p.id IS NOT NULL) = 0
                 AND EXISTS (SELECT 1 FROM week_configuration c WHERE c.year = given.year AND c.week = given.week)
                THEN coalesce(sum(w.productive_hours::text::numeric
                                  * coalesce({DAYS_PRESENT}::numeric / nullif(w.working_days, 0), 1)), 0)
           END AS hours
    FROM (SELECT year, week, to_date(year || '-' || week, 'IYYY-IW') AS monday
          FROM unnest(CAST(:year AS int[]), CAST(:week AS int[])) AS given (year, week)) AS given
    LEFT JOIN resource p ON p.is_active AND p.resource_type = 'ACTUAL'
        AND p.skills && ARRAY(SELECT spelling FROM term WHERE kind = 'CASE_TYPE' AND key = :skill_key)
        AND (p.hire_date IS NULL OR p.hire_date <= given.monday + 6)
        AND (p.last_day IS NULL OR p.last_day >= given.monday)
        AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.resource_id = p.id AND a.is_active
                          AND a.year = given.year AND a.week = given.week)
        AND NOT EXISTS (SELECT 1 FROM week_configuration w WHERE w.year = given.year AND w.week = given.week
                          AND w.work_type = p.location AND {DAYS_PRESENT} = 0)
    LEFT JOIN week_configuration w ON w.year = given.year AND w.week = given.week AND w.work_type = p.location
    GROUP BY given.year, given.week ORDER BY given.year, given.week""")


async def free_hours(session: ReadSession, weeks: Sequence[AskedWeek], *, skill_key: str) -> Sequence[FreeHoursRow]:
    """How many active people with a skill are free in weeks, and their productive hours, by week.

    People are actual ones: who is yet to be hired has no free hours. The skill is a key, matched whatever its case.
    """
    return await session.rows(_FREE, {**columns_of(AskedWeek, weeks), "skill_key": skill_key}) if weeks else []
