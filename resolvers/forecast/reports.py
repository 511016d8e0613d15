"""What the forecast room reports over REST: its reports and the history log, entries of which are workbooks too."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from db.engine import ReadSession
from db.forecast.enums import ChangeType, ForecastScope
from db.forecast.history import HistoryFilter, entries_by_ids, entries_count, entries_page, entry_by_id
from db.forecast.rows import HistoryEntryRow
from db.shared.enums import Permission
from resolvers.forecast.report_arguments import (
    DEMANDS,
    MONTH_FROM,
    MONTH_TO,
    OF_MONTHS,
    ONE_OR_ALL,
    REPORT,
    demand_filter,
    months,
    named_report,
)
from schema.forecast.history import DOWNLOAD
from services.forecast.editing.snapshot import lines_of
from services.forecast.report_value import ACCEPTED, PATTERN, parse_report_value
from services.forecast.reports.history_workbook import history_workbook, history_workbook_of
from services.forecast.reports.records_workbook import records_sheet
from services.forecast.reports.tables import (
    HISTORY_COLUMNS,
    HISTORY_PLACE,
    REPORTS_COLUMNS,
    REPORTS_PLACE,
    history,
    reports,
)
from services.shared.calendar import Month, report_months
from services.shared.download import Download
from services.shared.errors import BadRequest
from services.shared.json_schema import TEXT
from services.shared.relations import rows_of, span_of
from services.shared.report import (
    Argument,
    FlatReport,
    Narrowing,
    Relation,
    Report,
    ReportRequest,
    WorkbookReport,
    fixed,
    workbook_of,
)
from services.shared.workbook import Workbook

DOWNLOAD_OF_SEVERAL = "/api/history-log/download"
MOST_ENTRIES = 100  # of one workbook
NOT_FOUND = "History log entry not found"
_UUID = {**TEXT, "format": "uuid"}


def _ids(texts: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise BadRequest("id is no id of an entry; accepted: what historyLog lists as historyLogId") from None


def _report(texts: Sequence[str]) -> Month | None:
    if not texts:
        return None
    if (month := parse_report_value(texts[-1])) is None:
        raise BadRequest(f"report is {texts[-1][:40]!r}; accepted: {ACCEPTED}")
    return month


def _change_types(texts: Sequence[str]) -> list[ChangeType]:
    if strays := [text for text in texts if text not in ChangeType.__members__]:
        raise BadRequest(f"change_type is {strays[0][:40]!r}; accepted: {', '.join(ChangeType.__members__)}")
    return [ChangeType[text] for text in texts]


ID: Argument[list[UUID]] = Argument(
    name="id", description="An entry, by its historyLogId.", schema=_UUID, parse=_ids, is_repeatable=True
)
OF_REPORT: Argument[Month | None] = Argument(
    name="report",
    description="Entries of this report, by its month.",
    schema={"type": "string", "pattern": f"^{PATTERN}$", "examples": ["2025-04"]},
    parse=_report,
)
CHANGE_TYPE: Argument[list[ChangeType]] = Argument(
    name="change_type",
    description="Entries of this type of change.",
    schema={"type": "string", "enum": [*ChangeType.__members__]},
    parse=_change_types,
    is_repeatable=True,
)


async def _entry(session: ReadSession, parameters: Mapping[str, Any]) -> HistoryEntryRow | None:
    try:
        id = UUID(parameters["id"])
    except ValueError:
        return None
    return await entry_by_id(session, id)


async def _entries(session: ReadSession, parameters: Mapping[str, Any]) -> Sequence[HistoryEntryRow] | None:
    """The entries that are named, all of which must be there, or those that a filter keeps; newest first."""
    ids, month, types = (parameters[argument.name] for argument in (ID, OF_REPORT, CHANGE_TYPE))
    if ids and (month is not None or types):
        raise BadRequest("id stands beside a filter; accepted: ids alone, or report and change_type")
    if ids:
        _require_few(len(set(ids)))
        found = await entries_by_ids(session, ids)
        return found if len(found) == len(set(ids)) else None
    chosen = HistoryFilter(month and month.number, month and month.year, tuple(types))
    _require_few(await entries_count(session, chosen))
    return await entries_page(session, chosen, offset=0, limit=MOST_ENTRIES) or None


def _require_few(count: int) -> None:
    if count > MOST_ENTRIES:
        raise BadRequest(f"that are {count:,} entries; accepted: at most {MOST_ENTRIES}, by id, report or change_type")


async def _records(session: ReadSession, request: ReportRequest) -> Workbook:
    """The records of a report, with their keys; without a report there is nothing to edit."""
    if (report := request.found(REPORT)) is None:
        return Workbook("Records", "headroom-records.xlsx", records_sheet(None, [], []))
    month, months = Month.named(report), report_months(Month.of(report.first_month))
    kept = await lines_of(session, report.id, demand_filter(request))
    title = f"Records, {month.name} {month.year}"
    return Workbook(title, f"headroom-records-{month.value}.xlsx", records_sheet(month, months, kept))


async def _reports(_: ReadSession, request: ReportRequest) -> Relation:
    return reports(span_of(request.page))


async def _history(session: ReadSession, request: ReportRequest) -> Relation:
    return history(await named_report(session, request, ONE_OR_ALL), months(request), span_of(request.page))


HISTORY = FlatReport(
    path="/powerbi/history-log",
    summary="One row per entry of the history log, record and field, of months one per month.",
    permission=Permission.HISTORY_VIEW,
    scopes=(ForecastScope.HISTORY, ForecastScope.REPORTS),
    arguments=(ONE_OR_ALL, MONTH_FROM, MONTH_TO),
    narrowed=(Narrowing(ONE_OR_ALL, "report"), *OF_MONTHS),
    key=("entry", "record", "line"),
    place=HISTORY_PLACE,
    columns=fixed(HISTORY_COLUMNS),
    build=rows_of(_history),
    relation=_history,
)
REPORTS: tuple[Report, ...] = (
    FlatReport(
        path="",
        set_name="Reports",
        summary="One row per report.",
        permission=Permission.WORKFORCE_VIEW,
        scopes=(ForecastScope.REPORTS,),
        arguments=(),
        key=("report",),
        place=REPORTS_PLACE,
        columns=fixed(REPORTS_COLUMNS),
        build=rows_of(_reports),
        relation=_reports,
    ),
    HISTORY,
    workbook_of(HISTORY),
    WorkbookReport(
        path="/records.xlsx",
        summary="The records of a report as a workbook that is edited and sent back, for previewRecordsImport.",
        permission=Permission.WORKFORCE_VIEW,
        scopes=(ForecastScope.REPORTS, ForecastScope.EVERY_REPORT),
        arguments=(REPORT, *DEMANDS),
        build=_records,
    ),
)
DOWNLOADS: tuple[Download[Any], ...] = (
    Download(
        path=DOWNLOAD,
        name="history-log",
        summary="An entry of the history log as a workbook.",
        permission=Permission.HISTORY_VIEW,
        parameters={"id": _UUID},
        find=_entry,
        not_found=NOT_FOUND,
        workbook=history_workbook,
    ),
    Download(
        path=DOWNLOAD_OF_SEVERAL,
        name="history-log-entries",
        summary="Several entries of the history log as one workbook, at most 100: those named, or those of a filter.",
        permission=Permission.HISTORY_VIEW,
        parameters={},
        find=_entries,
        not_found=NOT_FOUND,
        workbook=history_workbook_of,
        arguments=(ID, OF_REPORT, CHANGE_TYPE),
    ),
)
