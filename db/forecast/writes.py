"""Writing reports and what they take over from older ones, a set at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, text

from db.engine import ReadSession, Rows, WriteSession
from db.forecast.enums import ExecutionKind
from db.forecast.models import AllocationExecution, Report
from db.workforce.summaries import Cell


class NewDemand(NamedTuple):
    """A kind of work as imported, in canonical spelling."""

    main_lob: str
    state: str
    case_type: str
    case_id: str
    platform: str
    locality: str


class NewCell(NamedTuple):
    """A forecast cell of a new report."""

    demand_id: int
    month_index: int
    forecast: int
    fte_req: int


class ChangedCell(NamedTuple):
    """A forecast cell as it shall be."""

    demand_id: int
    month_index: int
    forecast: int
    fte_req: int
    fte_avail: int
    capacity: int


# They are all there: said as a conflict, each is found over the primary key, whatever is known of the table. A join may
# compare every new cell with every one of the report.
_UPDATE_CELLS = text("""
    INSERT INTO forecast_cell (tenant_id, report_id, demand_id, month_index, forecast, fte_req, fte_avail, capacity)
    SELECT :tenant, :report_id, * FROM unnest(
        CAST(:demand_id AS bigint[]), CAST(:month_index AS int[]), CAST(:forecast AS int[]), CAST(:fte_req AS int[]),
        CAST(:fte_avail AS int[]), CAST(:capacity AS int[]))
    ON CONFLICT (tenant_id, report_id, demand_id, month_index) DO UPDATE SET
        forecast = excluded.forecast, fte_req = excluded.fte_req, fte_avail = excluded.fte_avail,
        capacity = excluded.capacity""")

_UPDATE_LINES = text("""
    UPDATE report_demand line SET version = line.version + 1, target_cph = coalesce(new.target_cph, line.target_cph)
    FROM unnest(CAST(:demand_ids AS bigint[]), CAST(:target_cphs AS numeric[])) AS new (demand_id, target_cph)
    WHERE line.report_id = :report_id AND line.demand_id = new.demand_id""")

# A new primary allocation replaces everything, a new bench allocation only the one before it.
_SUPERSEDE = text("""
    UPDATE allocation_execution SET superseded_at = now()
    WHERE report_id = :report_id AND superseded_at IS NULL AND (:kind = 'PRIMARY' OR kind = :kind)""")

_UPSERT_DEMANDS = text("""
    INSERT INTO demand (tenant_id, main_lob, state, case_type, case_id, platform, locality)
    SELECT :tenant, main_lob, state, case_type, case_id, platform, locality
    FROM unnest(CAST(:main_lob AS text[]), CAST(:state AS text[]), CAST(:case_type AS text[]), CAST(:case_id AS text[]),
                CAST(:platform AS text[]), CAST(:locality AS text[]))
         WITH ORDINALITY AS new (main_lob, state, case_type, case_id, platform, locality, place)
    ORDER BY place
    ON CONFLICT (tenant_id, main_lob, state, case_type) DO UPDATE SET case_id = excluded.case_id
    RETURNING id, main_lob, state, case_type""")

_INSERT_LINES = text("""
    INSERT INTO report_demand (tenant_id, report_id, demand_id, target_cph)
    SELECT :tenant, :report_id, demand_id, target_cph
    FROM unnest(CAST(:demand_ids AS bigint[]), CAST(:target_cphs AS numeric[]))
         WITH ORDINALITY AS new (demand_id, target_cph, place)
    ORDER BY place""")

_INSERT_CELLS = text("""
    INSERT INTO forecast_cell (tenant_id, report_id, demand_id, month_index, forecast, fte_req)
    SELECT :tenant, :report_id, * FROM unnest(
        CAST(:demand_id AS bigint[]), CAST(:month_index AS int[]),
        CAST(:forecast AS int[]), CAST(:fte_req AS int[]))""")

# Active assignments of older reports whose demand the report has and whose week lies in its six months.
_CLAIMED = """
    SELECT a.id, a.report_id AS old_report_id, a.demand_id, a.forecast_month_index AS old_index,
           (12 * (extract(year FROM old.first_month) - extract(year FROM new.first_month))
            + extract(month FROM old.first_month) - extract(month FROM new.first_month))::int
           + a.forecast_month_index AS new_index
    FROM assignment a
    JOIN report old ON old.id = a.report_id
    JOIN report new ON new.id = :report_id AND (old.year, old.month) < (new.year, new.month)
    JOIN report_demand rd ON rd.report_id = new.id AND rd.demand_id = a.demand_id
    WHERE a.is_active"""

_FREEZE = text(f"""
    UPDATE monthly_capacity_summary s SET frozen_at = now()
    FROM (SELECT DISTINCT old_report_id, demand_id, old_index FROM ({_CLAIMED}) AS claimed
          WHERE new_index BETWEEN 1 AND 6) AS taken
    WHERE (s.report_id, s.demand_id, s.forecast_month_index) = (taken.old_report_id, taken.demand_id, taken.old_index)
      AND s.frozen_at IS NULL""")

_TAKE_OVER = text(f"""
    UPDATE assignment SET report_id = :report_id, forecast_month_index = claimed.new_index
    FROM ({_CLAIMED}) AS claimed
    WHERE assignment.id = claimed.id AND claimed.new_index BETWEEN 1 AND 6""")

_LEFT_BEHIND = text("""
    SELECT r.year, r.month, count(*) AS assignments, count(DISTINCT a.demand_id) AS demands
    FROM assignment a
    JOIN report r ON r.id = a.report_id AND (r.year, r.month) < (:year, :month)
    WHERE a.is_active AND NOT a.demand_id = ANY(:demand_ids)
      AND r.first_month + make_interval(months => a.forecast_month_index - 1)
          BETWEEN :first_month AND CAST(:first_month AS date) + make_interval(months => 5)
    GROUP BY r.year, r.month ORDER BY r.year, r.month""")


async def insert_report(session: WriteSession, *, year: int, month: int, first_month: date) -> int:
    """Create a report; returns its id."""
    new = insert(Report).values(
        tenant_id=session.tenant_id, year=year, month=month, first_month=first_month, created_by=session.subject
    )
    return int(await session.scalar(new.returning(Report.id)))


async def upsert_demands(session: WriteSession, demands: Sequence[NewDemand]) -> dict[tuple[str, str, str], int]:
    """Create demands, or give known ones the newer case id; returns (main LOB, state, case type) → id."""
    columns = {name: [getattr(demand, name) for demand in demands] for name in NewDemand._fields}
    rows = await session.rows(_UPSERT_DEMANDS, {"tenant": session.tenant_id, **columns})
    return {(row.main_lob, row.state, row.case_type): row.id for row in rows}


async def insert_lines(session: WriteSession, *, report_id: int, target_cphs: dict[int, Decimal]) -> None:
    """Give a report its demands, each with its target CPH."""
    values = {"demand_ids": list(target_cphs), "target_cphs": list(target_cphs.values())}
    await session.run(_INSERT_LINES, {"tenant": session.tenant_id, "report_id": report_id, **values})


async def insert_cells(session: WriteSession, *, report_id: int, cells: Sequence[NewCell]) -> set[Cell]:
    """Write the forecast cells of a new report; returns their keys."""
    columns = {name: [getattr(cell, name) for cell in cells] for name in NewCell._fields}
    await session.run(_INSERT_CELLS, {"tenant": session.tenant_id, "report_id": report_id, **columns})
    return {(report_id, cell.demand_id, cell.month_index) for cell in cells}


async def take_over_assignments(session: WriteSession, *, report_id: int) -> int:
    """Move assignments from older reports to a newer one that has their demand and week; returns how many.

    The older summaries of the demand-months taken over freeze as they stand.
    """
    await session.run(_FREEZE, {"report_id": report_id})
    return await session.run(_TAKE_OVER, {"report_id": report_id})


async def assignments_left_behind(
    session: ReadSession, *, year: int, month: int, first_month: date, demand_ids: Sequence[int]
) -> Rows:
    """Active assignments that a newer report with only these demands would leave with older ones, per older report."""
    values = {"year": year, "month": month, "first_month": first_month, "demand_ids": list(demand_ids)}
    return await session.rows(_LEFT_BEHIND, values)


async def update_lines(
    session: WriteSession, *, report_id: int, target_cphs: Mapping[int, Decimal], cells: Sequence[ChangedCell]
) -> None:
    """Write target CPHs, by demand, and cells of a report, and raise the versions of the lines they belong to."""
    demand_ids = sorted({*target_cphs, *(cell.demand_id for cell in cells)})
    if not demand_ids:
        return
    cphs = {"demand_ids": demand_ids, "target_cphs": [target_cphs.get(demand_id) for demand_id in demand_ids]}
    await session.run(_UPDATE_LINES, {"report_id": report_id, **cphs})
    columns = {name: [getattr(cell, name) for cell in cells] for name in ChangedCell._fields}
    await session.run(_UPDATE_CELLS, {"tenant": session.tenant_id, "report_id": report_id, **columns})


async def insert_execution(session: WriteSession, *, id: UUID, report_id: int, kind: ExecutionKind) -> datetime:
    """Record an allocation that was carried out; those it replaces are superseded. Returns when."""
    await session.run(_SUPERSEDE, {"report_id": report_id, "kind": kind.value})
    values = {"tenant_id": session.tenant_id, "id": id, "report_id": report_id, "kind": kind}
    new = insert(AllocationExecution).values(**values, completed_by=session.subject)
    done: datetime = await session.scalar(new.returning(AllocationExecution.completed_at))
    return done
