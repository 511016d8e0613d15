"""Reports: planning cycles, by month and by what they plan."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, insert, select, tuple_

from db.engine import ReadSession, WriteSession
from db.forecast.models import Report, ReportDemand
from db.forecast.rows import DemandReportRow, ReportRow

_reports: Select[*tuple[Any, ...]] = select(*Report.__table__.columns)


async def list_reports(session: ReadSession) -> Sequence[ReportRow]:
    """Every report, newest first."""
    return await session.rows(_reports.order_by(Report.year.desc(), Report.month.desc()))


async def report_by_month(session: ReadSession, *, year: int, month: int) -> ReportRow | None:
    """The report of a month."""
    return await session.row(_reports.where(Report.year == year, Report.month == month))


async def newest_report(session: ReadSession) -> ReportRow | None:
    """The newest report there is."""
    return await session.row(_reports.order_by(Report.year.desc(), Report.month.desc()).limit(1))


async def report_before(session: ReadSession, *, year: int, month: int) -> ReportRow | None:
    """The newest report older than a month."""
    older = _reports.where(tuple_(Report.year, Report.month) < (year, month))
    return await session.row(older.order_by(Report.year.desc(), Report.month.desc()).limit(1))


async def reports_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[ReportRow]:
    """Reports by id."""
    return await session.rows(_reports.where(Report.id == func.any(list(ids))))


async def reports_by_demand_ids(session: ReadSession, ids: Collection[int]) -> Sequence[DemandReportRow]:
    """Which reports have some demands, newest first: report_id, first_month, demand_id."""
    query = select(ReportDemand.report_id, Report.first_month, ReportDemand.demand_id).join(
        Report, ReportDemand.report_id == Report.id
    )
    query = query.where(ReportDemand.demand_id == func.any(list(ids)))
    return await session.rows(query.order_by(Report.year.desc(), Report.month.desc(), ReportDemand.demand_id))


async def insert_report(session: WriteSession, *, year: int, month: int, first_month: date) -> int:
    """Create a report; returns its id."""
    new = insert(Report).values(
        tenant_id=session.tenant_id, year=year, month=month, first_month=first_month, created_by=session.subject
    )
    return int(await session.scalar(new.returning(Report.id)))
