"""Values of forecasts as a table, with when they, their forecast, or what is known of their buckets changed last.

What came of a bucket is known when it is over, so from a midnight on; and any row of the history of its product and
location may tell more of it. So the values of buckets that have begun change with the history, all together.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.shared.keyed_pages import Span, Written
from db.supply.enums import SupplyForecastStatus
from db.supply.filters import Keys

FORECAST_VALUE_PLACE = ("forecast_id", "start")

_ENDS = """CAST(v.start + CASE f.bucket WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days'
                                        ELSE interval '1 month' END AS timestamp)"""

# The latest entry of a level is the latest in time, too.
_VALUES = f"""
    SELECT told.* FROM (
        SELECT f.id AS forecast_id, v.start, f.number, f.version, p.sku, f.product_id, f.location, f.status, f.method,
               f.bucket, f.horizon_start, f.horizon_end, v.quantity, v.lower, v.upper,
               greatest(v.updated_at, f.updated_at,
                        CASE WHEN v.start < CAST(:today AS date) THEN history.changed_at END,
                        CASE WHEN {_ENDS} <= CAST(:today AS date) THEN {_ENDS} AT TIME ZONE 'UTC' END) AS changed_at,
               (CAST(:statuses AS text[]) IS NULL OR f.status = ANY(CAST(:statuses AS text[]))) AS counts
        FROM supply_forecast f
        JOIN product p ON p.tenant_id = f.tenant_id AND p.id = f.product_id
        CROSS JOIN LATERAL (
            SELECT greatest(
                (SELECT max(d.updated_at) FROM demand_point d
                 WHERE d.product_id = f.product_id AND d.location = f.location),
                (SELECT e.created_at FROM inventory_movement e
                 WHERE e.id = (SELECT max(m.id) FROM inventory_level l JOIN inventory_movement m ON m.level_id = l.id
                               WHERE l.product_id = f.product_id AND l.location = f.location
                                 AND m.kind = 'CONSUMPTION'))) AS changed_at OFFSET 0
        ) AS history
        JOIN supply_forecast_value v ON v.tenant_id = f.tenant_id AND v.forecast_id = f.id
        WHERE (CAST(:sku_keys AS text[]) IS NULL OR p.sku_key = ANY(CAST(:sku_keys AS text[])))
          AND (CAST(:numbers AS text[]) IS NULL OR f.number = ANY(CAST(:numbers AS text[])))
          AND (CAST(:location_keys AS text[]) IS NULL
               OR f.location IN (SELECT t.spelling FROM term t
                                 WHERE t.kind = 'LOCATION' AND t.key = ANY(CAST(:location_keys AS text[]))))
          AND v.start >= coalesce(CAST(:from_day AS date), '-infinity')
          AND v.start <= coalesce(CAST(:to_day AS date), 'infinity')
          AND (CAST(:after_id AS bigint) IS NULL
               OR (f.id, v.start) > (CAST(:after_id AS bigint), CAST(:after_day AS date)))
    ) AS told
    WHERE CASE WHEN CAST(:since AS timestamptz) IS NULL THEN told.counts
               ELSE told.changed_at >= CAST(:since AS timestamptz) END"""


def forecast_value_table(
    sku_keys: Keys,
    location_keys: Keys,
    *,
    numbers: Keys = None,
    statuses: tuple[SupplyForecastStatus, ...] | None,
    first: date | None,
    last: date | None,
    span: Span,
    today: date,
) -> Written:
    """Values by forecast, as forecasts were made, and bucket, of those that begin from one day to another.

    `counts` says whether a forecast has one of the states; since a moment, those that have it no more are there too.
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
    return Written(_VALUES, FORECAST_VALUE_PLACE, values, "changed_at")
