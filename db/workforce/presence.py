"""On how many working days of a week somebody is there: first and last days against configured weeks, in sets."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.workforce.places import of_person
from db.workforce.rows import AssignedWeekRow, BoundedWeekRow, EndingRow

# Of a person `p` in a week `w`: null where they are there all week, 0 where the week lies outside their days. A week's
# working days run from Monday on, to Friday at least; of those less than five, the holidays are days off where they are
# as many as the week lacks, and otherwise nobody knows which, so that no more days count than are worked. In a week
# without working days there is no part to be worked. See decision 40.
_FIRST = "greatest(coalesce(p.hire_date, w.start_date), w.start_date)"
_FINAL = "w.start_date + greatest(w.working_days, 5) - 1"
_LAST = f"least(coalesce(p.last_day, {_FINAL}), {_FINAL})"
DAYS_PRESENT = f"""(CASE
    WHEN (p.hire_date IS NULL OR p.hire_date <= w.start_date) AND (p.last_day IS NULL OR p.last_day >= {_FINAL})
        THEN NULL
    WHEN w.working_days = 0 THEN CASE WHEN p.hire_date > w.start_date + 6 OR p.last_day < w.start_date THEN 0 END
    ELSE nullif(least(w.working_days, greatest(0, {_LAST} - {_FIRST} + 1 - (
        SELECT count(*)::int FROM unnest(w.holidays) AS holiday
        WHERE cardinality(w.holidays) = 5 - w.working_days AND holiday BETWEEN {_FIRST} AND {_LAST}
    ))), w.working_days)
END)"""
WHOLE_WEEK = "coalesce(a.whole_week_percentage, a.production_percentage)"


def part_of(percentage: str, days: str) -> str:
    """A percentage of a whole week, for so many of the days of a week `w`, exact in numeric; all of it without days."""
    part = f"({percentage}::numeric * {days} / w.working_days)::float8"
    return f"(CASE WHEN {days} IS NULL THEN {percentage} ELSE {part} END)"


_BOUNDED = text(f"""
    SELECT found.* FROM (
        SELECT p.id AS resource_id, w.year, w.week, {DAYS_PRESENT} AS days_present, w.working_days
        FROM resource p
        JOIN week_configuration w ON w.work_type = p.location
        WHERE p.resource_type = 'ACTUAL' AND (p.hire_date > :start OR p.last_day < :finish)
          AND (CAST(:ids AS bigint[]) IS NULL OR p.id = ANY(CAST(:ids AS bigint[])))
          AND w.start_date BETWEEN :start AND :finish AND (p.hire_date > w.start_date OR p.last_day < w.start_date + 6)
    ) AS found
    WHERE found.days_present IS NOT NULL ORDER BY 1, 2, 3""")

_ASSIGNED = """
    FROM assignment a
    JOIN resource p ON p.id = a.resource_id
    JOIN week_configuration w ON w.year = a.year AND w.week = a.week AND w.work_type = p.location
    WHERE a.is_active"""

_WITHOUT_DAYS = text(f"""
    SELECT a.id, a.resource_id, a.year, a.week {_ASSIGNED}
      AND a.year * 100 + a.week = ANY(:weeks) AND p.location = :work_type
      AND NOT a.counts_whole_week AND {DAYS_PRESENT} = 0 ORDER BY a.id""")

# Active assignments `a` of people with the days `p` that they will have, and their weeks `w`.
_PROPOSED = f"""
    SELECT a.id, a.resource_id, a.year, a.week
    FROM unnest(CAST(:resource_id AS bigint[]), CAST(:location AS text[]), CAST(:hire_date AS date[]),
                CAST(:last_day AS date[]), CAST(:is_leaving AS boolean[]), CAST(:is_later AS boolean[]),
                CAST(:is_moving AS boolean[]), CAST(:is_deactivated AS boolean[]))
         AS p (resource_id, location, hire_date, last_day, is_leaving, is_later, is_moving, is_deactivated)
    CROSS JOIN LATERAL (
        SELECT id, resource_id, year, week, counts_whole_week, (year, week) >= (:year, :week) AS is_to_come
        FROM assignment WHERE {of_person("p.resource_id")}
    ) AS a
    LEFT JOIN LATERAL (
        SELECT start_date, working_days, holidays FROM week_configuration
        WHERE work_type = p.location AND year = a.year AND week = a.week OFFSET 0
    ) AS w ON true"""

_ENDING = text(f"""{_PROPOSED}
    WHERE (p.is_deactivated AND a.is_to_come)
       OR (((p.is_leaving AND p.last_day <= w.start_date + 6)
            OR (NOT a.counts_whole_week AND (p.is_moving OR (p.is_later AND a.is_to_come))))
           AND {DAYS_PRESENT} = 0)
    ORDER BY a.resource_id, a.year, a.week""")

_KEPT = text(f"""{_PROPOSED}
    WHERE NOT a.counts_whole_week AND {DAYS_PRESENT} = 0 AND NOT a.id = ANY(CAST(:ending AS bigint[]))
    ORDER BY a.resource_id, a.year, a.week""")

_COUNT_BY_DAYS = text(f"""
    UPDATE assignment SET counts_whole_week = false
    FROM (SELECT a.id {_ASSIGNED} AND a.counts_whole_week AND a.resource_id = ANY(:ids)
            AND {DAYS_PRESENT} IS DISTINCT FROM 0) AS found
    WHERE assignment.id = found.id""")

_KEEP = text(f"""
    UPDATE assignment SET counts_whole_week = true, is_forced = true, days_present = NULL, working_days = NULL,
                          whole_week_percentage = NULL
    FROM (SELECT a.id {_ASSIGNED} AND NOT a.counts_whole_week AND a.resource_id = ANY(:ids)
            AND {DAYS_PRESENT} = 0) AS found
    WHERE assignment.id = found.id RETURNING assignment.resource_id, assignment.year, assignment.week""")

_KEEP_FORCED = text(f"""
    UPDATE assignment SET counts_whole_week = true, is_forced = true
    FROM (SELECT a.id {_ASSIGNED} AND a.id = ANY(:ids) AND {DAYS_PRESENT} = 0) AS found
    WHERE assignment.id = found.id""")


class ProposedDays(NamedTuple):
    """Where somebody will work, from when until when.

    `is_leaving` with a last day that is new or earlier, `is_later` with a first day that is new or later, `is_moving`
    to another location, `is_deactivated` when they leave production.
    """

    resource_id: int
    location: WorkType
    hire_date: date | None
    last_day: date | None
    is_leaving: bool
    is_later: bool
    is_moving: bool
    is_deactivated: bool


async def bounded_weeks(
    session: ReadSession, *, start: date, finish: date, resource_ids: Collection[int] | None = None
) -> Sequence[BoundedWeekRow]:
    """Configured weeks between two days in which actual people are there in part or, with 0 days, not at all."""
    ids = None if resource_ids is None else sorted(resource_ids)
    return await session.rows(_BOUNDED, {"start": start, "finish": finish, "ids": ids})


async def ending_weeks(
    session: ReadSession, proposed: Sequence[ProposedDays], *, year: int, week: int
) -> Sequence[EndingRow]:
    """Active assignments that end with new days, in the order of people and weeks; (year, week) is this week.

    Those after a last day all end; those before a later first day from this week on, and those without a working day at
    another location, unless they stood outside before; and from this week on those of whoever leaves production.
    """
    if not proposed:
        return []
    return await session.rows(_ENDING, {**columns_of(ProposedDays, proposed), "year": year, "week": week})


async def kept_weeks(
    session: ReadSession, proposed: Sequence[ProposedDays], *, year: int, week: int, ending: Collection[int]
) -> Sequence[EndingRow]:
    """Active assignments outside new days that do not end, and stay as history, in the order of people and weeks."""
    if not proposed:
        return []
    values = {**columns_of(ProposedDays, proposed), "year": year, "week": week, "ending": sorted(ending)}
    return await session.rows(_KEPT, values)


async def weeks_without_days(
    session: ReadSession, weeks: Collection[tuple[int, int]], work_type: WorkType
) -> Sequence[EndingRow]:
    """Active assignments in (year, week)s of a work type of which their people work no day, but for those forced."""
    values = {"weeks": [year * 100 + week for year, week in weeks], "work_type": work_type}
    return await session.rows(_WITHOUT_DAYS, values)


async def count_by_days(session: WriteSession, resource_ids: Collection[int]) -> int:
    """Let weeks that were counted whole whatever the days be counted by them, but for those outside; returns how many.

    Percentages are left to a recalculation.
    """
    return await session.run(_COUNT_BY_DAYS, {"ids": sorted(resource_ids)})


async def keep_as_history(session: WriteSession, resource_ids: Collection[int]) -> Sequence[AssignedWeekRow]:
    """Let weeks outside some people's days stand as forced, with all they counted; returns them."""
    return await session.rows(_KEEP, {"ids": sorted(resource_ids)})


async def force_outside_days(session: WriteSession, assignment_ids: Collection[int]) -> int:
    """Mark those of some assignments that lie outside their person's days as forced, counting whole weeks."""
    return await session.run(_KEEP_FORCED, {"ids": sorted(assignment_ids)})
