"""Reading monthly capacity summaries beside their demands."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import BY_DEMAND
from db.forecast.models import Demand
from db.workforce.figure_rows import ComparedFiguresRow, SummarisedDemandRow
from db.workforce.models import MonthlyCapacitySummary as Summary

_KEY = (Summary.report_id, Summary.demand_id, Summary.forecast_month_index)
_COMPARED = (
    Summary.total_forecast,
    Summary.total_capacity,
    Summary.capacity_gap,
    Summary.total_headcount,
    Summary.fte_gap,
)


async def summaries_by_report_ids(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter
) -> Sequence[ComparedFiguresRow]:
    """What is compared of the monthly summaries of some reports, by demand key and month."""
    query = _of_demands(ids, chosen, *_COMPARED)
    return await session.rows(query.order_by(*BY_DEMAND, Summary.forecast_month_index))


async def cells_by_report_ids(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter
) -> Sequence[SummarisedDemandRow]:
    """Which demands and months some reports have summaries of."""
    return await session.rows(_of_demands(ids, chosen))


def _of_demands(ids: Collection[int], chosen: DemandFilter, *figures: Any) -> Select[*tuple[Any, ...]]:
    query = select(*BY_DEMAND, *_KEY, *figures).join(Demand, Summary.demand_id == Demand.id)
    return query.where(Summary.report_id == func.any(list(ids)), *chosen.conditions())
