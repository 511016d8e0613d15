"""The report that somebody names by its month."""

from db.engine import AnyRow, ReadSession
from db.forecast import reports
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.errors import BadRequest


async def find_report(session: ReadSession, value: str) -> AnyRow:
    """The report of a month such as "2025-04"; raises BadRequest where there is none."""
    month = parse_report_value(value)
    report = await reports.report_by_month(session, year=month.year, month=month.number) if month else None
    if report is None:
        raise BadRequest(f"there is no report {value[:40]!r}; accepted: {ACCEPTED}, of a report that was imported")
    return report


async def find_report_or_newest(session: ReadSession, value: str | None) -> AnyRow:
    """The same, and the newest report where none is named; raises BadRequest where there is none yet."""
    if value is not None:
        return await find_report(session, value)
    report = await reports.newest_report(session)
    if report is None:
        raise BadRequest("there is no report yet; import a forecast first")
    return report
