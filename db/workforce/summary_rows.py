"""Reading monthly capacity summaries beside their demands and planned figures."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.lines import BY_DEMAND
from db.forecast.models import Demand, ForecastCell
from db.workforce.figure_rows import MonthlyFiguresRow, ReportedSummaryRow, SummarisedDemandRow
from db.workforce.models import MonthlyCapacitySummary as Summary
from db.workforce.report_rows import TIERS_CHANGED, Span


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


async def summary_page(session: ReadSession, span: Span, *, batch: int) -> AsyncIterator[Sequence[ReportedSummaryRow]]:
    """The same for a report's table, streamed in batches, each with its place and when it changed last."""
    place = _place(span, Summary)
    shown = (
        place.label("place"),
        (Summary.report_id == span.report_id).label("counts"),
        _CHANGED_AT.label("updated_at"),
    )
    query = _page(_summaries(span.chosen, *_figures, *shown), span, place)
    async for rows in session.stream(query.offset(span.offset).limit(span.limit), batch=batch):
        yield rows


async def summary_page_end(session: ReadSession, span: Span) -> tuple[str, str, str, int] | None:
    """Main LOB, state, case type and place of the last row of a page, if further rows follow."""
    if span.limit is None:
        return None
    place = _place(span, Summary)
    keys = select(*BY_DEMAND, place.label("place")).join(Demand, Summary.demand_id == Demand.id)
    query = _page(keys.where(*span.chosen.conditions()), span, place)
    rows = await session.rows(query.offset(span.offset + span.limit - 1).limit(2))
    return tuple(rows[0]) if len(rows) == 2 else None


# The columns follow from the tiers: where those change, every row does.
_CHANGED_AT = func.greatest(Summary.computed_at, TIERS_CHANGED)


def _page(query: Select[*tuple[Any, ...]], span: Span, place: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Rows by demand key and month: the one order of the table, and of its keys."""
    key = (*BY_DEMAND, place)
    if span.after is not None:
        query = query.where(tuple_(*key) > span.after)
    return query.where(_shown(span)).order_by(*key)


def _place(span: Span, summary: Any) -> ColumnElement[int]:
    """A summary's month, counted from the first one of the report."""
    if not span.former:
        return cast(ColumnElement[int], summary.forecast_month_index)
    return summary.forecast_month_index + case(dict(span.former), value=summary.report_id, else_=0)  # type: ignore[no-any-return]


def _shown(span: Span) -> ColumnElement[bool]:
    own = Summary.report_id == span.report_id
    if span.updated_since is None:
        return own
    changed = and_(own, span.updated_since <= _CHANGED_AT)
    if not span.former:
        return changed
    rank = {id: number for number, id in enumerate(span.report_ids)}
    newer = aliased(Summary)
    hidden = exists().where(
        newer.report_id == func.any(span.report_ids),
        newer.demand_id == Summary.demand_id,
        _place(span, newer) == _place(span, Summary),
        case(rank, value=newer.report_id) < case(rank, value=Summary.report_id),
    )
    return or_(
        changed, and_(Summary.report_id != span.report_id, Summary.report_id == func.any(span.report_ids), ~hidden)
    )
