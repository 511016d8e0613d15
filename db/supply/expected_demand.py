"""What active forecasts expect of levels from a day on."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import text

from db.engine import ReadSession
from db.supply.stock_rows import ExpectedDemandRow

_EXPECTED = text("""
    SELECT l.id AS level_id, f.horizon_end, v.start,
           CAST(v.start + CASE f.bucket WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days'
                                        ELSE interval '1 month' END AS date) AS ends,
           v.quantity
    FROM inventory_level l
    JOIN supply_forecast f ON f.product_id = l.product_id AND f.location = l.location AND f.status = 'ACTIVE'
    LEFT JOIN supply_forecast_value v ON v.forecast_id = f.id AND v.start > CAST(:today AS date) - 31
    WHERE l.id = ANY(CAST(:ids AS bigint[]))
    ORDER BY l.id, v.start""")


async def expected_demand(
    session: ReadSession, level_ids: Collection[int], *, today: date
) -> Sequence[ExpectedDemandRow]:
    """The buckets of the active forecasts of levels that may reach into a day or later, by level and start."""
    return await session.rows(_EXPECTED, {"ids": sorted(level_ids), "today": today}) if level_ids else []
