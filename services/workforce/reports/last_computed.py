"""When figures were last computed: what tables without rows of their own in the database say of all of their rows."""

from datetime import datetime

from db.engine import ReadSession
from db.forecast.reports import list_reports
from db.workforce.report_rows import computed_at


async def last_computed(session: ReadSession) -> datetime | None:
    """When a summary of any report was computed or a tier changed last; None where there is no report."""
    return await computed_at(session, [report.id for report in await list_reports(session)])
