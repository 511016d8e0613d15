"""The six month headings of a forecast file, compared with those that are expected."""

from collections.abc import Sequence

from db.shared.bounds import YEARS
from services.shared.calendar import MONTHS_IN_REPORT, Month, report_months
from services.shared.errors import InvalidInput
from services.shared.month_columns import headings_read, month_columns, without_months
from services.shared.month_names import meant_month
from services.shared.text import some
from sheets.sheet import CellValue

EARLIEST, LATEST = 1 - MONTHS_IN_REPORT, MONTHS_IN_REPORT  # months from the report's own to its first


def six_months(
    headers: Sequence[CellValue], *, unread: Sequence[str], report: Month, stored: Sequence[Month] | None = None
) -> dict[Month, int]:
    """The columns (from 0) of a report's six months; `stored` are those of the report where it is there already.

    `unread` are the headings of columns that nothing is read from, which may have been meant for months.

    Raises InvalidInput, which says what stood there and what was expected, unless they are six consecutive months, each
    once, of years that can be planned for, and those that are stored.
    """
    accepted = _expected(headers, report=report, stored=stored)
    columns = month_columns(headers, accepted=accepted)
    months = list(columns)
    faults = []
    if len(months) != MONTHS_IN_REPORT:
        faults.append(f"{len(months)} of {MONTHS_IN_REPORT} months")
        faults += [f"other headings are {others}"] if (others := some(without_months(headers, unread))) else []
    faults += _gaps(months)
    if not all(YEARS.holds(month.year) for month in months):
        faults.append(f"{months[0].value} to {months[-1].value} are not all of the years {YEARS.accepted}")
    if faults or (stored is not None and months != [*stored]):
        raise InvalidInput("; ".join([headings_read(headers), *faults]), ("file",), accepted=accepted)
    return columns


def far_months(months: Sequence[Month], report: Month) -> list[str]:
    """A warning when the months of a report lie far from the month that it is named by."""
    first, distance = months[0], months[0].minus(report)
    if EARLIEST <= distance <= LATEST:
        return []
    where = f"{abs(distance)} months {'after' if distance > 0 else 'before'}"
    return [
        f"the month headings are {first.label} to {months[-1].label}, which begin {where} the report's month "
        f"{report.label}: are they the years that were meant? Expected are six months that begin from "
        f"{report.plus(EARLIEST).label} to {report.plus(LATEST).label}"
    ]


def _expected(headers: Sequence[CellValue], *, report: Month, stored: Sequence[Month] | None) -> str:
    if stored is not None:
        return f"those of the report, {stored[0].label} to {stored[-1].label}"
    found = sorted(month for header in headers if (month := meant_month(header)) is not None)
    near = [month for month in found if EARLIEST <= month.minus(report) <= LATEST]
    example = ", ".join(month.label for month in report_months(near[0] if near else report))
    return f"six consecutive months, e.g. {example}"


def _gaps(months: Sequence[Month]) -> list[str]:
    """What is missing between the first month and the last."""
    span = months[-1].minus(months[0]) if months else 0
    if span >= 2 * MONTHS_IN_REPORT:
        return ["they are not consecutive"]
    missing = [month.label for place in range(1, span) if (month := months[0].plus(place)) not in months]
    return [f"between them is no {', no '.join(missing)}"] if missing else []
