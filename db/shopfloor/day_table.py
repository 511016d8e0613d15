"""Days of work orders as a table: one row for each order and day with a target or an entry.

An order's deadline may be moved, and it may be cancelled. Since a moment, days that it has no more are told as gone: of
its former span those up to the latest deadline that the log of changes has of it since then. Where the days asked for
follow from the day it is, those of the days before are told as gone too.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from db.shared.days import finite
from db.shared.keyed_pages import Span, Written
from db.shopfloor.day_summary import is_due, target_of_day

DAY_OF_ORDER_PLACE = ("day", "number_sort")

_MIDNIGHT = "(CAST({} AS timestamp) AT TIME ZONE 'UTC')"

_FORMER = """
    SELECT max(CAST(a.old->>'deadline' AS date)) AS deadline
    FROM audit_log a
    WHERE a.entity_type = 'WorkOrder' AND a.entity_id = CAST(w.id AS text) AND a.at >= CAST(:since AS timestamptz)
      AND a.old->>'deadline' IS NOT NULL"""

_LAST = "least(greatest(w.deadline, former.deadline), CAST(:to_day AS date))"
_DAYS = f"""
    SELECT CAST(one AS date) AS day
    FROM generate_series(CAST({finite("greatest(w.planned_start, CAST(:gone_from AS date))")} AS timestamp),
                         CAST({finite(_LAST)} AS timestamp), interval '1 day') AS one
    WHERE extract(isodow FROM one) <= 5
    UNION
    SELECT p.production_date FROM daily_production p
    WHERE p.tenant_id = w.tenant_id AND p.work_order_id = w.id
      AND p.production_date BETWEEN CAST(:gone_from AS date) AND CAST(:to_day AS date)"""

_TOLD = f"""
    SELECT w.status <> 'CANCELLED' AND (due.is_due OR entry.id IS NOT NULL) AS is_there, due.is_due,
           days.day < CAST(:from_day AS date) AS is_over,
           greatest(w.updated_at, entry.updated_at) AS changed_at,
           entry.quantity, entry.scrap_quantity
    FROM (SELECT {is_due("w", "days.day")} AS is_due OFFSET 0) AS due
    LEFT JOIN daily_production entry ON entry.tenant_id = w.tenant_id AND entry.work_order_id = w.id
        AND entry.production_date = days.day
    OFFSET 0"""

_TABLE = f"""
    SELECT found.day, found.number, found.number_sort, found.department, found.stage, found.target, found.actual,
           found.scrap, found.counts, found.changed_at
    FROM (
        SELECT days.day, w.number, w.number_sort, w.department, w.stage,
               CASE WHEN told.is_due THEN {target_of_day("w")} ELSE 0 END AS target,
               coalesce(told.quantity, 0) AS actual, coalesce(told.scrap_quantity, 0) AS scrap,
               told.is_there AND NOT told.is_over AS counts,
               -- A day comes when it begins and goes when it is over, where that is what is asked for.
               greatest(told.changed_at, CASE WHEN :to_is_today THEN {_MIDNIGHT.format("days.day")} END,
                        CASE WHEN told.is_over THEN {_MIDNIGHT.format("days.day + 1")} END) AS changed_at
        FROM work_order w
        CROSS JOIN LATERAL ({_FORMER}) AS former
        CROSS JOIN LATERAL ({_DAYS}) AS days
        CROSS JOIN LATERAL ({_TOLD}) AS told
        WHERE w.planned_start <= CAST(:to_day AS date)
    ) AS found
    WHERE CASE WHEN CAST(:since AS timestamptz) IS NULL THEN found.counts
               ELSE found.changed_at >= CAST(:since AS timestamptz) END
      AND (CAST(:after_day AS date) IS NULL
           OR (found.day, found.number_sort) > (CAST(:after_day AS date), CAST(:after_number AS text)))"""


class DaysAsked(NamedTuple):
    """From which day to which; one that is left out is today, or the other one where today lies beyond it."""

    since: date | None = None
    until: date | None = None


def day_table(asked: DaysAsked, span: Span, *, today: date) -> Written:
    """Days of orders, by day and number; `counts` says whether the table has a row now."""
    after_day, after_number = span.after or (None, None)
    if span.updated_since is None and after_day is not None:
        today = min(today, after_day)  # whoever began yesterday goes on with yesterday
    first = asked.since if asked.since is not None else min(today, asked.until or today)
    last = asked.until if asked.until is not None else max(today, first)
    values: Mapping[str, Any] = {
        "from_day": first,
        "to_day": last,
        "to_is_today": asked.until is None and first <= today,
        "gone_from": _gone_from(asked, first, span),
        "since": span.updated_since,
        "after_day": after_day,
        "after_number": after_number,
    }
    return Written(_TABLE, DAY_OF_ORDER_PLACE, values, "changed_at")


def _gone_from(asked: DaysAsked, first: date, span: Span) -> date:
    """The first of the days that may have been asked for since a moment."""
    if asked.since is not None or span.updated_since is None:
        return first
    return min(first, span.updated_since.date())
