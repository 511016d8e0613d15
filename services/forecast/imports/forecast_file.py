"""Reading a forecast file: six consecutive month headings, and a demand with its target CPH in every row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from db.forecast import demands
from db.shared.enums import TermKind, WorkType
from services.forecast.editing.checks import HIGHEST_CPH, LARGEST_VOLUME
from services.shared.calendar import MONTHS_IN_REPORT, Month, report_months
from services.shared.errors import InvalidInput
from services.shared.file_cells import CellKinds
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.main_lob import MainLob, parse_main_lob
from services.shared.month_columns import month_columns, month_name, without_months
from services.shared.progress import Progress, silent
from services.shared.states import parse_state
from services.shared.text import key, some
from services.shared.vocabulary import Vocabulary
from sheets.cells import decimal_number, whole_number
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "main_lob": ("Main LOB", "LOB"),
    "state": ("State",),
    "case_type": ("Case Type",),
    "case_id": ("Case ID", "Call Type ID"),
    "target_cph": ("Target CPH", "CPH"),
}
EARLIEST, LATEST = 1 - MONTHS_IN_REPORT, MONTHS_IN_REPORT  # months from the report's own to its first
CELLS = CellKinds(decimal={"target_cph"}, identifiers={"case_id"}, months=True)


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One demand of the file: its words, target CPH and six volumes."""

    demand: demands.NewDemand
    target_cph: Decimal
    volumes: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes the demand one of its kind."""
        return self.demand.main_lob, self.demand.state, self.demand.case_type

    @property
    def locality(self) -> WorkType:
        """Where its people sit."""
        return WorkType(self.demand.locality)

    @property
    def match(self) -> tuple[str, ...]:
        """The same without regard to letter case."""
        return tuple(map(key, self.key))

    def spelled(self, vocabulary: Vocabulary) -> "ForecastLine":
        """The line in the spelling first seen."""
        demand = self.demand._replace(
            main_lob=vocabulary.spell(TermKind.MAIN_LOB, self.demand.main_lob),
            case_type=vocabulary.spell(TermKind.CASE_TYPE, self.demand.case_type),
            platform=vocabulary.spell(TermKind.PLATFORM, self.demand.platform),
        )
        return replace(self, demand=demand)


class ForecastFile(NamedTuple):
    """A file as it was read: its six months, its good lines, and what was found wanting."""

    months: list[Month]
    lines: list[ForecastLine]
    outcome: ImportOutcome


def read_forecast(sheet: Sheet, vocabulary: Vocabulary, *, progress: Progress = silent) -> ForecastFile:
    """Read a forecast file; raises InvalidInput for missing columns or headings that are not six consecutive months."""
    records = Records.matched(sheet, wanted=COLUMNS, required=set(COLUMNS), kinds=CELLS)
    ignored = without_months(sheet.headers, records.ignored)
    columns = _six_months(sheet.headers, ignored)
    outcome = ImportOutcome(ignored_columns=ignored)
    read = []
    for place, (record, row) in enumerate(zip(records, sheet.rows, strict=True), start=1):
        progress("Checking demands", place, len(sheet.rows))
        volumes = [_volume(record, month, at, sheet.headers[at], row.cells[at]) for month, at in columns.items()]
        read.append((record, _line(record, volumes)))
    named = {line.match: " / ".join(line.key) for _, line in reversed(read) if line}
    reject_repeats([(record, line.match if line else None) for record, line in read], named.__getitem__)
    outcome.rejected = [record.rejection() for record, _ in read if not record.is_good]
    lines = [line.spelled(vocabulary) for record, line in read if record.is_good and line is not None]
    records.describe(outcome)
    return ForecastFile(list(columns), lines, outcome)


def _six_months(headers: Sequence[CellValue], others: Sequence[str]) -> dict[Month, int]:
    columns = month_columns(headers)
    months = list(columns)
    if len(months) != MONTHS_IN_REPORT or months != report_months(months[0]):
        labels = ", ".join(month.label for month in months) or "none"
        stray = f"; headings that name no month: {some(others)}" if others else ""
        raise InvalidInput(
            f"the month headings are {labels}{stray}",
            ("file",),
            accepted="six consecutive months, e.g. Jun-25 … Nov-25",
        )
    return columns


def far_months(months: Sequence[Month], report: Month) -> list[str]:
    """A warning when the months of a report lie far from the month that it is named by."""
    first, distance = months[0], months[0].minus(report)
    if EARLIEST <= distance <= LATEST:
        return []
    where = f"{abs(distance)} months {'after' if distance > 0 else 'before'}"
    return [
        f"the month headings are {first.label} to {months[-1].label}, which begin {where} the report's month "
        f"{report.label}: are they the years that were meant?"
    ]


def _volume(record: Record, month: Month, place: int, header: CellValue, cell: CellValue) -> int | None:
    try:
        return whole_number(record.at(place), minimum=0, maximum=LARGEST_VOLUME)
    except ValueError as error:
        record.fault_in(month_name(header, month), cell, str(error))
        return None


def _line(record: Record, volumes: Sequence[int | None]) -> ForecastLine | None:
    lob = record.read("main_lob", plain_text)
    parts = record.read("main_lob", _main_lob) if lob else None
    state = record.read("state", lambda cell: parse_state(plain_text(cell)))
    case_type, case_id = record.read("case_type", plain_text), record.read("case_id", plain_text)
    cph = record.read("target_cph", parse_target_cph)
    if not (lob and parts and state and case_type):
        return None
    demand = demands.NewDemand(
        main_lob=lob,
        state=state,
        case_type=case_type,
        case_id=case_id or "",
        platform=parts.platform,
        locality=parts.locality,
    )
    return ForecastLine(demand, cph or Decimal(1), tuple(volume or 0 for volume in volumes))


def _main_lob(cell: CellValue) -> MainLob:
    return parse_main_lob(plain_text(cell))


def parse_target_cph(cell: CellValue) -> Decimal:
    """A target CPH: above 0, at most 200, at most two decimals; raises ValueError."""
    return decimal_number(cell, places=2, more_than=0, at_most=HIGHEST_CPH)
