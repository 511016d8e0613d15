"""Importing a forecast: its six month headings are the report's months; the first import creates the report.

A later import of the same report changes its cells. Both are a Forecast Update in the history log.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from db.engine import ReadSession, WriteSession
from db.forecast import demands, reports
from db.forecast.enums import ChangeType
from db.forecast.rows import DemandRow, ReportRow
from db.freeing import FreedInPieces
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.frozen_months import frozen_warnings
from services.forecast.editing.month_hours import MonthHours
from services.forecast.editing.proposal import counted
from services.forecast.editing.snapshot import Snapshot
from services.forecast.imports.doubtful_demands import doubtful_demands
from services.forecast.imports.forecast_file import COLUMNS, ForecastFile, read_forecast
from services.forecast.imports.forecast_update import DemandKey, ForecastUpdate, lines_of_new_report, lines_of_update
from services.forecast.imports.month_headings import far_months
from services.forecast.imports.templates import FORECAST_TEMPLATE
from services.forecast.imports.warnings import left_behind, other_case_ids
from services.forecast.report_value import ACCEPTED, parse_report_value
from services.shared.calendar import MONTHS_IN_REPORT, Month, report_months
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.import_kinds import ImportCommand, ImportKind, SubjectOption
from services.shared.imports import ImportOutcome
from services.shared.progress import Progress, silent
from services.shared.vocabulary import Vocabulary
from sheets.columns import Headings
from sheets.sheet import Sheet


@dataclass(frozen=True)
class LogAs:
    """The user's notes on a change, under which id the history log shall hold it, and what the file was called."""

    user_notes: str | None = None
    id: UUID = field(default_factory=uuid4)
    filename: str | None = None


@dataclass
class ForecastImport(FreedInPieces):
    """A report ready to be created, or an update of the one that is `stored`."""

    outcome: ImportOutcome
    report: Month
    stored: ReportRow | None
    file: ForecastFile
    update: ForecastUpdate
    demands: dict[DemandKey, DemandRow]
    vocabulary: Vocabulary
    log_as: LogAs

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.report, self.file.months, self.file.lines, self.update.changes

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create the report, or update it; take over assignments of older reports, summarise, and log it."""
        if not self.update.changes:
            return
        entry = self._entry()
        await self.vocabulary.save(session)
        progress("Writing demands", 0, len(self.file.lines))
        ids = await self._demand_ids(session)
        report_id = await self._create(session) if self.stored is None else self.stored.id
        progress("Writing forecast cells", 0, len(self.update.changes))
        taken_over = await commit_changes(
            session,
            report_id=report_id,
            months=self.update.months,
            hours=self.update.hours,
            changes=self.update.with_demand_ids(ids),
            entry=entry,
        )
        progress("Writing forecast cells", len(self.update.changes), len(self.update.changes))
        if self.stored is None or taken_over:
            self.outcome.details["assignments taken over"] = taken_over
        self.outcome.history_log_id = entry.id

    def _entry(self) -> Entry:
        notes = checked_notes(ChangeType.FORECAST_UPDATE, self.log_as.user_notes)
        creates = self.stored is None
        return Entry(
            self.log_as.id,
            ChangeType.FORECAST_UPDATE,
            self._described(),
            notes,
            creates_report=creates,
            source_file=self.log_as.filename,
        )

    async def _demand_ids(self, session: WriteSession) -> dict[DemandKey, int]:
        known = {key: row.id for key, row in self.demands.items()}
        new = [line.demand for line in self.file.lines if line.key not in known]
        return known | await demands.insert_demands(session, new)

    async def _create(self, session: WriteSession) -> int:
        year, month = self.report.year, self.report.number
        first = self.update.months[0].start
        return await reports.insert_report(session, year=year, month=month, first_month=first)

    def _described(self) -> str:
        if self.stored is None:
            return (
                f"{ChangeType.FORECAST_UPDATE}: the report was created, with {counted(self.outcome.created, 'demand')}"
            )
        return f"{ChangeType.FORECAST_UPDATE}: {self.outcome.updated} demands changed, {self.outcome.created} added"


async def preview_forecast(
    session: ReadSession, sheet: Sheet, *, report: Month, log_as: LogAs | None = None, progress: Progress = silent
) -> ForecastImport:
    """Check a forecast file for a report.

    Raises InvalidInput for missing columns, headings that are not six consecutive months or not those of the report
    that is there, months without working time, or figures too large to answer.
    """
    vocabulary = await Vocabulary.load(session)
    stored = await reports.report_by_month(session, year=report.year, month=report.number)
    months = report_months(Month.of(stored.first_month)) if stored is not None else None
    file = read_forecast(sheet, vocabulary, report=report, stored=months, progress=progress)
    hours = await MonthHours.load(session)
    known = {(row.main_lob, row.state, row.case_type): row for row in await demands.all_demands(session)}
    file.outcome.warnings += [*_months_doubted(file, report, hours), *doubtful_demands(file, known)]
    held: set[int] = set()
    frozen: list[str] = []
    if stored is None:
        update = lines_of_new_report(file, hours, known)
    else:
        snapshot = await Snapshot.load(session, stored)
        update = lines_of_update(snapshot, file, hours, known)
        held = {line.demand_id for line in snapshot.lines}
        changed = [change for change in update.changes if not change.is_added]
        frozen = await frozen_warnings(session, report_id=stored.id, changes=changed, labels=snapshot.labels)
    held.update(known[line.key].id for line in file.lines if line.key in known)
    behind = await left_behind(session, report=report, first_month=file.months[0], demand_ids=held)
    file.outcome.warnings += [*behind, *frozen, *other_case_ids(update.changes)]
    return ForecastImport(file.outcome, report, stored, file, update, known, vocabulary, log_as or LogAs())


def _months_doubted(file: ForecastFile, report: Month, hours: MonthHours) -> list[str]:
    """What is strange about the months of a file; raises InvalidInput, which says it too, for those without hours."""
    far, localities = far_months(file.months, report), {line.locality for line in file.lines}
    try:
        hours.require(file.months, localities, "file")
    except InvalidInput as refusal:
        raise InvalidInput("; ".join([refusal.message, *far]), refusal.path, accepted=refusal.accepted) from None
    return [*far, *hours.warnings(file.months, localities)]


class ForecastImportKind(ImportKind[ForecastImport]):
    """A report's forecast; the file does not say of which report, so its subject does: "2025-04"."""

    name = "FORECAST_IMPORT"
    committed_by = "commitImport"
    label = "forecast"
    headings = Headings(COLUMNS, frozenset(COLUMNS), months=MONTHS_IN_REPORT)
    template = FORECAST_TEMPLATE
    command = ImportCommand(
        3,
        "A report: Main LOB, State, Case Type, Case ID, Target CPH, and six consecutive months; or an update of one.",
    )
    subject_option = SubjectOption("report", "The report, by month: 2025-04.")
    notes_help = "Why, for the history log."

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
        log_as = LogAs(committing.user_notes, committing.history_log_id, committing.filename)
        return await preview_forecast(session, sheet, report=report, log_as=log_as, progress=committing.progress)


FORECAST_IMPORT = ForecastImportKind()
