"""A report's lines and their forecast cells."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, cast, func, literal_column, select, text, true
from sqlalchemy.sql.selectable import TableValuedAlias

from db.engine import ReadSession, WriteSession
from db.forecast.filters import EVERY_DEMAND, DemandFilter
from db.forecast.models import Demand, ForecastCell, Report, ReportDemand
from db.forecast.rows import CellRow, FiguresRow, LineRow
from db.postgres.reading import Reading, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.shared.statistics import take_statistics

CellKey = tuple[int, int, int]
"""A demand in a forecast month of a report: (report id, demand id, forecast month index)."""

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

BY_DEMAND = (Demand.main_lob, Demand.state, Demand.case_type)

_belongs = and_(ForecastCell.report_id == ReportDemand.report_id, ForecastCell.demand_id == ReportDemand.demand_id)

_cells: Select[*tuple[Any, ...]] = (
    select(ReportDemand.id.label("line_id"), *ForecastCell.__table__.columns, Report.first_month)
    .join(ReportDemand, _belongs)
    .join(Report, Report.id == ForecastCell.report_id)
)

# A subselect with an OFFSET is not dissolved: each item of a list is found over the primary key, whatever the planner
# takes the length of the list and of the table for.
_ITEM_BY_ITEM: ColumnElement[int] = literal_column("0")

LINES_BY_IDS = ReadingByKeys(_lines, ReportDemand.id)

CELLS_BY_LINE_IDS = ReadingByKeys(_cells.order_by(ReportDemand.id, ForecastCell.month_index), ReportDemand.id)


@lru_cache(maxsize=64)
def lines_of_reports(chosen: DemandFilter) -> Reading:
    """Report lines by main LOB, state and case type."""
    return ReadingByKeys(_lines.where(*chosen.conditions()).order_by(*BY_DEMAND), ReportDemand.report_id)


async def lines_by_report_ids(
    session: ReadSession, ids: Collection[int], chosen: DemandFilter = EVERY_DEMAND
) -> Sequence[LineRow]:
    """Report lines of some reports, by main LOB, state and case type."""
    lines = _lines.where(ReportDemand.report_id == func.any(list(ids)), *chosen.conditions())
    return await session.rows(lines.order_by(*BY_DEMAND))


async def cells_by_report_id(session: ReadSession, report_id: int) -> Sequence[CellRow]:
    """Forecast cells of a report, demand by demand."""
    cells = select(*ForecastCell.__table__.columns).where(ForecastCell.report_id == report_id)
    return await session.rows(cells.order_by(ForecastCell.demand_id, ForecastCell.month_index))


async def lines_of_demands(session: ReadSession, report_id: int, demand_ids: Collection[int]) -> Sequence[LineRow]:
    """Report lines of some demands, by main LOB, state and case type."""
    asked = _asked(demand_ids)
    line = _lines.where(ReportDemand.report_id == report_id, ReportDemand.demand_id == asked.c.demand_id)
    found = line.offset(_ITEM_BY_ITEM).lateral("line")
    lines = select(*found.c).select_from(asked).join(found, true())
    return await session.rows(lines.order_by(found.c.main_lob, found.c.state, found.c.case_type))


async def cells_of_demands(session: ReadSession, report_id: int, demand_ids: Collection[int]) -> Sequence[CellRow]:
    """Forecast cells of some demands of a report, demand by demand."""
    asked = _asked(demand_ids)
    cell = select(*ForecastCell.__table__.columns).where(
        ForecastCell.report_id == report_id, ForecastCell.demand_id == asked.c.demand_id
    )
    found = cell.offset(_ITEM_BY_ITEM).lateral("cell")
    cells = select(*found.c).select_from(asked).join(found, true())
    return await session.rows(cells.order_by(found.c.demand_id, found.c.month_index))


def _asked(demand_ids: Collection[int]) -> TableValuedAlias:
    return (
        func.unnest(cast(sorted(demand_ids), ARRAY(BigInteger)))
        .table_valued("demand_id", name="asked")
        .render_derived()
    )


async def demands_of_case_types(
    session: ReadSession, report_id: int, case_types: Collection[tuple[str, str]]
) -> set[int]:
    """The ids of a report's demands of some (main LOB, case type)s, in every state."""
    main_lobs, names = zip(*case_types, strict=True) if case_types else ((), ())
    values = {"report_id": report_id, "main_lobs": list(main_lobs), "case_types": list(names)}
    return {row.demand_id for row in await session.rows(_OF_CASE_TYPES, values)}


class DemandName(NamedTuple):
    """What names a demand: the keys of its main LOB and case type, and its state."""

    main_lob: str
    state: str
    case_type: str


async def demands_named(session: ReadSession, report_id: int, names: Collection[DemandName]) -> set[int]:
    """The ids of those of a report's demands that are named so."""
    if not names:
        return set()
    rows = await session.rows(_NAMED, {"report_id": report_id, **columns_of(DemandName, sorted(set(names)))})
    return {row.demand_id for row in rows}


async def report_totals(session: ReadSession, report_id: int) -> FiguresRow:
    """What a report's cells add up to, over all demands and months."""
    row = await session.row(_TOTALS, {"report_id": report_id})
    assert row is not None  # a sum is always one
    return row


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


class NewCell(NamedTuple):
    """A forecast cell of a new line, with the productive hours that fte_req was computed with."""

    demand_id: int
    month_index: int
    forecast: int
    fte_req: int
    productive_hours: Decimal


class ChangedCell(NamedTuple):
    """A forecast cell as it shall be, with the productive hours that fte_req and capacity were computed with."""

    demand_id: int
    month_index: int
    forecast: int
    fte_req: int
    fte_avail: int
    capacity: int
    productive_hours: Decimal


