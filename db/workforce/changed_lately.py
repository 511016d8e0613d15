"""What changed since a moment, where that is little: tables of reports look it up then, and do not read all there is.

Of much, a page is found sooner in the order of the table.
"""

from datetime import datetime

from sqlalchemy import text

from db.engine import ReadSession
from db.workforce.report_rows import TIERS_CHANGED, Asked

FEW = 10_000
"""How many rows are looked up one by one at most."""

_LINES = text(f"""
    SELECT coalesce(array_agg(s.report_id), '{{}}') AS reports, coalesce(array_agg(s.demand_id), '{{}}') AS demands,
           count(*) > {FEW} OR coalesce({TIERS_CHANGED} >= CAST(:since AS timestamptz), false) AS is_much
    FROM (SELECT report_id, demand_id FROM monthly_capacity_summary
          WHERE greatest(computed_at, frozen_at) >= CAST(:since AS timestamptz)
          ORDER BY greatest(computed_at, frozen_at) DESC LIMIT {FEW + 1}) AS s""")

# The newest first, so that an index is read, whatever statistics there are. A tier's people are looked for only if any
# tier changed.
_ASSIGNMENTS = text(f"""
    SELECT coalesce(array_agg(changed.id), '{{}}') AS ids, count(*) > {FEW} AS is_much
    FROM (
        (SELECT id FROM assignment WHERE updated_at >= CAST(:since AS timestamptz)
         ORDER BY updated_at DESC LIMIT {FEW + 1})
        UNION ALL
        (SELECT a.id FROM assignment a
         WHERE a.is_active
           AND a.resource_id IN (SELECT id FROM resource WHERE updated_at >= CAST(:since AS timestamptz)))
        UNION ALL
        (SELECT a.id FROM assignment a
         WHERE a.is_active AND {TIERS_CHANGED} >= CAST(:since AS timestamptz)
           AND a.tier_id IN (SELECT id FROM capacity_tier WHERE updated_at >= CAST(:since AS timestamptz)))
        LIMIT {FEW + 1}
    ) AS changed""")


async def with_changed_lines(session: ReadSession, asked: Asked, since: datetime) -> Asked:
    """The same rows, narrowed to reports' demands of which a cell or the tiers changed."""
    (found,) = await session.rows(_LINES, {"since": since})
    lines = None if found.is_much else sorted(set(zip(found.reports, found.demands, strict=True)))
    return asked._replace(lines=lines)


async def with_changed_assignments(session: ReadSession, asked: Asked, since: datetime) -> Asked:
    """The same rows, narrowed to assignments that changed, or whose person or tier did."""
    (found,) = await session.rows(_ASSIGNMENTS, {"since": since})
    return asked._replace(assignments=None if found.is_much else sorted(set(found.ids)))
