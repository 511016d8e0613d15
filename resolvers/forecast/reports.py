"""What the forecast room reports over REST: its reports, and the history log, entries of which are workbooks too."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from db.engine import ReadSession
from db.forecast.enums import ForecastScope
from db.forecast.history import entry_by_id
from db.forecast.rows import HistoryEntryRow
from db.shared.enums import Permission
from resolvers.forecast.report_arguments import MONTH_FROM, MONTH_TO, ONE_OR_ALL, months, named_report
from schema.forecast.history import DOWNLOAD
from services.forecast.reports.history_workbook import history_workbook
from services.forecast.reports.tables import (
    HISTORY_COLUMNS,
    HISTORY_PLACE,
    REPORTS_COLUMNS,
    REPORTS_PLACE,
    history,
    reports,
)
from services.shared.download import Download
from services.shared.json_schema import TEXT
from services.shared.relations import rows_of, span_of
from services.shared.report import FlatReport, Relation, Report, ReportRequest, fixed, workbook_of


async def _entry(session: ReadSession, parameters: Mapping[str, str]) -> HistoryEntryRow | None:
    try:
        id = UUID(parameters["id"])
    except ValueError:
        return None
    return await entry_by_id(session, id)


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
    key=("entry", "record", "line"),
    place=HISTORY_PLACE,
    columns=fixed(HISTORY_COLUMNS),
    build=rows_of(_history),
    relation=_history,
)
REPORTS: tuple[Report, ...] = (
    FlatReport(
        path="",
        summary="One row per report.",
        permission=Permission.WORKFORCE_VIEW,
        scopes=(ForecastScope.REPORTS,),
        arguments=(),
        key=("report",),
        place=REPORTS_PLACE,
        columns=fixed(REPORTS_COLUMNS),
        build=rows_of(_reports),
        relation=_reports,
        set_name="Reports",
    ),
    HISTORY,
    workbook_of(HISTORY),
)
DOWNLOADS: tuple[Download[Any], ...] = (
    Download(
        path=DOWNLOAD,
        name="history-log",
        summary="An entry of the history log as a workbook.",
        permission=Permission.HISTORY_VIEW,
        parameters={"id": {**TEXT, "format": "uuid"}},
        find=_entry,
        not_found="History log entry not found",
        workbook=history_workbook,
    ),
)
