"""Importing the old system's monthly FTE allocations: each becomes weekly assignments at Full Production."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.engine import ReadSession, WriteSession
from db.errors import ConcurrentChange
from db.forecast.demands import all_demands
from db.forecast.rows import DemandRow
from db.shared import working_time
from db.shared.rows import WeekRow
from db.workforce.assignments import assigned_to
from db.workforce.enums import AssignmentType
from db.workforce.people import resource_keys
from db.workforce.placements import MonthPlacement, occupied_placements, place_months
from db.workforce.rows import OccupiedRow, PersonKeyRow
from db.workforce.summaries import summarise
from db.workforce.tiers import list_tiers
from services.forecast.covering_reports import CoveringReports
from services.shared.calendar import FIRST_YEAR, LAST_YEAR, Month
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text
from services.shared.month_columns import among_months, month_columns, month_name, without_months
from services.shared.progress import Progress, silent
from services.shared.states import parse_state
from services.shared.text import key, some
from services.workforce.assigning.taken_weeks import named_places
from services.workforce.imports.outside_days import weeks_outside_days
from services.workforce.tiers.find_tier import full_production
from sheets.cells import decimal_number, month_name_or_number, whole_number, yes_no
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "cn": ("CN", "CN Number"),
    "main_lob": ("Main LOB", "LOB"),
    "state": ("State",),
    "case_type": ("Case Type",),
    "month": ("Month",),
    "year": ("Year",),
}
REQUIRED = {"cn", "main_lob", "state", "case_type"}
CELLS = CellKinds(whole={"year"}, identifiers={"cn"}, months=False)
CHUNK = 5_000


class ImportContext:
    """What allocations are placed on: people, demands, reports and weeks, by the keys a file has."""

    def __init__(
        self,
        people: Sequence[PersonKeyRow],
        demands: Sequence[DemandRow],
        reports: CoveringReports,
        weeks: Iterable[WeekRow],
    ) -> None:
        self.people = {row.cn_key: row for row in people}
        self.demands = {(key(row.main_lob), row.state, key(row.case_type)): row.id for row in demands}
        self.reports = reports
        self.weeks = Counter((Month.counted(week), week.work_type) for week in weeks)
        self.by_id = {row.id: row for row in people}

    @classmethod
    async def load(cls, session: ReadSession) -> "ImportContext":
        """The tenant as it stands."""
        demand_rows = await all_demands(session)
        return cls(
            await resource_keys(session),
            demand_rows,
            await CoveringReports.load(session, [row.id for row in demand_rows]),
            await working_time.week_configurations(session),
        )

    def weeks_of(self, placement: MonthPlacement) -> int:
        """How many weeks a placement takes."""
        month = Month.counted(placement)
        return self.weeks[month, self.by_id[placement.resource_id].location]


@dataclass
class AllocationsImport:
    """Placements ready to be written, each with the row it came from."""

    outcome: ImportOutcome
    placements: list[MonthPlacement]
    free_weeks: int
    tier_id: int

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.placements, self.free_weeks, self.tier_id

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Write the weekly assignments, then the summaries of every demand and month they touch.

        Raises ConcurrentChange when somebody took one of the weeks since the preview.
        """
        written = 0
        for start in range(0, len(self.placements), CHUNK):
            progress("Writing assignments", start, len(self.placements))
            written += await place_months(
                session,
                self.placements[start : start + CHUNK],
                tier_id=self.tier_id,
                percentage=1.0,
                assignment_type=AssignmentType.PRIMARY,
            )
        if written != self.free_weeks:
            raise ConcurrentChange
        progress("Summarising months", len(self.placements), len(self.placements))
        await summarise(session, {(place.report_id, place.demand_id, place.month_index) for place in self.placements})
        self.outcome.details["assignments"] = written


async def preview_allocations(session: ReadSession, sheet: Sheet, *, progress: Progress = silent) -> AllocationsImport:
    """Check the old system's allocations; a row is one person on one demand for a month, or for a column a month.

    Raises InvalidInput when the months are neither rows nor columns, NotFound without a Full Production tier.
    """
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    by_row = {"month", "year"} <= records.names
    columns = {} if by_row else month_columns(sheet.headers)
    if not by_row and not columns:
        raise InvalidInput(
            "the file says no months", ("file",), accepted="columns Month and Year, or one column a month"
        )
    ignored = records.ignored if by_row else without_months(sheet.headers, records.ignored)
    context, outcome = await ImportContext.load(session), ImportOutcome(ignored_columns=ignored)
    if columns and (strays := among_months(sheet.headers, ignored)):
        outcome.warnings.append(f"columns beside the months name none in English, and are not read: {some(strays)}")
    placements: list[tuple[Record, MonthPlacement]] = []
    taken: dict[tuple[int, Month], int] = {}
    for place, (record, row) in enumerate(zip(records, sheet.rows, strict=True), start=1):
        if place % 1000 == 0 or place == len(sheet.rows):
            progress("Checking allocations", place, len(sheet.rows))
        months = _month_of(record) if by_row else list(_months_of(record, row.cells, columns, sheet.headers))
        placed = _placed(record, months, context, taken)
        if not record.is_good:
            outcome.rejected.append(record.rejection())
        elif not months:
            outcome.details["rows without an allocation"] = outcome.details.get("rows without an allocation", 0) + 1
        placements += [(record, placement) for placement in placed]
    preview = AllocationsImport(outcome, [], 0, full_production(await list_tiers(session, include_inactive=False)).id)
    await _sort_in(session, preview, placements, context)
    records.describe(outcome)
    outside = await weeks_outside_days(session, preview.placements, context.by_id)
    preview.outcome.warnings += [outside] if outside is not None else []
    return preview


