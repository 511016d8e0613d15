"""Demand: what files brought, and what the ledger says was consumed, as one history."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.shared.columns import columns_of
from db.shared.statistics import take_statistics
from db.supply.enums import TimeBucket
from db.supply.levels import LevelKey
from db.supply.models import DemandSeries
from db.supply.rows import DemandExtentRow, DemandFigureRow, DemandPointRow, DemandSeriesRow

_ENUMS = {"bucket": DemandSeries.bucket.type}
_GIVEN = "unnest(CAST(:product_id AS bigint[]), CAST(:location AS text[])) AS given (product_id, location)"

# An imported row replaces the ledger's figure of the dates that its bucket covers. Days of histories that are kept by
# the day are summed here: a thousand products have a million of them.
_DEMAND = text(f"""
    WITH asked AS (
        SELECT given.product_id, given.location, coalesce(s.bucket, 'DAY') AS bucket,
               CASE WHEN coalesce(s.bucket, 'DAY') = 'DAY' THEN CAST(:bucket AS text) ELSE 'DAY' END AS summed_to
        FROM {_GIVEN} LEFT JOIN demand_series s USING (product_id, location)
    ), imported AS (
        SELECT p.product_id, p.location, p.day, asked.bucket, asked.summed_to, p.quantity, p.is_no_data,
               p.day + CASE asked.bucket WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days'
                                         ELSE interval '1 month' END AS ends
        FROM asked JOIN demand_point p USING (product_id, location)
        WHERE p.day BETWEEN CAST(:since AS date) - 31 AND :until
    ), consumed AS (
        SELECT asked.product_id, asked.location, m.occurred_on AS day, asked.summed_to,
               -sum(m.on_hand_change) AS quantity
        FROM asked JOIN inventory_level l USING (product_id, location)
        JOIN inventory_movement m ON m.level_id = l.id
        WHERE m.kind = 'CONSUMPTION' AND m.occurred_on BETWEEN :since AND :until
        GROUP BY 1, 2, 3, 4
    ), found AS (
        SELECT product_id, location, day, bucket, summed_to, quantity, is_no_data, 'IMPORT' AS source FROM imported
        WHERE day >= :since
        UNION ALL
        SELECT c.product_id, c.location, c.day, 'DAY', c.summed_to, c.quantity, false, 'LEDGER' FROM consumed c
        WHERE NOT EXISTS (SELECT 1 FROM imported i WHERE i.product_id = c.product_id AND i.location = c.location
                            AND c.day >= i.day AND c.day < i.ends)
    )
    SELECT product_id, location, CAST(date_trunc(summed_to, CAST(day AS timestamp)) AS date) AS day, bucket,
           sum(quantity) AS quantity, bool_or(is_no_data) AS is_no_data, min(source) AS source
    FROM found GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""")

_EXTENTS = text(f"""
    SELECT product_id, location, least(imported.first, consumed.first) AS first,
           greatest(imported.last, consumed.last) AS last
    FROM {_GIVEN}
    CROSS JOIN LATERAL (SELECT min(p.day) AS first, max(p.day) AS last FROM demand_point p
                        WHERE p.product_id = given.product_id AND p.location = given.location) imported
    CROSS JOIN LATERAL (SELECT min(m.occurred_on) AS first, max(m.occurred_on) AS last
                        FROM inventory_level l JOIN inventory_movement m ON m.level_id = l.id
                        WHERE l.product_id = given.product_id AND l.location = given.location
                          AND m.kind = 'CONSUMPTION') consumed
    WHERE imported.first IS NOT NULL OR consumed.first IS NOT NULL""")

_SERIES = text(f"""
    INSERT INTO demand_series (tenant_id, product_id, location, bucket)
    SELECT :tenant, given.product_id, given.location, :bucket FROM {_GIVEN} ORDER BY 2, 3
    ON CONFLICT (tenant_id, product_id, location) DO NOTHING""")
_SERIES_OF = text(f"SELECT s.* FROM demand_series s JOIN {_GIVEN} USING (product_id, location)").columns(**_ENUMS)

_POINTS_OF = text(f"""
    SELECT p.* FROM demand_point p JOIN {_GIVEN} USING (product_id, location)
    WHERE p.day BETWEEN :since AND :until""")


class NewPoint(NamedTuple):
    """Demand of the bucket that begins on a day."""

    product_id: int
    location: str
    day: date
    quantity: Decimal
    is_no_data: bool


_POINTS = text("""
    INSERT INTO demand_point AS point (tenant_id, product_id, location, day, quantity, is_no_data)
    SELECT :tenant, * FROM unnest(
        CAST(:product_id AS bigint[]), CAST(:location AS text[]), CAST(:day AS date[]), CAST(:quantity AS numeric[]),
        CAST(:is_no_data AS boolean[])) AS new (product_id, location, day, quantity, is_no_data)
    ORDER BY new.product_id, new.location, new.day
    ON CONFLICT (tenant_id, product_id, location, day) DO UPDATE SET
        quantity = excluded.quantity, is_no_data = excluded.is_no_data
    WHERE (point.quantity, point.is_no_data) IS DISTINCT FROM (excluded.quantity, excluded.is_no_data)""")


async def demand_between(
    session: ReadSession,
    keys: Sequence[LevelKey],
    *,
    since: date,
    until: date,
    bucket: TimeBucket = TimeBucket.DAY,
) -> Sequence[DemandFigureRow]:
    """Demand by product, location and day, both days included: imported buckets, and consumption of days they leave.

    Histories that are kept by the day are summed to buckets, each by its first day; IMPORT is before LEDGER of a sum.
    """
    if not keys:
        return []
    given = {"since": since, "until": until, "bucket": bucket.value}
    return await session.rows(_DEMAND, {**columns_of(LevelKey, keys), **given})


async def demand_extents(session: ReadSession, keys: Sequence[LevelKey]) -> Sequence[DemandExtentRow]:
    """The first and the last day that each history has a row of; nothing for those that have none."""
    return await session.rows(_EXTENTS, columns_of(LevelKey, keys)) if keys else []


async def demand_series_of(session: ReadSession, keys: Sequence[LevelKey]) -> Sequence[DemandSeriesRow]:
    """The buckets that histories are kept in; nothing for those that nothing was imported of."""
    return await session.rows(_SERIES_OF, columns_of(LevelKey, keys)) if keys else []


async def demand_points_of(
    session: ReadSession, keys: Sequence[LevelKey], *, since: date, until: date
) -> Sequence[DemandPointRow]:
    """What files brought of some histories, of the buckets that begin from one day to another."""
    if not keys:
        return []
    return await session.rows(_POINTS_OF, {**columns_of(LevelKey, keys), "since": since, "until": until})


async def add_demand_series(session: WriteSession, keys: Sequence[LevelKey], *, bucket: TimeBucket) -> None:
    """Let histories be kept in a bucket; those that have one keep it, so look first."""
    if keys:
        given = {"tenant": session.tenant_id, "bucket": bucket.value, **columns_of(LevelKey, keys)}
        await session.run(_SERIES, given)


async def upsert_demand(session: WriteSession, points: Sequence[NewPoint]) -> int:
    """Write points, over those of the same product, location and day; returns how many are others than before."""
    if not points:
        return 0
    written = await session.run(_POINTS, {"tenant": session.tenant_id, **columns_of(NewPoint, points)})
    await take_statistics(session, "demand_point", written)
    return written
