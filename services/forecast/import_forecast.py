"""Importing a forecast: its six month headings are the report's months; the first import creates the report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from db.engine import ReadSession, WriteSession
from db.forecast import queries, writes
from db.shared.enums import TermKind
from db.workforce.enums import WorkType
from db.workforce.summaries import recalculate_by_report, summarise
from services.forecast.month_hours import MonthHours
from services.shared.calendar import MONTHS_IN_REPORT, Month, report_months
from services.shared.errors import AlreadyExists, InvalidInput
from services.shared.formulas import fte_required
from services.shared.imports import ImportOutcome, Progress, Record, Records, plain_text, reject_repeats, silent
from services.shared.main_lob import MainLob, parse_main_lob
from services.shared.sheets.cells import decimal_number, whole_number
from services.shared.sheets.months import month_columns, month_name, without_months
from services.shared.sheets.sheet import Cell, Sheet
from services.shared.states import parse_state
from services.shared.text import key
from services.shared.vocabulary import Vocabulary

COLUMNS = {
    "main_lob": ("Main LOB", "LOB"),
    "state": ("State",),
    "case_type": ("Case Type",),
    "case_id": ("Case ID", "Call Type ID"),
    "target_cph": ("Target CPH", "CPH"),
}
LARGEST_VOLUME = 99_999_999
LARGEST_TOTAL = 2**31 - 1  # what a GraphQL Int can say
HIGHEST_CPH = 200


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One demand of the file: its words, target CPH and six volumes."""

    demand: writes.NewDemand
    target_cph: Decimal
    volumes: tuple[int, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes the demand one of its kind."""
        return self.demand.main_lob, self.demand.state, self.demand.case_type

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


@dataclass
class ForecastImport:
    """A report ready to be created, or found to be there already just so."""

    outcome: ImportOutcome
    report: Month
    months: list[Month]
    lines: list[ForecastLine]
    hours: MonthHours
    vocabulary: Vocabulary
    is_new: bool

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.report, self.months, self.lines, self.is_new

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create the report with its demands and cells, take over assignments of older reports, and summarise."""
        if not self.is_new or not self.lines:
            return
        steps = len(self.lines)
        await self.vocabulary.save(session)
        progress("Writing demands", 0, steps)
        demand_ids = await writes.upsert_demands(session, [line.demand for line in self.lines])
        report_id = await writes.insert_report(
            session, year=self.report.year, month=self.report.number, first_month=self.months[0].start
        )
        cphs = {demand_ids[line.key]: line.target_cph for line in self.lines}
        await writes.insert_lines(session, report_id=report_id, target_cphs=cphs)
        cells = await writes.insert_cells(session, report_id=report_id, cells=self._cells(demand_ids))
        progress("Taking over assignments", steps, steps)
        taken = await writes.take_over_assignments(session, report_id=report_id)
        await recalculate_by_report(session, report_id)
        progress("Summarising months", steps, steps)
        await summarise(session, cells)
        self.outcome.details["assignments taken over"] = taken

    def _cells(self, demand_ids: dict[tuple[str, str, str], int]) -> list[writes.NewCell]:
        return [
            writes.NewCell(
                demand_id=demand_ids[line.key],
                month_index=index,
                forecast=volume,
                fte_req=fte_required(
                    forecast=volume,
                    target_cph=line.target_cph,
                    productive_hours=self.hours.of(month, WorkType(line.demand.locality)),
                ),
            )
            for line in self.lines
            for index, (month, volume) in enumerate(zip(self.months, line.volumes, strict=True), start=1)
        ]


async def preview_forecast(
    session: ReadSession, sheet: Sheet, *, report: Month, progress: Progress = silent
) -> ForecastImport:
    """Check a forecast file for a report.

    Raises InvalidInput for missing columns, headings that are not six consecutive months, or months without working
    time; AlreadyExists when the report is there and the file says something else.
    """
    records = Records.matched(sheet, wanted=COLUMNS, required=set(COLUMNS))
    columns = _six_months(sheet.headers)
    months = list(columns)
    outcome = ImportOutcome(ignored_columns=without_months(sheet.headers, records.ignored))
    vocabulary = await Vocabulary.load(session)
    read = []
    for place, (record, row) in enumerate(zip(records, sheet.rows, strict=True), start=1):
        progress("Checking demands", place, len(sheet.rows))
        volumes = [_volume(record, month, sheet.headers[at], row.cells[at]) for month, at in columns.items()]
        read.append((record, _line(record, volumes)))
    named = {line.match: " / ".join(line.key) for _, line in reversed(read) if line}
    reject_repeats([(record, line.match if line else None) for record, line in read], named.__getitem__)
    lines = [line.spelled(vocabulary) for record, line in read if record.is_good and line is not None]
    outcome.rejected = [record.rejection() for record, _ in read if not record.is_good]
    _refuse_overflow(lines)
    hours = await MonthHours.load(session)
    hours.require(months, {WorkType(line.demand.locality) for line in lines})
    preview = ForecastImport(outcome, report, months, lines, hours, vocabulary, is_new=True)
    await _compare(session, preview)
    return preview


def _six_months(headers: Sequence[Cell]) -> dict[Month, int]:
    found = month_columns(headers)
    months = list(found)
    if len(months) != MONTHS_IN_REPORT or months != report_months(months[0]):
        labels = ", ".join(month.label for month in months) or "none"
        raise InvalidInput(
            f"the month headings are {labels}", ("file",), accepted="six consecutive months, e.g. Jun-25 … Nov-25"
        )
    return found


def _volume(record: Record, month: Month, header: Cell, cell: Cell) -> int | None:
    try:
        return whole_number(cell, minimum=0, maximum=LARGEST_VOLUME)
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
    demand = writes.NewDemand(
        main_lob=lob,
        state=state,
        case_type=case_type,
        case_id=case_id or "",
        platform=parts.platform,
        locality=parts.locality,
    )
    return ForecastLine(demand, cph or Decimal(1), tuple(volume or 0 for volume in volumes))


def _main_lob(cell: Cell) -> MainLob:
    return parse_main_lob(plain_text(cell))


def parse_target_cph(cell: Cell) -> Decimal:
    """A target CPH: above 0, at most 200, at most two decimals; raises ValueError."""
    return decimal_number(cell, places=2, more_than=0, at_most=HIGHEST_CPH)


def _refuse_overflow(lines: Sequence[ForecastLine]) -> None:
    total = sum(sum(line.volumes) for line in lines)
    if total > LARGEST_TOTAL:
        raise InvalidInput(
            f"the report's volumes add up to {total:,}", ("file",), accepted=f"at most {LARGEST_TOTAL:,}"
        )


async def _compare(session: ReadSession, preview: ForecastImport) -> None:
    stored = await queries.report_by_month(session, year=preview.report.year, month=preview.report.number)
    if stored is None:
        preview.outcome.created = len(preview.lines)
        preview.outcome.warnings = await _left_behind(session, preview)
        return
    preview.is_new = False
    lines = {
        (row.main_lob, row.state, row.case_type): row for row in await queries.lines_by_report_ids(session, [stored.id])
    }
    volumes: dict[int, list[int]] = {}
    for cell in await queries.cells_by_report_id(session, stored.id):
        volumes.setdefault(cell.demand_id, []).append(cell.forecast)
    same = [
        line
        for line in preview.lines
        if (row := lines.get(line.key)) is not None
        and row.target_cph == line.target_cph
        and tuple(volumes[row.demand_id]) == line.volumes
    ]
    preview.outcome.unchanged = len(same)
    if stored.first_month != preview.months[0].start or len(same) < len(preview.lines):
        raise AlreadyExists(
            f"report {preview.report.value} exists and differs in {len(preview.lines) - len(same)} of the file's "
            f"{len(preview.lines)} demands; changing an existing report needs a forecast update",
            ("report",),
            kind="Report",
            existing_key=stored.id,
        )


async def _left_behind(session: ReadSession, preview: ForecastImport) -> list[str]:
    keys = {line.key for line in preview.lines}
    ids = [row.id for row in await queries.all_demands(session) if (row.main_lob, row.state, row.case_type) in keys]
    stay = await writes.assignments_left_behind(
        session,
        year=preview.report.year,
        month=preview.report.number,
        first_month=preview.months[0].start,
        demand_ids=ids,
    )
    return [
        f"{row.assignments} assignments on {row.demands} demands stay with report {Month(row.year, row.month).value}, "
        f"because this report lacks their demands"
        for row in stay
    ]