class AllocationsImportKind(ImportKind[AllocationsImport]):
    """The old system's allocations: `headroom import v1` reads them, after the people and the report they refer to."""

    name = "ALLOCATIONS_IMPORT"
    label = "allocations"
    headings = Headings(COLUMNS, REQUIRED, months=1, instead=("month", "year"))

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> AllocationsImport:
        """Check a file; raises InvalidInput when it says no months, NotFound without a Full Production tier."""
        return await preview_allocations(session, sheet, progress=committing.progress)


ALLOCATIONS_IMPORT = AllocationsImportKind()


def _month_of(record: Record) -> list[Month]:
    year = record.read("year", lambda cell: whole_number(cell, minimum=FIRST_YEAR, maximum=LAST_YEAR))
    number = record.read("month", month_name_or_number)
    return [Month(year, number)] if year and number else []


def _months_of(
    record: Record, cells: Sequence[CellValue], columns: dict[Month, int], headers: Sequence[CellValue]
) -> Iterator[Month]:
    for month, place in columns.items():
        try:
            if _is_allocated(record.at(place)):
                yield month
        except ValueError as error:
            record.fault_in(month_name(headers[place], month), cells[place], str(error))


def _is_allocated(cell: CellValue) -> bool:
    # The old system wrote a share of a person, or a mark.
    if cell is None or str(cell).strip() in ("", "-"):
        return False
    try:
        return decimal_number(cell, places=6, more_than=-1, at_most=1) > 0
    except ValueError:
        try:
            return yes_no(cell)
        except ValueError:
            raise ValueError("must be empty, a share from 0 to 1, or Y or N") from None


def _placed(
    record: Record, months: Sequence[Month], context: ImportContext, taken: dict[tuple[int, Month], int]
) -> list[MonthPlacement]:
    """The placements of a row, none unless all of its months can be placed."""
    person, demand_id = _person(record, context), _demand(record, context)
    if person is None or not record.is_good:
        return []
    reports = {month: None if demand_id is None else context.reports.covering(demand_id, month) for month in months}
    if strays := [month.label for month, report in reports.items() if report is None]:
        record.fault(
            f"no report has this demand and month ({', '.join(strays)}): {_named_demand(record)}", name="main_lob"
        )
    elif bare := [month.label for month in months if (month, person.location) not in context.weeks]:
        reason = f"{', '.join(bare)} has no week configuration for {person.location.title()}"
        record.fault(reason, name="month" if record.has("month") else "cn")
    for month in months if record.is_good else []:
        if (other := taken.get((person.id, month))) is not None:
            record.fault(f"{person.cn} is allocated in {month.label} by row {other} already", name="cn")
    if not record.is_good:
        return []
    taken.update({(person.id, month): record.number for month in months})
    return [
        MonthPlacement(person.id, demand_id, *report, month.year, month.number)
        for month, report in reports.items()
        if report is not None and demand_id is not None
    ]


def _person(record: Record, context: ImportContext) -> PersonKeyRow | None:
    cn = record.read("cn", plain_text)
    if cn is None:
        return None
    if (person := context.people.get(key(cn))) is None:
        record.fault("unknown resource", name="cn")
        return None
    if not person.is_active:
        record.fault("inactive resource", name="cn")
        return None
    return person


def _named_demand(record: Record) -> str:
    return " / ".join(record.peek(name, plain_text) or "" for name in ("main_lob", "state", "case_type"))


def _demand(record: Record, context: ImportContext) -> int | None:
    lob, case_type = record.read("main_lob", plain_text), record.read("case_type", plain_text)
    state = record.read("state", lambda cell: parse_state(plain_text(cell)))
    return context.demands.get((key(lob), state, key(case_type))) if lob and case_type and state else None


async def _sort_in(
    session: ReadSession,
    preview: AllocationsImport,
    placements: list[tuple[Record, MonthPlacement]],
    context: ImportContext,
) -> None:
    """Sort placements by what stands in their weeks: nothing, the very same, or something else."""
    standing: dict[int, OccupiedRow] = {}
    for start in range(0, len(placements), CHUNK):
        chunk = [placement for _, placement in placements[start : start + CHUNK]]
        standing |= {start + row.place: row for row in await occupied_placements(session, chunk, percentage=1.0)}
    on = {row.id: row for row in await assigned_to(session, _in_the_way(standing.values()))}
    rows: dict[int, list[str]] = {}
    free: dict[int, int] = {}
    for place, (record, placement) in enumerate(placements):
        states = rows.setdefault(record.number, [])
        stored = standing.get(place)
        weeks = context.weeks_of(placement)
        if stored is None or stored.occupied == stored.same < weeks:
            states.append("created")
            free[place] = weeks - (stored.same if stored else 0)
        elif stored.occupied == stored.same:
            states.append("unchanged")
        else:
            taken = named_places([on[id] for id in stored.assignment_ids])
            record.fault(f"{context.by_id[placement.resource_id].cn} is assigned already {taken}", name="cn")
    kept = [(record, placement) for record, placement in placements if record.is_good]
    preview.placements = [placement for _, placement in kept]
    preview.free_weeks = sum(weeks for place, weeks in free.items() if placements[place][0].is_good)
    refused = {record.number: record for record, _ in placements if not record.is_good}
    preview.outcome.rejected += [record.rejection() for record in refused.values()]
    preview.outcome.rejected.sort(key=lambda rejection: rejection.row)
    for record in {record.number: record for record, _ in kept}.values():
        is_new = "created" in rows[record.number]
        preview.outcome.created += is_new
        preview.outcome.unchanged += not is_new


def _in_the_way(standing: Iterable[OccupiedRow]) -> set[int]:
    """Assignments that somebody else's plan put where a row wants somebody."""
    return {id for row in standing if row.occupied != row.same for id in row.assignment_ids}
