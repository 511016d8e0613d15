"""Loaders of reports, demands, records and what is computed of reports, each named what_by_key."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from db.engine import ReadSession
from db.forecast import demands, executions, history, lines, reports
from db.forecast.case_types import names_of_reports
from db.forecast.stale_cells import stale_reports_by_ids
from resolvers.forecast import mapping
from resolvers.forecast.arguments import filter_of
from resolvers.loading import BoundReading, Loader, RowLoader
from schema.forecast.history import HistoryLogEntry
from schema.forecast.report import AllocationExecution, FilterOptions, Report, TargetCphRow
from schema.shared.month import ReportMonth
from services.forecast.editing.target_cph import target_cph_grids


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
    missing = FilterOptions(main_lobs=[], states=[], case_types=[])

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, FilterOptions]:
        return {row.report_id: mapping.filter_options(row) for row in await names_of_reports(session, keys)}


class TargetCphByReportId(Loader[int, Sequence[TargetCphRow]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[TargetCphRow]]:
        grids = await target_cph_grids(session, keys)
        return {id: [mapping.target_cph_row(row, id) for row in grid] for id, grid in grids.items()}


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


class ChangesByHistoryLogId(RowLoader):
    shape, key, many, missing = mapping.logged_record, "history_log_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return history.CHANGES_BY_ENTRY_IDS, {}


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
