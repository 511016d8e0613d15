"""Importing month configurations: year, month, work type and the working time of each."""

from dataclasses import dataclass
from typing import Any

from db.engine import ReadSession, WriteSession
from db.forecast.stale_cells import stale_reports
from db.freeing import FreedInPieces
from db.shared import working_time
from db.shared.bounds import DAYS_OF_MONTH, OCCUPANCY, SHRINKAGE, WORK_HOURS, YEARS
from db.shared.enums import WorkType
from db.shared.working_time import NewMonth
from services.forecast.stale_reports import stale_warning
from services.shared.bounds import decimal_cell, share_cell, whole_cell
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, reject_repeats
from services.shared.main_lob import LOCALITIES, parse_locality
from services.shared.month_names import month_number
from services.shared.numbers import clean
from services.shared.progress import Progress, silent
from services.workforce.calendar.set_working_time import write_months
from services.workforce.imports.templates import MONTHS_TEMPLATE
from sheets.cells import label
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "year": ("Year",),
    "month": ("Month",),
    "work_type": ("Work Type", "Worktype", "Location", "Locality"),
    "working_days": ("Working Days", "Days"),
    "work_hours": ("Work Hours", "Working Hours", "Hours"),
    "occupancy": ("Occupancy",),
    "shrinkage": ("Shrinkage",),
}
SHARES = {"occupancy", "shrinkage"}
CELLS = CellKinds(whole={"year", "working_days"}, decimal={"work_hours", *SHARES}, shares=SHARES)


@dataclass
class MonthsImport(FreedInPieces):
    """Month configurations ready to be written."""

    outcome: ImportOutcome
    months: list[NewMonth]

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.months

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create and update the months. Forecast cells stay as they are; the reports that do not follow are told."""
        progress("Writing months", 0, len(self.months))
        await write_months(session, self.months)
        self.outcome.warnings.extend(map(stale_warning, await stale_reports(session)))
        progress("Writing months", len(self.months), len(self.months))


async def preview_months(session: ReadSession, sheet: Sheet, *, progress: Progress = silent) -> MonthsImport:
    """Check a file of month configurations against those there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=set(COLUMNS), kinds=CELLS)
    outcome = ImportOutcome(ignored_columns=records.ignored)
    read = [(record, _month(record)) for record in records]
    reject_repeats([(record, _key(month) if month else None) for record, month in read], _named, name="month")
    known = {(row.year, row.month, row.work_type): row for row in await working_time.month_configurations(session)}
    changed = []
    for place, (record, month) in enumerate(read, start=1):
        progress("Checking months", place, len(read))
        if not record.is_good or month is None:
            outcome.rejected.append(record.rejection())
        elif (stored := known.get(_key(month))) is None:
            outcome.created += 1
            changed.append(month)
        elif all(getattr(stored, name) == getattr(month, name) for name in NewMonth._fields):
            outcome.unchanged += 1
        else:
            outcome.updated += 1
            changed.append(month)
    records.describe(outcome)
    return MonthsImport(outcome, changed)


class MonthsImportKind(ImportKind[MonthsImport]):
    """Month configurations, by the command line alone."""

    name = "MONTHS_IMPORT"
    label = "months"
    headings = Headings(COLUMNS, frozenset(COLUMNS))
    template = MONTHS_TEMPLATE
    command = ImportCommand(
        1, "Month configurations: Year, Month, Work Type, Working Days, Work Hours, Occupancy, Shrinkage."
    )

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> MonthsImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_months(session, sheet, progress=committing.progress)


MONTHS_IMPORT = MonthsImportKind()


def parse_work_type(cell: CellValue) -> WorkType:
    """Domestic or Global, by any of the words a main LOB ends with; raises ValueError."""
    if (spelled := label(cell)) is None:
        raise ValueError(f"is missing; {LOCALITIES} is accepted")
    return parse_locality(spelled)


def _month(record: Record) -> NewMonth | None:
    year = record.read("year", whole_cell(YEARS))
    month = record.read("month", month_number)
    work_type = record.read("work_type", parse_work_type)
    days = record.read("working_days", whole_cell(DAYS_OF_MONTH))
    hours = record.read("work_hours", decimal_cell(WORK_HOURS))
    occupancy = record.read("occupancy", share_cell(OCCUPANCY))
    shrinkage = record.read("shrinkage", share_cell(SHRINKAGE))
    values: tuple[Any, ...] = (year, month, work_type, days, hours, occupancy, shrinkage)
    if not record.is_good or any(value is None for value in values):
        return None
    return NewMonth(*values[:4], *(clean(value) for value in values[4:]))


def _key(month: NewMonth) -> tuple[int, int, WorkType]:
    return month.year, month.month, month.work_type


def _named(key: tuple[int, int, WorkType]) -> str:
    year, month, work_type = key
    return f"{work_type.title()} {year}-{month:02d}"
