"""What the entries of work orders come to."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import text

from db.engine import ReadSession
from db.shopfloor.production_rows import ProductionSumsRow

# Days worked are those from Monday to Friday, from the planned start to the day before today or the deadline.
_SUMS = text("""
    SELECT o.id AS work_order_id, o.planned_start, o.deadline, made.*, latest.*
    FROM work_order o
    CROSS JOIN LATERAL (
        SELECT count(*) AS entries, min(e.production_date) AS first_date, max(e.production_date) AS last_date,
               max(e.quantity) AS best_day, coalesce(sum(e.quantity), 0) AS total,
               count(*) FILTER (
                   WHERE e.production_date BETWEEN o.planned_start AND least(CAST(:today AS date) - 1, o.deadline)
                     AND extract(isodow FROM e.production_date) < 6) AS days_worked
        FROM daily_production e WHERE e.work_order_id = o.id
    ) AS made
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(e.quantity), 0) AS recent, count(*) AS recent_entries
        FROM (SELECT e.quantity FROM daily_production e WHERE e.work_order_id = o.id
              ORDER BY e.production_date DESC LIMIT 5) AS e
    ) AS latest
    WHERE o.id = ANY(CAST(:ids AS bigint[]))""")


async def production_sums(
    session: ReadSession, work_order_ids: Collection[int], today: date
) -> Sequence[ProductionSumsRow]:
    """What the entries of some work orders come to by a day, in no order."""
    return await session.rows(_SUMS, {"ids": sorted(work_order_ids), "today": today})
