"""Headings that name a month, and those that look like one and are a day."""

import calendar
import re
from datetime import date, datetime, time

from sheets.cells import ISO_DATE, MONTH_NUMBERS, US_DATE, text
from sheets.sheet import CellValue

YEAR = r"(?P<year>\d{4}|\d{2})"
NAME = r"(?P<name>[a-z]+)[.,]?"
MONTHS = (
    re.compile(rf"{NAME}\s?[-/' ]?\s?{YEAR}", re.ASCII),
    re.compile(rf"(?P<year>\d{{4}})\s?[-/ ]?\s?{NAME}", re.ASCII),
    re.compile(r"(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})", re.ASCII),
)
DAYS = (
    ISO_DATE,
    US_DATE,
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
    re.compile(rf"(?P<day>\d{{1,2}})[-. /]\s?{NAME}[-. /]?\s?{YEAR}", re.ASCII),
    re.compile(rf"{NAME}\s(?P<day>\d{{1,2}}),?\s(?P<year>\d{{4}})", re.ASCII),
)
DAY_WITHOUT_YEAR = re.compile(rf"\d{{1,2}}[-./ ]{{1,2}}{NAME}", re.ASCII)
DASHES = re.compile("[\u2010-\u2015\u2212]")
TIME = re.compile(r"[t ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?z?", re.ASCII)


def month_heading(cell: CellValue) -> tuple[int, int] | None:
    """(year, month) of a heading such as "Jun-25", "June 2025", "2025-06", "06/2025" or any date; else None.

    A date is a date cell or text such as 2025-06-01, 6/1/2025 or 01.06.2025. Two-digit years are of this century.
    """
    day = day_of(cell)
    if day is not None:
        return day.year, day.month
    spelled = spelled_heading(cell)
    found = next((match for pattern in MONTHS if (match := pattern.fullmatch(spelled))), None)
    return year_and_month(found.groupdict()) if found else None


def doubt_of_heading(cell: CellValue) -> str | None:
    """Why a heading that looks like a month names none: it is some day in the middle of one, or says no year.

    Jun-25 typed into a spreadsheet becomes 25 June of the year it is typed in; a CSV of it says 25-Jun.
    """
    day = day_of(cell)
    if day is not None:
        is_end = day.day in (1, calendar.monthrange(day.year, day.month)[1])
        return None if is_end and day.time() == time() else f"is the day {shown_day(day)}"
    found = DAY_WITHOUT_YEAR.fullmatch(spelled_heading(cell))
    return "is a day without a year" if found and found["name"] in MONTH_NUMBERS else None


def shown_day(day: datetime) -> str:
    """A day in ISO, with its time where it has one."""
    return day.date().isoformat() if day.time() == time() else day.isoformat(sep=" ")


def day_of(cell: CellValue) -> datetime | None:
    """The moment that a heading names as a date cell or as text, None where it names none."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    spelled = spelled_heading(cell)
    clock = TIME.search(spelled) if ":" in spelled else None
    if clock is not None and clock.end() == len(spelled):
        spelled = spelled[: clock.start()]
    found = next((match for pattern in DAYS if (match := pattern.fullmatch(spelled))), None)
    if found is None or (month := year_and_month(found.groupdict())) is None:
        return None
    try:
        hour, minute, second = [int(part or 0) for part in clock.groups()] if clock is not None else (0, 0, 0)
        return datetime(*month, int(found["day"]), hour, minute, second)
    except ValueError:
        return None  # no such day


def spelled_heading(cell: CellValue) -> str:
    """A text cell in lower case; nothing for any other."""
    try:
        return DASHES.sub("-", (text(cell) or "").lower()) if isinstance(cell, str) else ""
    except ValueError:
        return ""


def year_and_month(parts: dict[str, str]) -> tuple[int, int] | None:
    """(year, month) of a matched heading, None when there is no such month or year."""
    month = MONTH_NUMBERS.get(parts["name"], 0) if "name" in parts else int(parts["month"])
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    return (year, month) if 1 <= month <= 12 and year >= 1 else None
