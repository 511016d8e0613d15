"""Reading monthly capacity summaries beside their demands and planned figures."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import BY_DEMAND
from db.forecast.models import Demand, ForecastCell
from db.workforce.figure_rows import MonthlyFiguresRow, SummarisedDemandRow
from db.workforce.models import MonthlyCapacitySummary as Summary


def _summaries(chosen: DemandFilter, *columns: Any) -> Select[*tuple[Any, ...]]:
    cell = and_(
        ForecastCell.report_id == Summary.report_id,
        ForecastCell.demand_id == Summary.demand_id,
        ForecastCell.month_index == Summary.forecast_month_index,
    )
    figures = select(
        Demand.main_lob,
        Demand.state,
        Demand.case_type,
        Demand.platform,
        Demand.locality,
        Summary.report_id,
        Summary.demand_id,
        Summary.forecast_month_index,
        *columns,
        ForecastCell.fte_avail,
        ForecastCell.capacity.label("planned_capacity"),
    )
    joined = figures.join(Demand, Summary.demand_id == Demand.id).join(ForecastCell, cell)
    return joined.where(*chosen.conditions())


_figures = [
    column
    for column in Summary.__table__.columns
    if column.name not in ("tenant_id", "report_id", "demand_id", "forecast_month_index", "tier_breakdown")
]


async def summaries_by_report_ids(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter
) -> Sequence[MonthlyFiguresRow]:
    """The monthly summaries of some reports with their demand and planned figures, by demand key and month."""
    query = _summaries(chosen, *_figures).where(Summary.report_id == func.any(list(ids)))
    return await session.rows(query.order_by(*BY_DEMAND, Summary.forecast_month_index))


async def cells_by_report_ids(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter
) -> Sequence[SummarisedDemandRow]:
    """Which demands and months some reports have summaries of."""
    key = (Summary.report_id, Summary.demand_id, Summary.forecast_month_index)
    query = select(*BY_DEMAND, *key).join(Demand, Summary.demand_id == Demand.id)
    return await session.rows(query.where(Summary.report_id == func.any(list(ids)), *chosen.conditions()))
