"""The weeks of plans as a table: which there are, and when anything that their figures follow from changed last.

A plan's days may be changed. Since a moment, weeks of its former days are told as gone: those from the earliest to the
latest day that the log of changes has of it since then, which may be more than there were.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.shared.days import finite
from db.shared.keyed_pages import Span, Written
from db.supply.enums import ProductionPlanStatus
from db.supply.filters import Keys
from db.supply.made_of_plans import made_of_plan_changed_at

PLAN_WEEK_PLACE = ("plan_id", "start")

_MONDAYS = """generate_series(date_trunc('week', CAST({first} AS timestamp)), CAST({last} AS timestamp),
                              interval '7 days') AS day"""
_WEEKS = f"""SELECT greatest(CAST(day AS date), plan.planned_start) AS start, true AS is_there
             FROM {_MONDAYS.format(first="plan.planned_start", last="plan.planned_end")}"""
_GONE = f"""
    SELECT was.start, false FROM (
        SELECT CAST(day AS date) AS start
        FROM {
    _MONDAYS.format(first="least(former.first, plan.planned_start)", last="greatest(former.last, plan.planned_end)")
}
        UNION SELECT unnest(former.starts)
    ) AS was
    WHERE former.changes > 0
      AND was.start NOT IN (SELECT greatest(CAST(day AS date), plan.planned_start)
                            FROM {_MONDAYS.format(first="plan.planned_start", last="plan.planned_end")})"""

_PLAN_WEEKS = f"""
    SELECT plan.id AS plan_id, week.start, plan.number, plan.sku, plan.location, plan.changed_at,
           plan.counts AND week.is_there AS counts
    FROM (
        SELECT p.id, p.number, product.sku, p.location, {finite("p.planned_start")} AS planned_start,
               {finite("p.planned_end")} AS planned_end,
               greatest(p.updated_at, product.updated_at, level.updated_at, {made_of_plan_changed_at("p")},
                        (SELECT max(s.updated_at) FROM safety_stock s
                         WHERE s.product_id = p.product_id AND s.location = p.location),
                        (SELECT max(f.updated_at) FROM supply_forecast f
                         WHERE f.product_id = p.product_id AND f.location = p.location),
                        least(CAST(p.planned_start AS timestamp), CAST(CAST(:today AS date) AS timestamp))
                            AT TIME ZONE 'UTC') AS changed_at,
               (CAST(:statuses AS text[]) IS NULL OR p.status = ANY(CAST(:statuses AS text[]))) AS counts
        FROM production_plan p
        JOIN product ON product.tenant_id = p.tenant_id AND product.id = p.product_id
        LEFT JOIN inventory_level level ON level.tenant_id = p.tenant_id AND level.product_id = p.product_id
            AND level.location = p.location
        WHERE (CAST(:sku_keys AS text[]) IS NULL OR product.sku_key = ANY(CAST(:sku_keys AS text[])))
          AND (CAST(:numbers AS text[]) IS NULL OR p.number = ANY(CAST(:numbers AS text[])))
          AND (CAST(:location_keys AS text[]) IS NULL
               OR p.location IN (SELECT t.spelling FROM term t
                                 WHERE t.kind = 'LOCATION' AND t.key = ANY(CAST(:location_keys AS text[]))))
          AND (CAST(:after_id AS bigint) IS NULL OR p.id >= CAST(:after_id AS bigint))
        OFFSET 0
    ) AS plan
    CROSS JOIN LATERAL (
        SELECT count(*) AS changes, {finite("min(CAST(a.old->>'planned_start' AS date))")} AS first,
               {finite("max(CAST(a.old->>'planned_end' AS date))")} AS last,
               array_agg(CAST(a.old->>'planned_start' AS date)) AS starts
        FROM audit_log a
        WHERE a.entity_type = 'ProductionPlan' AND a.entity_id = CAST(plan.id AS text)
          AND a.at >= CAST(:since AS timestamptz)
          AND (a.old->>'planned_start' IS NOT NULL OR a.old->>'planned_end' IS NOT NULL)
    ) AS former
    CROSS JOIN LATERAL ({_WEEKS} UNION ALL {_GONE}) AS week
    WHERE week.start IS NOT NULL
      AND CASE WHEN CAST(:since AS timestamptz) IS NULL THEN plan.counts
               ELSE plan.changed_at >= CAST(:since AS timestamptz) END
      AND week.start >= coalesce(CAST(:from_day AS date), '-infinity')
      AND week.start <= coalesce(CAST(:to_day AS date), 'infinity')
      AND (CAST(:after_id AS bigint) IS NULL
           OR (plan.id, week.start) > (CAST(:after_id AS bigint), CAST(:after_day AS date)))"""


def plan_week_table(
    sku_keys: Keys,
    location_keys: Keys,
    *,
    numbers: Keys = None,
    statuses: tuple[ProductionPlanStatus, ...] | None,
    first: date | None,
    last: date | None,
    span: Span,
    today: date,
) -> Written:
    """The weeks of plans that begin from one day to another, by plan and week.

    `counts` says whether a plan has one of the states and the week; since a moment, those that have not are there too.
    """
    after_id, after_day = span.after or (None, None)
    values: Mapping[str, Any] = {
        "sku_keys": None if sku_keys is None else list(sku_keys),
        "location_keys": None if location_keys is None else list(location_keys),
        "numbers": None if numbers is None else list(numbers),
        "statuses": None if statuses is None else [status.value for status in statuses],
        "from_day": first,
        "to_day": last,
        "since": span.updated_since,
        "today": today,
        "after_id": after_id,
        "after_day": after_day,
    }
    return Written(_PLAN_WEEKS, PLAN_WEEK_PLACE, values, "changed_at")
