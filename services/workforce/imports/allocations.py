"""Importing the old system's monthly FTE allocations: each becomes weekly assignments at Full Production."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from db.engine import ReadSession, WriteSession
from db.errors import ConcurrentChange
from db.freeing import FreedInPieces
from db.workforce.assignments import assigned_to
from db.workforce.enums import AssignmentType
from db.workforce.placements import MonthPlacement, occupied_placements, place_months
from db.workforce.rows import OccupiedRow
from db.workforce.summaries import summarise
from db.workforce.tiers import list_tiers
from services.shared.calendar import Month
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportKind
from services.shared.imports import ImportOutcome, Record, Records
from services.shared.month_columns import (
    among_months,
    doubtful_headings,
    headings_read,
    month_columns,
    without_months,
)
from services.shared.progress import Progress, silent
from services.shared.text import some
from services.workforce.assigning.taken_weeks import named_places
from services.workforce.imports.allocation_rows import (
    PARTS,
    ImportContext,
    MonthCells,
    month_of,
    months_of,
    placed_months,
)
from services.workforce.imports.outside_days import weeks_outside_days
from services.workforce.imports.templates import ALLOCATIONS_TEMPLATE
from services.workforce.tiers.find_tier import full_production
from sheets.columns import Headings, written
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "cn": ("CN", "CN Number"),
    "main_lob": ("Main LOB", "LOB"),
    "state": ("State",),
    "case_type": ("Case Type",),
    "month": ("Month",),
    "year": ("Year",),
}
REQUIRED = {"cn", *PARTS}
CELLS = CellKinds(whole={"year"}, identifiers={"cn"}, months=False)
CHUNK = 5_000


@dataclass
class AllocationsImport(FreedInPieces):
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
        raise _no_months(records.names, sheet.headers)
    ignored = records.ignored if by_row else without_months(sheet.headers, records.ignored)
    context, outcome = await ImportContext.load(session), ImportOutcome(ignored_columns=ignored)
    if columns and (strays := among_months(sheet.headers, ignored)):
        outcome.warnings.append(f"columns beside the months name none in English, and are not read: {some(strays)}")
    placements: list[tuple[Record, MonthPlacement]] = []
    taken: dict[tuple[int, Month], int] = {}
    for place, (record, row) in enumerate(zip(records, sheet.rows, strict=True), start=1):
        if place % 1000 == 0 or place == len(sheet.rows):
            progress("Checking allocations", place, len(sheet.rows))
        cells = MonthCells(record, row.cells, columns, sheet.headers)
        months = month_of(record) if by_row else list(months_of(cells))
        placed = placed_months(cells, months, context, taken)
        if not record.is_good:
            outcome.rejected.append(record.rejection())
        elif not months:
            outcome.details["rows without an allocation"] = outcome.details.get("rows without an allocation", 0) + 1
        placements += [(record, placement) for placement in placed]
    preview = AllocationsImport(outcome, [], 0, full_production(await list_tiers(session, include_inactive=False)).id)
    await _sort_in(session, preview, placements, context)
    records.describe(outcome)
    outcome.warnings += [] if by_row else doubtful_headings(sheet.headers)
    outside = await weeks_outside_days(session, preview.placements, context.by_id)
    preview.outcome.warnings += [outside] if outside is not None else []
    return preview


class AllocationsImportKind(ImportKind[AllocationsImport]):
    """The old system's allocations: `headroom import v1` reads them, after the people and the report they refer to."""

    name = "ALLOCATIONS_IMPORT"
    label = "allocations"
    headings = Headings(COLUMNS, REQUIRED, months=1, instead=("month", "year"))
    template = ALLOCATIONS_TEMPLATE

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> AllocationsImport:
        """Check a file; raises InvalidInput when it says no months, NotFound without a Full Production tier."""
        return await preview_allocations(session, sheet, progress=committing.progress)


ALLOCATIONS_IMPORT = AllocationsImportKind()


def _no_months(names: Collection[str], headers: Sequence[CellValue]) -> InvalidInput:
    texts = [text for header in headers if (text := written(header)[:40])]
    half = [COLUMNS[name][0] for name in ("month", "year") if name in names]
    read = headings_read(headers)
    what = f"it has the column {half[0]} alone" if half else f"{read}; its headings are {some(texts)}"
    return InvalidInput(
        f"the file says no months: {what}", ("file",), accepted="columns Month and Year, or one column a month: Jun-25"
    )


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
            cn = context.by_id[placement.resource_id].cn
            record.fault(f"{cn} is assigned already {taken}; a month with free weeks alone is accepted", name="cn")
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
