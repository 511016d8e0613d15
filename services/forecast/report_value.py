"""What names a report: its value, "2025-04", or the full English name of its month and the year."""

import re

from db.shared.bounds import YEARS
from services.shared.bounds import require_argument
from services.shared.calendar import MONTH_NAMES, Month
from services.shared.errors import BadRequest, InvalidInput
from services.shared.month_names import near_month

# Written out, since it stands in the OpenAPI document too; a test compares it with the years there are.
PATTERN = "(20[2-4][0-9]|2050)-(0[1-9]|1[0-2])"
ACCEPTED = f"a month from {YEARS.least}-01 to {YEARS.most}-12, such as 2025-04"


def parse_report_value(value: str) -> Month | None:
    """The month a value names; None for anything else."""
    parts = re.fullmatch(PATTERN, value)
    return Month(int(parts[1]), int(parts[2])) if parts else None


def month_named(month: str, year: int) -> Month:
    """The month that the inputs `month` and `year` name; raises InvalidInput."""
    if month not in MONTH_NAMES:
        raise InvalidInput(_no_month(month), ("month",), accepted=", ".join(MONTH_NAMES))
    if not YEARS.holds(year):
        raise InvalidInput(f"year is {year}", ("year",), accepted=YEARS.accepted)
    return Month(year, MONTH_NAMES.index(month) + 1)


def checked_month_and_year(month: str | None, year: int | None) -> tuple[int | None, int | None]:
    """The month's number and the year that a query asks for, each where it is given; raises BadRequest."""
    if month is not None and month not in MONTH_NAMES:
        raise BadRequest(f"{_no_month(month)}; accepted: {', '.join(MONTH_NAMES)}")
    if year is not None:
        require_argument("year", year, YEARS)
    return None if month is None else MONTH_NAMES.index(month) + 1, year


def _no_month(name: str) -> str:
    meant = f"; did you mean {near}?" if (near := near_month(name)) is not None else ""
    return f"Invalid month name: {name[:40]}. Must be full month name (e.g., 'April'){meant}"
