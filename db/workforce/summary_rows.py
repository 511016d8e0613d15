"""Reading monthly capacity summaries beside their demands and planned figures."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import BY_DEMAND
from db.forecast.models import Demand, ForecastCell
from db.workforce.figure_rows import MonthlyFiguresRow
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


async def summary_page(
    session: ReadSession,
    report_id: int,
    chosen: DemandFilter,
    *,
    updated_since: datetime | None,
    offset: int,
    limit: int | None,
    batch: int,
) -> AsyncIterator[Sequence[MonthlyFiguresRow]]:
    """The same for one report, streamed in batches, from an offset."""
    query = _summaries(chosen, *_figures).where(*_of_report(report_id, updated_since))
    query = query.order_by(*BY_DEMAND, Summary.forecast_month_index).offset(offset).limit(limit)
    async for rows in session.stream(query, batch=batch):
        yield rows


async def summary_count(
    session: ReadSession, report_id: int, chosen: DemandFilter, *, updated_since: datetime | None
) -> int:
    """How many rows all pages have."""
    counted = select(func.count()).select_from(Summary).join(Demand, Summary.demand_id == Demand.id)
    return int(await session.scalar(counted.where(*_of_report(report_id, updated_since), *chosen.conditions())))


def _of_report(report_id: int, updated_since: datetime | None) -> list[ColumnElement[bool]]:
    since = [] if updated_since is None else [Summary.computed_at >= updated_since]
    return [Summary.report_id == report_id, *since]
