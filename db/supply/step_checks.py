"""Forecasts and plans whose status is not what their steps say, by whom and when each was taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import text

from db.engine import ReadSession


class DifferingStepRow(Protocol):
    """A forecast or plan by its name, its status, and a step that it must have or cannot have taken in it."""

    @property
    def named(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def step(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...


class ActiveTogetherRow(Protocol):
    """Two forecasts of one product and location, of which the second was activated while the first was active."""

    @property
    def first(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def at(self) -> datetime: ...


# A draft that was rejected, and a plan that was given up, may have been submitted before, and approved or not.
_STEPS = text("""
    SELECT taken.named, taken.status, taken.step, taken.at
    FROM (
        SELECT 1 AS place, f.id, 'forecast ' || f.number || ' version ' || f.version AS named, f.status, step.*
        FROM supply_forecast f CROSS JOIN LATERAL (VALUES
            ('activated', f.activated_at, f.activated_by, ARRAY['ACTIVE', 'SUPERSEDED'], ARRAY['DRAFT']),
            ('superseded', f.superseded_at, f.superseded_by, ARRAY['SUPERSEDED'], ARRAY['DRAFT', 'ACTIVE']),
            ('archived', f.archived_at, f.archived_by, ARRAY['ARCHIVED'], ARRAY['DRAFT', 'ACTIVE', 'SUPERSEDED'])
        ) AS step (step, at, taken_by, needed, barred)
        UNION ALL
        SELECT 2, p.id, 'plan ' || p.number, p.status, step.*
        FROM production_plan p CROSS JOIN LATERAL (VALUES
            ('submitted', p.submitted_at, p.submitted_by,
             ARRAY['PENDING_APPROVAL', 'APPROVED', 'IN_PROGRESS', 'COMPLETED'], CAST('{}' AS text[])),
            ('approved', p.approved_at, p.approved_by, ARRAY['APPROVED', 'IN_PROGRESS', 'COMPLETED'],
             ARRAY['DRAFT', 'PENDING_APPROVAL']),
            ('started', p.started_at, p.started_by, ARRAY['IN_PROGRESS', 'COMPLETED'],
             ARRAY['DRAFT', 'PENDING_APPROVAL', 'APPROVED']),
            ('completed', p.completed_at, p.completed_by, ARRAY['COMPLETED'],
             ARRAY['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'IN_PROGRESS', 'CANCELLED']),
            ('cancelled', p.cancelled_at, p.cancelled_by, ARRAY['CANCELLED'],
             ARRAY['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'IN_PROGRESS', 'COMPLETED']),
            ('rejected', p.rejected_at, p.rejected_by, CAST('{}' AS text[]), CAST('{}' AS text[]))
        ) AS step (step, at, taken_by, needed, barred)
    ) AS taken
    WHERE (taken.at IS NULL AND taken.status = ANY(taken.needed))
       OR (taken.at IS NOT NULL AND taken.status = ANY(taken.barred))
       OR (taken.at IS NULL) <> (taken.taken_by IS NULL)
    ORDER BY taken.place, taken.id, taken.step""")

_ACTIVE_TOGETHER = text("""
    SELECT was.named AS first, was.following AS second, was.following_at AS at
    FROM (
        SELECT f.number || ' version ' || f.version AS named, coalesce(f.superseded_at, f.archived_at) AS until,
               lead(f.number || ' version ' || f.version) OVER placed AS following,
               lead(f.activated_at) OVER placed AS following_at
        FROM supply_forecast f WHERE f.activated_at IS NOT NULL
        WINDOW placed AS (PARTITION BY f.product_id, f.location ORDER BY f.activated_at, f.id)
    ) AS was
    WHERE was.following_at IS NOT NULL AND coalesce(was.until, 'infinity') > was.following_at
    ORDER BY was.following_at, was.named""")


async def differing_steps(session: ReadSession) -> Sequence[DifferingStepRow]:
    """Steps that a status needs and nobody took, that it rules out and somebody took, or that nobody is known for."""
    return await session.rows(_STEPS)


async def active_together(session: ReadSession) -> Sequence[ActiveTogetherRow]:
    """Forecasts of one product and location that were active at the same time."""
    return await session.rows(_ACTIVE_TOGETHER)
