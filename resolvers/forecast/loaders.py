"""Loaders of reports, demands, records and what is computed of reports, each named what_by_key."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from db.engine import ReadSession
from db.forecast import demands, executions, history, lines, reports
from db.forecast.rows import LineRow
from db.forecast.stale_cells import stale_reports_by_ids
from resolvers.forecast import mapping
from resolvers.forecast.arguments import filter_of
from resolvers.loading import BoundReading, Loader, RowLoader
from schema.forecast.changes import ChangeRecord
from schema.forecast.history import HistoryLogEntry
from schema.forecast.report import AllocationExecution, FilterOptions, Report, TargetCphRow
from schema.shared.month import ReportMonth
from services.forecast.editing.target_cph import target_cph_grid


class ReportById(Loader[int, Report]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Report]:
        return {row.id: mapping.report(row) for row in await reports.reports_by_ids(session, keys)}


class DemandById(RowLoader):
    shape, key = mapping.demand, "id"

    def reading(self, _: Any) -> BoundReading:
        return demands.DEMANDS_BY_IDS, {}


class RecordById(RowLoader):
    shape, key = mapping.record, "id"

    def reading(self, _: Any) -> BoundReading:
        return lines.LINES_BY_IDS, {}


class RecordsByReportId(RowLoader):
    """Its arguments are a filter; reports with equal ones share a statement."""

    shape, key, many, missing = mapping.record, "report_id", True, ()

    def reading(self, arguments: Any) -> BoundReading:
        return lines.lines_of_reports(filter_of(arguments)), {}


class CellsByRecordId(RowLoader):
    shape, key, many, missing = mapping.cell, "line_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return lines.CELLS_BY_LINE_IDS, {}


class FilterOptionsByReportId(Loader[int, FilterOptions]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, FilterOptions]:
        lines = await _lines_by_report_id(session, keys)
        return {report_id: mapping.filter_options(rows) for report_id, rows in lines.items()}


class TargetCphByReportId(Loader[int, list[TargetCphRow]]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, list[TargetCphRow]]:
        lines = await _lines_by_report_id(session, keys)
        return {
            report_id: [mapping.target_cph_row(row, report_id) for row in target_cph_grid(rows)]
            for report_id, rows in lines.items()
        }


class ExecutionsByReportId(Loader[int, list[AllocationExecution]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, list[AllocationExecution]]:
        by_report_id: dict[int, list[AllocationExecution]] = defaultdict(list)
        for row in await executions.executions_by_report_ids(session, keys):
            by_report_id[row.report_id].append(AllocationExecution.from_row(row))
        return by_report_id


class StaleMonthsByReportId(Loader[int, list[ReportMonth]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, list[ReportMonth]]:
        return {row.id: mapping.stale_months(row) for row in await stale_reports_by_ids(session, keys)}


class HistoryEntryByNumber(Loader[int, HistoryLogEntry]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, HistoryLogEntry]:
        return {row.number: mapping.history_entry(row) for row in await history.entries_by_numbers(session, keys)}


class ChangesByHistoryLogId(Loader[UUID, list[ChangeRecord]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[UUID]) -> Mapping[UUID, list[ChangeRecord]]:
        by_entry_id: dict[UUID, list[ChangeRecord]] = defaultdict(list)
        for row in await history.changes_by_entry_ids(session, keys):
            by_entry_id[row.history_log_id].append(mapping.logged_record(row))
        return by_entry_id


async def _lines_by_report_id(session: ReadSession, ids: Sequence[int]) -> dict[int, list[LineRow]]:
    by_report_id: dict[int, list[LineRow]] = {report_id: [] for report_id in ids}
    for row in await lines.lines_by_report_ids(session, ids):
        by_report_id[row.report_id].append(row)
    return by_report_id


LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    ReportById,
    DemandById,
    RecordById,
    RecordsByReportId,
    CellsByRecordId,
    FilterOptionsByReportId,
    TargetCphByReportId,
    ExecutionsByReportId,
    StaleMonthsByReportId,
    HistoryEntryByNumber,
    ChangesByHistoryLogId,
)
