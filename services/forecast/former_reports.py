"""Which reports a table that shows the newest one may have shown since a moment."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from db.engine import ReadSession
from db.forecast.reports import list_reports
from db.forecast.rows import ReportRow
from services.shared.calendar import Month

NO_TRANSACTION_LASTS = timedelta(days=1)


def former_reports(
    reports: Sequence[ReportRow], *, standing: Collection[int], since: datetime, depth: int = 1
) -> list[ReportRow]:
    """Those that may have been among the `depth` newest at a moment or since, newest first, without the standing ones.

    `reports` are all that may be chosen, newest first. A report counts as there from the moment its row says, or as
    much earlier as a reader may have been told to ask from: for so long as a transaction was under way. Where even the
    first report came more than a day after the moment, no table was there to be changed.
    """
    if not reports or min(report.created_at for report in reports) - NO_TRANSACTION_LASTS > since:
        return []
    found, then = [], 0
    for report in reports:
        if then == depth:
            break
        then += report.created_at < since
        found.append(report)
    return [report for report in found if report.id not in standing]


async def formerly_newest(session: ReadSession, report: ReportRow, *, since: datetime | None) -> list[ReportRow]:
    """Reports that may have been the newest instead of this one since a moment; none where none is asked."""
    if since is None:
        return []
    return former_reports(await list_reports(session), standing={report.id}, since=since)


async def formerly_compared(
    session: ReadSession,
    current: ReportRow,
    prior: ReportRow | None,
    *,
    since: datetime | None,
    is_newest: bool,
    is_before: bool,
) -> list[ReportRow]:
    """The same of two reports, where the newest was asked for, or the one before it, rather than one by name."""
    if since is None or not (is_newest or is_before):
        return []
    reports = await list_reports(session)
    if not is_newest:
        reports = [report for report in reports if Month.named(report) < Month.named(current)]
    standing = {current.id} if prior is None else {current.id, prior.id}
    return former_reports(reports, standing=standing, since=since, depth=is_newest + is_before)
