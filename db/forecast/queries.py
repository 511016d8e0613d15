"""Reading reports, demands, forecast cells and the summaries beside them."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, text, tuple_

from db.engine import AnyRow, ReadSession, Rows
from db.forecast.filters import EVERY_DEMAND, DemandFilter
from db.forecast.models import AllocationExecution, Demand, ForecastCell, Report, ReportDemand
from db.postgres.reading import Reading, ReadingByKeys
from db.workforce.enums import WorkType
from db.workforce.models import MonthlyCapacitySummary

Summary = MonthlyCapacitySummary

_reports: Select[*tuple[Any, ...]] = select(*Report.__table__.columns)
_demands: Select[*tuple[Any, ...]] = select(*Demand.__table__.columns)
_lines: Select[*tuple[Any, ...]] = select(
    ReportDemand.id,
    ReportDemand.report_id,
    ReportDemand.demand_id,
    ReportDemand.target_cph,
    ReportDemand.version,
    Demand.main_lob,
    Demand.state,
    Demand.case_type,
    Demand.case_id,
    Demand.locality,
).join(Demand, ReportDemand.demand_id == Demand.id)
_DEMANDS_BY_KEYS = text("""
    SELECT asked.place::int - 1 AS place, d.*
    FROM unnest(CAST(:lobs AS text[]), CAST(:states AS text[]), CAST(:case_types AS text[]))
         WITH ORDINALITY AS asked (lob, state, case_type, place)
    CROSS JOIN LATERAL (SELECT spelling FROM term WHERE kind = 'MAIN_LOB' AND key = asked.lob OFFSET 0) AS l
    CROSS JOIN LATERAL (SELECT spelling FROM term WHERE kind = 'CASE_TYPE' AND key = asked.case_type OFFSET 0) AS c
    CROSS JOIN LATERAL (
        SELECT * FROM demand WHERE main_lob = l.spelling AND state = asked.state AND case_type = c.spelling OFFSET 0
    ) AS d
    ORDER BY asked.place""")
_by_key = (Demand.main_lob, Demand.state, Demand.case_type)

_belongs = and_(ForecastCell.report_id == ReportDemand.report_id, ForecastCell.demand_id == ReportDemand.demand_id)
_cells: Select[*tuple[Any, ...]] = (
    select(ReportDemand.id.label("line_id"), *ForecastCell.__table__.columns, Report.first_month)
    .join(ReportDemand, _belongs)
    .join(Report, Report.id == ForecastCell.report_id)
)
DEMANDS_BY_IDS = ReadingByKeys(_demands, Demand.id)
LINES_BY_IDS = ReadingByKeys(_lines, ReportDemand.id)
CELLS_BY_LINE_IDS = ReadingByKeys(_cells.order_by(ReportDemand.id, ForecastCell.month_index), ReportDemand.id)


@lru_cache(maxsize=64)
def lines_of_reports(chosen: DemandFilter) -> Reading:
    """Report lines by main LOB, state and case type."""
    return ReadingByKeys(_lines.where(*chosen.conditions()).order_by(*_by_key), ReportDemand.report_id)


async def reports(session: ReadSession) -> Rows:
    """Every report, newest first."""
    return await session.rows(_reports.order_by(Report.year.desc(), Report.month.desc()))


async def report_by_month(session: ReadSession, *, year: int, month: int) -> AnyRow | None:
    """The report of a month."""
    return await session.row(_reports.where(Report.year == year, Report.month == month))


async def newest_report(session: ReadSession) -> AnyRow | None:
    """The newest report there is."""
    return await session.row(_reports.order_by(Report.year.desc(), Report.month.desc()).limit(1))


async def report_before(session: ReadSession, *, year: int, month: int) -> AnyRow | None:
    """The newest report older than a month."""
    older = _reports.where(tuple_(Report.year, Report.month) < (year, month))
    return await session.row(older.order_by(Report.year.desc(), Report.month.desc()).limit(1))


async def reports_by_ids(session: ReadSession, ids: Collection[int]) -> Rows:
    """Reports by id."""
    return await session.rows(_reports.where(Report.id == func.any(list(ids))))


async def demands_by_ids(session: ReadSession, ids: Collection[int]) -> Rows:
    """Demands by id."""
    return await session.rows(_demands.where(Demand.id == func.any(list(ids))))


async def demands_by_keys(session: ReadSession, keys: Sequence[tuple[str, str, str]]) -> Rows:
    """Demands by (main LOB key, state, case type key); `place` says which of the keys each answers, from 0."""
    lobs, states, case_types = ([key[place] for key in keys] for place in range(3))
    return await session.rows(_DEMANDS_BY_KEYS, {"lobs": lobs, "states": states, "case_types": case_types})


async def reports_by_demand_ids(session: ReadSession, ids: Collection[int]) -> Rows:
    """Which reports have some demands, newest first: report_id, first_month, demand_id."""
    found = select(ReportDemand.report_id, Report.first_month, ReportDemand.demand_id).join(
        Report, ReportDemand.report_id == Report.id
    )
    found = found.where(ReportDemand.demand_id == func.any(list(ids)))
    return await session.rows(found.order_by(Report.year.desc(), Report.month.desc(), ReportDemand.demand_id))


async def all_demands(session: ReadSession) -> Rows:
    """Every demand of the tenant."""
    return await session.rows(_demands.order_by(Demand.id))


async def lines_by_report_ids(session: ReadSession, ids: Collection[int], chosen: DemandFilter = EVERY_DEMAND) -> Rows:
    """Report lines of some reports, by main LOB, state and case type."""
    lines = _lines.where(ReportDemand.report_id == func.any(list(ids)), *chosen.conditions())
    return await session.rows(lines.order_by(*_by_key))


async def report_demand_pairs(session: ReadSession) -> Rows:
    """Which report has which demand: (report_id, demand_id) for all of them."""
    return await session.rows(select(ReportDemand.report_id, ReportDemand.demand_id))


async def cells_by_report_id(session: ReadSession, report_id: int) -> Rows:
    """Forecast cells of a report, demand by demand."""
    cells = select(*ForecastCell.__table__.columns).where(ForecastCell.report_id == report_id)
    return await session.rows(cells.order_by(ForecastCell.demand_id, ForecastCell.month_index))


async def executions_by_report_ids(session: ReadSession, ids: Collection[int]) -> Rows:
    """Allocations carried out on some reports, newest first."""
    found = select(*AllocationExecution.__table__.columns).where(AllocationExecution.report_id == func.any(list(ids)))
    return await session.rows(found.order_by(AllocationExecution.completed_at.desc(), AllocationExecution.id))


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


async def summaries_by_report_ids(session: ReadSession, ids: Collection[int], chosen: DemandFilter) -> Rows:
    """The monthly summaries of some reports with their demand and planned figures, by demand key and month."""
    found = _summaries(chosen, *_figures).where(Summary.report_id == func.any(list(ids)))
    return await session.rows(found.order_by(*_by_key, Summary.forecast_month_index))


async def summary_page(
    session: ReadSession,
    report_id: int,
    chosen: DemandFilter,
    *,
    updated_since: datetime | None,
    offset: int,
    limit: int | None,
    batch: int,
) -> AsyncIterator[Rows]:
    """The same for one report, streamed in batches, from an offset."""
    found = _summaries(chosen, *_figures).where(*_of_report(report_id, updated_since))
    found = found.order_by(*_by_key, Summary.forecast_month_index).offset(offset).limit(limit)
    async for rows in session.stream(found, batch=batch):
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


async def cells_by_months(
    session: ReadSession, months: Collection[tuple[int, int]], *, locality: WorkType
) -> set[tuple[int, int, int]]:
    """The cells (report, demand, month index) of one locality in some calendar (year, month)s."""
    start = Report.first_month + func.make_interval(0, ForecastCell.month_index - 1)
    cells = (
        select(ForecastCell.report_id, ForecastCell.demand_id, ForecastCell.month_index)
        .join(Report, ForecastCell.report_id == Report.id)
        .join(Demand, ForecastCell.demand_id == Demand.id)
        .where(Demand.locality == locality, start.in_([date(year, month, 1) for year, month in months]))
    )
    return {(row.report_id, row.demand_id, row.month_index) for row in await session.rows(cells)}


async def all_cells(session: ReadSession) -> set[tuple[int, int, int]]:
    """Every cell (report, demand, month index) of the tenant."""
    rows = await session.rows(select(ForecastCell.report_id, ForecastCell.demand_id, ForecastCell.month_index))
    return {(row.report_id, row.demand_id, row.month_index) for row in rows}
