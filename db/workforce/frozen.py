"""Demand-months of a report whose figures stay as they stood, and the report that has them now."""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession
from db.workforce.rows import FrozenMonthRow

_FROZEN = text("""
    SELECT s.demand_id, s.forecast_month_index AS month_index, newer.year, newer.month
    FROM monthly_capacity_summary s
    JOIN report r ON r.id = s.report_id
    CROSS JOIN LATERAL (
        SELECT n.year, n.month
        FROM report_demand rd JOIN report n ON n.id = rd.report_id
        WHERE rd.demand_id = s.demand_id AND (n.year, n.month) > (r.year, r.month)
          AND (r.first_month + make_interval(months => s.forecast_month_index - 1))::date
              BETWEEN n.first_month AND (n.first_month + make_interval(months => 5))::date
        ORDER BY n.year DESC, n.month DESC LIMIT 1) AS newer
    WHERE s.report_id = :report_id AND s.demand_id = ANY(:demand_ids) AND s.frozen_at IS NOT NULL
    ORDER BY newer.year, newer.month, s.forecast_month_index, s.demand_id""")


async def frozen_months(
    session: ReadSession, *, report_id: int, demand_ids: Collection[int]
) -> Sequence[FrozenMonthRow]:
    """Months of some demands that a newer report took over from a report, by newer report and month."""
    return await session.rows(_FROZEN, {"report_id": report_id, "demand_ids": sorted(demand_ids)})
