"""Importing a forecast: its six month headings are the report's months; the first import creates the report.

A later import of the same report is a forecast update: a change of its cells, with an entry in the history log.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from db.engine import ReadSession, WriteSession
from db.forecast import demands, lines, reports
from db.forecast.enums import ChangeType
from db.workforce import placements
from db.workforce.summaries import recalculate_by_report, summarise
from services.forecast.editing.changes import Line
from services.forecast.editing.checks import checked_notes, refuse_overflow
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.month_hours import MonthHours
from services.forecast.imports.forecast_file import COLUMNS, ForecastLine, far_months, read_forecast
from services.forecast.imports.forecast_update import ForecastUpdate, compare_with_report, new_line
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.calendar import Month
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.import_kinds import ImportCommand, ImportKind, SubjectOption
from services.shared.imports import ImportOutcome
from services.shared.progress import Progress, silent
from services.shared.vocabulary import Vocabulary
from sheets.columns import Headings
from sheets.sheet import Sheet

DemandIds = dict[tuple[str, str, str], int]


@dataclass(frozen=True)
class LogAs:
    """The user's notes on a change, and under which id the history log shall hold it."""

    user_notes: str | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass
class ForecastImport:
    """A report ready to be created, or an update of one that is there."""

    outcome: ImportOutcome
    report: Month
    months: list[Month]
    lines: list[ForecastLine]
    planned: list[Line]
    vocabulary: Vocabulary
    log_as: LogAs
    update: ForecastUpdate | None = None

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.report, self.months, self.lines, self.update.changes if self.update else None

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create the report, or update it; take over assignments of older reports, and summarise."""
        if not self.lines or (self.update and not self.update.changes):
            return
        notes = checked_notes(ChangeType.FORECAST_UPDATE, self.log_as.user_notes)
        await self.vocabulary.save(session)
        progress("Writing demands", 0, len(self.lines))
        demand_ids = await demands.upsert_demands(session, [line.demand for line in self.lines])
        if self.update is None:
            await self._create(session, demand_ids, progress)
        else:
            entry = Entry(self.log_as.id, ChangeType.FORECAST_UPDATE, self._described(), notes)
            await self._apply(session, self.update, demand_ids, entry)
            self.outcome.history_log_id = self.log_as.id

    async def _create(self, session: WriteSession, demand_ids: DemandIds, progress: Progress) -> None:
        report_id = await reports.insert_report(
            session, year=self.report.year, month=self.report.number, first_month=self.months[0].start
        )
        cphs = {demand_ids[line.key]: line.target_cph for line in self.lines}
        await lines.insert_lines(session, report_id=report_id, target_cphs=cphs)
        cells = [
            lines.NewCell(demand_ids[line.key], index, cell.forecast, cell.fte_req)
            for line, planned in zip(self.lines, self.planned, strict=True)
            for index, cell in enumerate(planned.cells, start=1)
        ]
        written = await lines.insert_cells(session, report_id=report_id, cells=cells)
        progress("Taking over assignments", len(self.lines), len(self.lines))
        self.outcome.details["assignments taken over"] = await placements.take_over_assignments(
            session, report_id=report_id
        )
        await recalculate_by_report(session, report_id)
        progress("Summarising months", len(self.lines), len(self.lines))
        await summarise(session, written)

    async def _apply(self, session: WriteSession, update: ForecastUpdate, demand_ids: DemandIds, entry: Entry) -> None:
        report_id = update.snapshot.report.id
        changes = update.with_demand_ids(demand_ids)
        await commit_changes(session, report_id=report_id, labels=update.snapshot.labels, changes=changes, entry=entry)
        added = {change.after.demand_id for change in changes if change.is_added}
        if added and await placements.take_over_assignments(session, report_id=report_id):
            touched = await recalculate_by_report(session, report_id)
            cells = {(report_id, demand_id, index) for demand_id in added for index in range(1, 7)}
            await summarise(session, cells.union(touched))

    def _described(self) -> str:
        return f"{ChangeType.FORECAST_UPDATE}: {self.outcome.updated} demands changed, {self.outcome.created} added"


async def preview_forecast(
    session: ReadSession, sheet: Sheet, *, report: Month, log_as: LogAs | None = None, progress: Progress = silent
) -> ForecastImport:
    """Check a forecast file for a report.

    Raises InvalidInput for missing columns, headings that are not six consecutive months or not those of the report
    that is there, months without working time, or figures too large to answer.
    """
    vocabulary = await Vocabulary.load(session)
    file = read_forecast(sheet, vocabulary, progress=progress)
    file.outcome.warnings += far_months(file.months, report)
    hours = await MonthHours.load(session)
    hours.require(file.months, {line.locality for line in file.lines})
    planned = [new_line(line, [hours.of(month, line.locality) for month in file.months]) for line in file.lines]
    refuse_overflow(planned, "file")
    preview = ForecastImport(file.outcome, report, file.months, file.lines, planned, vocabulary, log_as or LogAs())
    stored = await reports.report_by_month(session, year=report.year, month=report.number)
    if stored is not None:
        preview.update = await compare_with_report(session, stored, file, planned)
    else:
        preview.outcome.created = len(file.lines)
        preview.outcome.warnings += await _left_behind(session, preview)
    return preview


class ForecastImportKind(ImportKind[ForecastImport]):
    """A report's forecast; the file does not say of which report, so its subject does: "2025-04"."""

    name = "FORECAST_IMPORT"
    committed_by = "commitImport"
    label = "forecast"
    headings = Headings(COLUMNS, frozenset(COLUMNS))
    command = ImportCommand(
        3,
        "A report: Main LOB, State, Case Type, Case ID, Target CPH, and six consecutive months; or an update of one.",
    )
    subject_option = SubjectOption("report", "The report, by month: 2025-04.")
    notes_help = "Why, for the history log, where the report is there already."

    def subject_of(self, given: str | None) -> str:
        """A report's value; raises InvalidInput."""
        if given is None:
            raise InvalidInput("which report is it? Give its month: --report 2025-04", ("report",))
        if parse_report_value(given) is None:
            raise InvalidInput(f"{given!r} names no report; accepted: {ACCEPTED}", ("report",))
        return given

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> ForecastImport:
        """Check a forecast; raises what `preview_forecast` raises."""
        report = parse_report_value(subject)
        assert report is not None
        log_as = LogAs(committing.user_notes, committing.history_log_id)
        return await preview_forecast(session, sheet, report=report, log_as=log_as, progress=committing.progress)


FORECAST_IMPORT = ForecastImportKind()


async def _left_behind(session: ReadSession, preview: ForecastImport) -> list[str]:
    keys = {line.key for line in preview.lines}
    ids = [row.id for row in await demands.all_demands(session) if (row.main_lob, row.state, row.case_type) in keys]
    stay = await placements.assignments_left_behind(
        session,
        year=preview.report.year,
        month=preview.report.number,
        first_month=preview.months[0].start,
        demand_ids=ids,
    )
    return [
        f"{row.assignments} assignments on {row.demands} demands stay with report {Month.named(row).value}, "
        f"because this report lacks their demands"
        for row in stay
    ]
