"""Forecasts whose values are not one for each bucket of their horizon."""

from collections.abc import Sequence

from sqlalchemy import text

from db.engine import ReadSession
from db.supply.forecast_rows import IncompleteForecastRow

# As many values as buckets, all on borders within the horizon, of which the table keeps each once, are every bucket.
_INCOMPLETE = text("""
    SELECT f.number, f.version, count(v.start) AS found, CAST(every.buckets AS bigint) AS buckets
    FROM supply_forecast f
    CROSS JOIN LATERAL (
        SELECT CASE f.bucket WHEN 'MONTH' THEN
                   12 * (extract(year FROM f.horizon_end) - extract(year FROM f.horizon_start))
                   + extract(month FROM f.horizon_end) - extract(month FROM f.horizon_start) + 1
               ELSE (f.horizon_end - f.horizon_start + 1) / CASE f.bucket WHEN 'WEEK' THEN 7 ELSE 1 END END AS buckets
    ) every
    LEFT JOIN supply_forecast_value v ON v.forecast_id = f.id AND v.start BETWEEN f.horizon_start AND f.horizon_end
        AND v.start = CAST(date_trunc(lower(f.bucket), CAST(v.start AS timestamp)) AS date)
    GROUP BY f.id, f.number, f.version, every.buckets
    HAVING count(v.start) <> every.buckets
    ORDER BY f.number, f.version""")


async def incomplete_forecasts(session: ReadSession) -> Sequence[IncompleteForecastRow]:
    """Versions of forecasts whose values are not one for each bucket of their horizon."""
    return await session.rows(_INCOMPLETE)
