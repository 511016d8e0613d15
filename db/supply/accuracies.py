"""What is measured of forecasts, and what it is when it is measured again by the same figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, text, update

from db.engine import ReadSession, WriteSession
from db.supply.forecast_rows import DifferingAccuracyRow, SupplyForecastRow
from db.supply.models import SupplyForecast

# Reckoned in the database, by other arithmetic than that of who stores: numerics, and doubles in the end alone.
_DIFFERING = text("""
    SELECT f.number, f.version, of.name, of.kept, of.recomputed
    FROM supply_forecast f CROSS JOIN LATERAL (
        SELECT count(a) AS buckets, count(*) - count(a) AS left_out, count(*) FILTER (WHERE a = 0) AS zero_actuals,
               avg(abs(a - q) / nullif(a, 0)) AS mape, sum(abs(a - q)) / nullif(sum(a), 0) AS wape,
               avg(abs(a - q)) AS mae, sqrt(avg((a - q) * (a - q))) AS rmse, avg(q - a) AS bias
        FROM (
            SELECT CAST(v.quantity AS numeric(40, 20)) AS q,
                   CAST(f.actuals ->> to_char(v.start, 'YYYY-MM-DD') AS numeric(40, 20)) AS a
            FROM supply_forecast_value v WHERE v.forecast_id = f.id
        ) compared
    ) again CROSS JOIN LATERAL (VALUES
        ('buckets', CAST(f.buckets AS float8), CAST(again.buckets AS float8)),
        ('left out', f.left_out, again.left_out), ('zero actuals', f.zero_actuals, again.zero_actuals),
        ('MAPE', f.mape, again.mape), ('WAPE', f.wape, again.wape), ('MAE', f.mae, again.mae),
        ('RMSE', f.rmse, again.rmse), ('bias', f.bias, again.bias)
    ) of (name, kept, recomputed)
    WHERE f.actuals IS NOT NULL AND (of.kept IS NULL) <> (of.recomputed IS NULL)
       OR f.actuals IS NOT NULL AND abs(of.kept - of.recomputed) > 1e-9 * greatest(1, abs(of.recomputed))
    ORDER BY f.number, f.version, of.name""")


async def store_accuracy(
    session: WriteSession, forecast_id: int, measured: Mapping[str, Any], *, actuals: Mapping[date, Decimal]
) -> SupplyForecastRow:
    """Keep what was measured of a forecast, in place of what was before, and the figures it was measured by."""
    kept = {start.isoformat(): str(quantity) for start, quantity in sorted(actuals.items())}
    changed = update(SupplyForecast).where(SupplyForecast.id == forecast_id)
    now = func.statement_timestamp()
    changed = changed.values(**measured, actuals=kept, computed_at=now, updated_at=now)
    (row,) = await session.rows(changed.returning(*SupplyForecast.__table__.columns))
    return row


async def differing_accuracies(session: ReadSession) -> Sequence[DifferingAccuracyRow]:
    """Figures of accuracies that are not those of the values and of what they were measured by."""
    return await session.rows(_DIFFERING)
