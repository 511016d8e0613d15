"""Reading a forecast file: six consecutive month headings, and a demand with its target CPH in every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from db.forecast import demands
from db.shared.bounds import TARGET_CPH
from db.shared.enums import TermKind, WorkType
from services.forecast.editing.checks import VOLUMES
from services.forecast.imports.month_headings import six_months
from services.shared.bounds import decimal_cell, whole_cell
from services.shared.calendar import Month
from services.shared.file_cells import CellKinds
from services.shared.imports import (
    ImportOutcome,
    Record,
    Records,
    missing,
    plain_text,
    reject_repeats,
    state_in,
    text_of,
)
from services.shared.main_lob import MainLob, parse_main_lob
from services.shared.month_columns import doubtful_headings, month_name, without_months
from services.shared.progress import Progress, silent
from services.shared.text import key
from services.shared.vocabulary import Vocabulary
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "main_lob": ("Main LOB", "LOB"),
    "state": ("State",),
    "case_type": ("Case Type",),
    "case_id": ("Case ID", "Call Type ID"),
    "target_cph": ("Target CPH", "CPH"),
}
CELLS = CellKinds(decimal={"target_cph"}, identifiers={"case_id"}, may_say_none={"case_id"}, months=True)
VOLUME = whole_cell(VOLUMES)


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One demand of the file: the row it stands in, its words, target CPH and six volumes."""

    row: int
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
    """A file as it was read: its six months, its good lines, what it calls its columns, and what was found wanting."""

    months: list[Month]
    lines: list[ForecastLine]
    columns: Mapping[str, str]
    outcome: ImportOutcome


def read_forecast(
    sheet: Sheet,
    vocabulary: Vocabulary,
    *,
    report: Month,
    stored: Sequence[Month] | None = None,
    progress: Progress = silent,
) -> ForecastFile:
    """Read a forecast file of a report, of which the six months are `stored` where it is there already.

    Raises InvalidInput for missing columns, and headings that are not the months which are expected.
    """
    records = Records.matched(sheet, wanted=COLUMNS, required=set(COLUMNS), kinds=CELLS)
    columns = six_months(sheet.headers, unread=records.ignored, report=report, stored=stored)
    outcome = ImportOutcome(ignored_columns=without_months(sheet.headers, records.ignored))
    read = []
    for place, (record, row) in enumerate(zip(records, sheet.rows, strict=True), start=1):
        progress("Checking demands", place, len(sheet.rows))
        volumes = [_volume(record, month, at, sheet.headers[at], row.cells[at]) for month, at in columns.items()]
        read.append((record, _line(record, volumes)))
    named = {line.match: " / ".join(line.key) for _, line in reversed(read) if line}
    reject_repeats(
        [(record, line.match if line else None) for record, line in read], named.__getitem__, name="main_lob"
    )
    outcome.rejected = [record.rejection() for record, _ in read if not record.is_good]
    lines = [line.spelled(vocabulary) for record, line in read if record.is_good and line is not None]
    records.describe(outcome)
    outcome.warnings += doubtful_headings(sheet.headers)
    return ForecastFile(list(columns), lines, records.headers, outcome)


def _volume(record: Record, month: Month, place: int, header: CellValue, cell: CellValue) -> int | None:
    try:
        return VOLUME(record.at(place))
    except ValueError as error:
        reason = missing(VOLUME) if text_of(cell) is None else str(error)
        record.fault_in(month_name(header, month), cell, reason)
        return None


def _line(record: Record, volumes: Sequence[int | None]) -> ForecastLine | None:
    parts = record.read("main_lob", _main_lob)
    lob = record.peek("main_lob", plain_text)
    state = record.read("state", state_in)
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
    return ForecastLine(record.number, demand, cph or Decimal(1), tuple(volume or 0 for volume in volumes))


def _main_lob(cell: CellValue) -> MainLob:
    return parse_main_lob("" if cell is None else plain_text(cell))


def parse_target_cph(cell: CellValue) -> Decimal:
    """A target CPH within its bound; raises ValueError."""
    return decimal_cell(TARGET_CPH)(cell)
