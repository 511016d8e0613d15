"""What the forecast room hands out over REST: entries of the history log as workbooks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from db.engine import ReadSession
from db.forecast.history import entry_by_id
from db.forecast.rows import HistoryEntryRow
from db.shared.enums import Permission
from schema.forecast.history import DOWNLOAD
from services.forecast.reports.history_workbook import history_workbook
from services.shared.download import Download
from services.shared.json_schema import TEXT
from services.shared.report import Report


async def _entry(session: ReadSession, parameters: Mapping[str, str]) -> HistoryEntryRow | None:
    try:
        id = UUID(parameters["id"])
    except ValueError:
        return None
    return await entry_by_id(session, id)


REPORTS: tuple[Report, ...] = ()
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
