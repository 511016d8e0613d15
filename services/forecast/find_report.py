"""Finding a report: by its value, "2025-04", by the full name of its month and the year, or by its id.

Who finds none is refused in the words of what was asked, and told which reports there are: a query's argument is a
BadRequest, a change's input a NotFound that names it.
"""

from db.engine import ReadSession
from db.forecast.reports import list_reports, newest_report, report_before, report_by_month, reports_by_ids
from db.forecast.rows import ReportRow
from services.forecast.report_value import month_named, parse_report_value
from services.shared.calendar import Month
from services.shared.errors import BadRequest, NotFound

LISTED = 12  # reports in a refusal


async def find_report(session: ReadSession, value: str) -> ReportRow | None:
    """The report of a value; None where there is none, and for what is no value."""
    month = parse_report_value(value)
    return await _report_of(session, month) if month else None


async def report_to_read(session: ReadSession, value: str) -> ReportRow:
    """The report that a query's argument names; raises BadRequest."""
    return await _report_named(session, "report", value)


async def report_or_newest(session: ReadSession, value: str | None) -> ReportRow | None:
    """The same, or the newest report where none is named; None where there is none at all."""
    return await newest_report(session) if value is None else await report_to_read(session, value)


async def report_to_compare(session: ReadSession, report: ReportRow | None, against: str | None) -> ReportRow | None:
    """The report that another is compared with: the one before it unless named; raises BadRequest."""
    if against is not None:
        return await _report_named(session, "against", against)
    return await report_before(session, year=report.year, month=report.month) if report else None


async def report_to_plan(session: ReadSession, value: str, *path: str) -> ReportRow:
    """The report that an input of a change names, `report` unless another path is given; raises NotFound."""
    if (report := await find_report(session, value)) is None:
        there = await _there_are(session)
        raise NotFound(f"{_unknown(value)}; accepted: {there}", path or ("report",), there)
    return report


async def report_to_edit(session: ReadSession, *, month: str, year: int) -> ReportRow:
    """The report that the inputs `month` and `year` of a change name; raises InvalidInput, and NotFound."""
    named = month_named(month, year)
    if (report := await _report_of(session, named)) is None:
        there = await _there_are(session)
        raise NotFound(f"there is no report of {named.name} {year}; accepted: {there}", ("month",), there)
    return report


async def report_by_id(session: ReadSession, report_id: int) -> ReportRow:
    """The report that something stored refers to, which is there as long as that is."""
    (report,) = await reports_by_ids(session, [report_id])
    return report


async def _report_named(session: ReadSession, argument: str, value: str) -> ReportRow:
    if (report := await find_report(session, value)) is None:
        raise BadRequest(f"{argument}: {_unknown(value)}; accepted: {await _there_are(session)}")
    return report


async def _report_of(session: ReadSession, month: Month) -> ReportRow | None:
    return await report_by_month(session, year=month.year, month=month.number)


def _unknown(value: str) -> str:
    return f"there is no report {value[:40]!r}"


async def _there_are(session: ReadSession) -> str:
    """The reports there are, newest first; of many the newest."""
    values = [Month.named(row).value for row in await list_reports(session)]
    if not values:
        return "none yet, import a forecast first"
    more = len(values) - LISTED
    return ", ".join(values[:LISTED]) + (f", and {more} older" if more > 0 else "")