# They are all there: said as a conflict, each is found over the primary key, whatever is known of the table. A join may
# compare every new cell with every one of the report.
_UPDATE_CELLS = text("""
    INSERT INTO forecast_cell (tenant_id, report_id, demand_id, month_index, forecast, fte_req, fte_avail, capacity,
                               productive_hours)
    SELECT :tenant, :report_id, * FROM unnest(
        CAST(:demand_id AS bigint[]), CAST(:month_index AS int[]), CAST(:forecast AS int[]), CAST(:fte_req AS int[]),
        CAST(:fte_avail AS int[]), CAST(:capacity AS int[]), CAST(:productive_hours AS numeric[]))
    ON CONFLICT (tenant_id, report_id, demand_id, month_index) DO UPDATE SET
        forecast = excluded.forecast, fte_req = excluded.fte_req, fte_avail = excluded.fte_avail,
        capacity = excluded.capacity, productive_hours = excluded.productive_hours""")

_OF_CASE_TYPES = text("""
    SELECT line.demand_id
    FROM unnest(CAST(:main_lobs AS text[]), CAST(:case_types AS text[])) AS asked (main_lob, case_type)
    CROSS JOIN LATERAL (
        SELECT id FROM demand WHERE main_lob = asked.main_lob AND case_type = asked.case_type OFFSET 0
    ) AS d
    CROSS JOIN LATERAL (
        SELECT demand_id FROM report_demand WHERE report_id = :report_id AND demand_id = d.id OFFSET 0
    ) AS line""")

# Each name is found over the indexes of words and demands, whatever the planner takes their number for.
_NAMED = text("""
    SELECT DISTINCT line.demand_id
    FROM unnest(CAST(:main_lob AS text[]), CAST(:state AS text[]), CAST(:case_type AS text[]))
         AS asked (main_lob, state, case_type)
    CROSS JOIN LATERAL (
        SELECT spelling FROM term WHERE kind = 'MAIN_LOB' AND key = asked.main_lob OFFSET 0
    ) AS lob
    CROSS JOIN LATERAL (
        SELECT spelling FROM term WHERE kind = 'CASE_TYPE' AND key = asked.case_type OFFSET 0
    ) AS case_type
    CROSS JOIN LATERAL (
        SELECT id FROM demand
        WHERE main_lob = lob.spelling AND state = asked.state AND case_type = case_type.spelling OFFSET 0
    ) AS d
    CROSS JOIN LATERAL (
        SELECT demand_id FROM report_demand WHERE report_id = :report_id AND demand_id = d.id OFFSET 0
    ) AS line""")

_TOTALS = text("""
    SELECT coalesce(sum(forecast), 0) AS forecast, coalesce(sum(fte_req), 0) AS fte_req,
           coalesce(sum(fte_avail), 0) AS fte_avail, coalesce(sum(capacity), 0) AS capacity
    FROM forecast_cell WHERE report_id = :report_id""")

_UPDATE_LINES = text("""
    UPDATE report_demand line SET version = line.version + 1, target_cph = coalesce(new.target_cph, line.target_cph)
    FROM unnest(CAST(:demand_ids AS bigint[]), CAST(:target_cphs AS numeric[])) AS new (demand_id, target_cph)
    WHERE line.report_id = :report_id AND line.demand_id = new.demand_id""")

_INSERT_LINES = text("""
    INSERT INTO report_demand (tenant_id, report_id, demand_id, target_cph)
    SELECT :tenant, :report_id, demand_id, target_cph
    FROM unnest(CAST(:demand_ids AS bigint[]), CAST(:target_cphs AS numeric[]))
         WITH ORDINALITY AS new (demand_id, target_cph, place)
    ORDER BY place""")

_INSERT_CELLS = text("""
    INSERT INTO forecast_cell (tenant_id, report_id, demand_id, month_index, forecast, fte_req, productive_hours)
    SELECT :tenant, :report_id, * FROM unnest(
        CAST(:demand_id AS bigint[]), CAST(:month_index AS int[]),
        CAST(:forecast AS int[]), CAST(:fte_req AS int[]), CAST(:productive_hours AS numeric[]))""")


async def insert_lines(session: WriteSession, *, report_id: int, target_cphs: dict[int, Decimal]) -> None:
    """Give a report its demands, each with its target CPH."""
    values = {"demand_ids": list(target_cphs), "target_cphs": list(target_cphs.values())}
    await session.run(_INSERT_LINES, {"tenant": session.tenant_id, "report_id": report_id, **values})
    await take_statistics(session, "report_demand", len(target_cphs))


async def insert_cells(session: WriteSession, *, report_id: int, cells: Sequence[NewCell]) -> set[CellKey]:
    """Write the forecast cells of new lines; returns their keys."""
    values = {"tenant": session.tenant_id, "report_id": report_id, **columns_of(NewCell, cells)}
    await session.run(_INSERT_CELLS, values)
    await take_statistics(session, "forecast_cell", len(cells))
    return {(report_id, cell.demand_id, cell.month_index) for cell in cells}


async def update_lines(
    session: WriteSession, *, report_id: int, target_cphs: Mapping[int, Decimal], cells: Sequence[ChangedCell]
) -> None:
    """Write target CPHs, by demand, and cells of a report, and raise the versions of the lines they belong to."""
    demand_ids = sorted({*target_cphs, *(cell.demand_id for cell in cells)})
    if not demand_ids:
        return
    cphs = {"demand_ids": demand_ids, "target_cphs": [target_cphs.get(demand_id) for demand_id in demand_ids]}
    await session.run(_UPDATE_LINES, {"report_id": report_id, **cphs})
    values = {"tenant": session.tenant_id, "report_id": report_id, **columns_of(ChangedCell, cells)}
    await session.run(_UPDATE_CELLS, values)
