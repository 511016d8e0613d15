"""Finding a report: by its value, "2025-04", by the full name of its month and the year, or by its id.

Who finds none is refused in the words of what was asked: a query's argument is a BadRequest, a change's input a
NotFound that names it.
"""

from typing import Literal

from db.engine import ReadSession
from db.forecast.reports import list_reports, newest_report, report_by_month, reports_by_ids
from db.forecast.rows import ReportRow
from services.forecast.report_value import ACCEPTED, month_named, parse_report_value
from services.shared.calendar import Month
from services.shared.errors import BadRequest, NotFound
from services.shared.text import some


async def find_report(session: ReadSession, value: str) -> ReportRow | None:
    """The report of a value; None where there is none, and for what is no value."""
    month = parse_report_value(value)
    return await _report_of(session, month) if month else None


async def report_to_read(session: ReadSession, value: str) -> ReportRow:
    """The report that a query's argument names; raises BadRequest."""
    if (report := await find_report(session, value)) is None:
        raise BadRequest(f"{_unknown(value)}, of a report that was imported")
    return report


async def report_or_newest(session: ReadSession, value: str | None) -> ReportRow:
    """The same, or the newest report where none is named; raises BadRequest where there is none at all."""
    if value is not None:
        return await report_to_read(session, value)
    if (report := await newest_report(session)) is None:
        raise BadRequest("there is no report yet; import a forecast first")
    return report


async def report_to_plan(session: ReadSession, value: str) -> ReportRow:
    """The report that the input `report` of a change names; raises NotFound."""
    if (report := await find_report(session, value)) is None:
        raise NotFound(_unknown(value), ("report",), await _reports_there_are(session, "value"))
    return report


async def report_to_edit(session: ReadSession, *, month: str, year: int) -> ReportRow:
    """The report that the inputs `month` and `year` of a change name; raises InvalidInput, and NotFound."""
    named = month_named(month, year)
    if (report := await _report_of(session, named)) is None:
        accepted = await _reports_there_are(session, "name")
        raise NotFound(f"there is no report of {named.name} {year}", ("month",), accepted)
    return report


async def report_by_id(session: ReadSession, report_id: int) -> ReportRow:
    """The report that something stored refers to, which is there as long as that is."""
    (report,) = await reports_by_ids(session, [report_id])
    return report


async def _report_of(session: ReadSession, month: Month) -> ReportRow | None:
    return await report_by_month(session, year=month.year, month=month.number)


def _unknown(value: str) -> str:
    return f"there is no report {value[:40]!r}; accepted: {ACCEPTED}"


async def _reports_there_are(session: ReadSession, by: Literal["value", "name"]) -> str:
    """The newest reports, by value or by name: "April 2025, March 2025"."""
    months = [Month.named(row) for row in await list_reports(session)]
    names = [month.value if by == "value" else f"{month.name} {month.year}" for month in months]
    return some(names) or "none: import a forecast first"
