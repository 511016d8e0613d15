"""Demand as a table: what files brought, and what the ledger says was consumed in the buckets that they leave.

A history has the bucket of its series, and days where it has none. Consumption of a bucket is left out where a file
brought the bucket.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from db.shared.keyed_pages import Span, Written
from db.supply.filters import Keys

DEMAND_PLACE = ("sku_sort", "location", "day")

_START = """CASE place.bucket WHEN 'DAY' THEN m.occurred_on
                              ELSE CAST(date_trunc(place.bucket, CAST(m.occurred_on AS timestamp)) AS date) END"""
_CONSUMED = """FROM inventory_level l JOIN inventory_movement m ON m.tenant_id = l.tenant_id AND m.level_id = l.id
               WHERE l.product_id = place.product_id AND l.location = place.location AND m.kind = 'CONSUMPTION'"""
_ASKED = """day >= coalesce(CAST(:from_day AS date), '-infinity') AND day <= coalesce(CAST(:to_day AS date), 'infinity')
            AND (place.after_day IS NULL OR day > place.after_day)
            AND (CAST(:since AS timestamptz) IS NULL OR updated_at >= CAST(:since AS timestamptz))"""

# A day that was one before a file of weeks or months came is none any more, unless a bucket begins on it.
_GONE = f"""
    SELECT m.occurred_on AS day, CAST(NULL AS numeric) AS quantity, false AS is_no_data, 'LEDGER' AS source,
           place.bucket_since AS updated_at, false AS is_active, place.bucket_since AS deallocated_at
    {_CONSUMED} AND CAST(:since AS timestamptz) <= place.bucket_since AND place.bucket <> 'DAY'
      AND m.occurred_on <> {_START}
    GROUP BY m.occurred_on"""

_DEMAND = f"""
    SELECT place.sku_sort, place.sku, place.location, place.bucket, point.*
    FROM (
        SELECT p.id AS product_id, p.sku, p.sku_sort, known.location, coalesce(s.bucket, 'DAY') AS bucket,
               s.created_at AS bucket_since,
               CASE WHEN p.sku_sort = CAST(:after_sku AS text) AND known.location = CAST(:after_location AS text)
                    THEN CAST(:after_day AS date) END AS after_day
        FROM (SELECT product_id, location FROM demand_series
              UNION SELECT product_id, location FROM inventory_level) AS known
        JOIN product p ON p.id = known.product_id
        LEFT JOIN demand_series s ON s.product_id = known.product_id AND s.location = known.location
        WHERE (CAST(:sku_keys AS text[]) IS NULL OR p.sku_key = ANY(CAST(:sku_keys AS text[])))
          AND (CAST(:location_keys AS text[]) IS NULL
               OR known.location IN (SELECT t.spelling FROM term t
                                     WHERE t.kind = 'LOCATION' AND t.key = ANY(CAST(:location_keys AS text[]))))
          AND (CAST(:after_sku AS text) IS NULL
               OR (p.sku_sort, known.location) >= (CAST(:after_sku AS text), CAST(:after_location AS text)))
        ORDER BY p.sku_sort, known.location OFFSET 0
    ) AS place
    CROSS JOIN LATERAL (
        SELECT one.* FROM (
            SELECT d.day, d.quantity, d.is_no_data, 'IMPORT' AS source, d.updated_at, true AS is_active,
                   CAST(NULL AS timestamptz) AS deallocated_at
            FROM demand_point d WHERE d.product_id = place.product_id AND d.location = place.location
            UNION ALL
            SELECT ledger.*, true, NULL FROM (
                SELECT {_START} AS day, -sum(m.on_hand_change) AS quantity, false, 'LEDGER',
                       greatest(max(m.created_at), place.bucket_since) AS updated_at
                {_CONSUMED} GROUP BY 1
            ) AS ledger
            WHERE NOT EXISTS (SELECT 1 FROM demand_point d WHERE d.product_id = place.product_id
                                AND d.location = place.location AND d.day = ledger.day)
            UNION ALL {_GONE}
        ) AS one
        WHERE {_ASKED}
        ORDER BY one.day LIMIT CAST(:within AS bigint)
    ) AS point"""


class DemandAsked(NamedTuple):
    """Which histories, by sku and location, and from which day to which."""

    sku_keys: Keys = None
    location_keys: Keys = None
    since: date | None = None
    until: date | None = None


def demand_table(asked: DemandAsked, span: Span) -> Written:
    """Demand by product, location and day; its key ends with the day."""
    sku_sort, location, day = span.after or (None, None, None)
    values = {
        "sku_keys": _listed(asked.sku_keys),
        "location_keys": _listed(asked.location_keys),
        "from_day": asked.since,
        "to_day": asked.until,
        "since": span.updated_since,
        "within": span.within,
        "after_sku": sku_sort,
        "after_location": location,
        "after_day": day,
    }
    return Written(_DEMAND, DEMAND_PLACE, values)


def _listed(keys: Keys) -> Sequence[str] | None:
    return None if keys is None else list(keys)
