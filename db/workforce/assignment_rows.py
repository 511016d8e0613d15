"""Assignments in a report's table: who counts in which week, and who has ceased to since a moment."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from db.engine import ReadSession
from db.workforce.figure_rows import HeldAssignmentRow
from db.workforce.models import Assignment
from db.workforce.report_rows import BATCH, Span

# The one order of the table: nobody sorts like another or counts twice in a week, so this is the key of its rows too.
_KEY = "found.year, found.week, found.holder_sort"

_COUNTING = """
    SELECT a.*, a.resource_id AS holder_id, a.cn_sort AS holder_sort, true AS counts
    FROM assignment a
    WHERE a.report_id = :report_id AND a.demand_id = ANY(:demand_ids) AND a.deallocated_at IS NULL"""

_CHANGED = """
      AND (a.updated_at >= :since
           OR a.resource_id IN (SELECT id FROM resource WHERE updated_at >= :since)
           OR a.tier_id IN (SELECT id FROM capacity_tier WHERE updated_at >= :since))"""

# Who counts no more in a week: it was ended, given to somebody else by a conversion, or taken over by a newer report;
# or it is of a report that was shown before this one. A week that counts again, whoever wrote it, is told as that.
_GONE = """
    SELECT DISTINCT ON (a.year, a.week, holder.id) a.*, holder.id AS holder_id, p.cn_sort AS holder_sort,
           false AS counts
    FROM assignment a
    CROSS JOIN LATERAL (VALUES (a.resource_id), (a.moved_from_id)) AS holder (id)
    JOIN resource p ON p.id = holder.id
    WHERE a.demand_id = ANY(:demand_ids)
      AND (a.report_id = :report_id AND a.updated_at >= :since
           OR a.report_id = ANY(:newer) AND a.taken_over_at >= :since
              AND a.year * 100 + a.week BETWEEN :first_week AND :last_week
           OR a.report_id = ANY(:former) AND (a.is_active OR a.updated_at >= :since))
      AND NOT EXISTS (
          SELECT 1 FROM assignment counting
          WHERE counting.resource_id = holder.id AND counting.year = a.year AND counting.week = a.week
            AND counting.is_active AND counting.report_id = :report_id AND counting.demand_id = ANY(:demand_ids))
    ORDER BY a.year, a.week, holder.id, a.id DESC"""

# Rows of written SQL give a closed set as texts unless they are told which.
_ENUMS = {"assignment_type": Assignment.assignment_type.type}


class AssignmentSpan(NamedTuple):
    """Which assignments: of some demands; `newer` reports may have taken over what this one had in its weeks.

    Weeks are numbers, year × 100 + week.
    """

    span: Span
    demand_ids: list[int]
    first_week: int
    last_week: int
    newer: list[int]


async def assignments_of_report(
    session: ReadSession, asked: AssignmentSpan
) -> AsyncIterator[Sequence[HeldAssignmentRow]]:
    """The table's rows by week and holder's cn, numbers in it as numbers, in batches."""
    span = asked.span
    statement = _page("found.*", asked).columns(**_ENUMS)
    values = {**_values(asked), "skipped": span.offset, "limit": span.limit}
    async for batch in session.stream(statement, values, batch=BATCH):
        yield batch


async def assignment_page_end(session: ReadSession, asked: AssignmentSpan) -> tuple[int, int, str] | None:
    """Year, week and what the holder sorts by of the last row of a page, if further rows follow."""
    span = asked.span
    if span.limit is None:
        return None
    values = {**_values(asked), "skipped": span.offset + span.limit - 1, "limit": 2}
    rows = await session.rows(_page(_KEY, asked), values)
    return tuple(rows[0]) if len(rows) == 2 else None


def _page(columns: str, asked: AssignmentSpan) -> TextClause:
    span = asked.span
    found = _COUNTING if span.updated_since is None else f"({_COUNTING}{_CHANGED}) UNION ALL ({_GONE})"
    after = (
        ""
        if span.after is None
        else f"WHERE ({_KEY}) > (CAST(:year AS bigint), CAST(:week AS bigint), CAST(:holder_sort AS text))"
    )
    return text(
        f"SELECT {columns} FROM ({found}) AS found {after} ORDER BY {_KEY} OFFSET :skipped LIMIT CAST(:limit AS bigint)"
    )


def _values(asked: AssignmentSpan) -> dict[str, Any]:
    span = asked.span
    values: dict[str, Any] = {"report_id": span.report_id, "demand_ids": asked.demand_ids}
    if span.updated_since is not None:
        former = [id for id, _ in span.former]
        weeks = {"first_week": asked.first_week, "last_week": asked.last_week}
        values |= {"since": span.updated_since, "newer": asked.newer, "former": former, **weeks}
    if span.after is not None:
        values |= dict(zip(("year", "week", "holder_sort"), span.after, strict=True))
    return values
