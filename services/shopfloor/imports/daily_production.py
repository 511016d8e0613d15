"""Importing daily production: entries of days that have none, and other figures for days that have one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission
from db.shopfloor.production import EntryKey, entries_on_days
from db.shopfloor.production_rows import DailyProductionRow
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import work_orders_by_number_keys
from db.supply.bounds import QUANTITY
from services.shared.access import Caller
from services.shared.commit_once import Committing
from services.shared.errors import Incompatible, InvalidInput, NotFound, Refusal
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.quantities import places_of
from services.shared.text import key
from services.shopfloor.imports.templates import PRODUCTION_TEMPLATE
from services.shopfloor.imports.writing_production import write_production
from services.shopfloor.orders.departments import require_department
from services.shopfloor.production.judging import Doing, Floor, Judged, Produced
from services.shopfloor.production.record_production import LONGEST_NOTE
from services.supply.imports.cells import quantity_cell
from services.supply.stock.checking import Days
from sheets.cells import calendar_date, label
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "number": ("Number", "SPK", "Work Order"),
    "date": ("Date", "Production Date"),
    "quantity": ("Quantity", "Good", "Good Quantity"),
    "scrap": ("Scrap", "Scrap Quantity"),
    "notes": ("Notes",),
}
REQUIRED = {"number", "date", "quantity"}
CELLS = CellKinds(decimal={"quantity", "scrap"}, dates={"date"}, identifiers={"number"})
_COLUMN_OF = {"productionDate": "date", "quantity": "quantity"}
# Why entries are replaced is said by who commits; until then it is taken to be said.
_TO_BE_SAID = "to be said"


class GivenEntry(NamedTuple):
    """A row of the file, and what it says, None where it is not readable."""

    record: Record
    order: WorkOrderMadeRow | None
    day: date | None
    quantity: Decimal | None
    scrap: Decimal | None
    notes: str | None


@dataclass
class ProductionImport(FreedInPieces):
    """Entries ready to be written, in the order of their days, with their rows; and what is made by then."""

    outcome: ImportOutcome
    today: date
    user_notes: str | None
    judged: list[Judged] = field(default_factory=list)
    made: dict[int, Decimal] = field(default_factory=dict)

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return [one.told for one in self.judged], sorted(self.made.items())

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Write the entries, and all that follows; raises what recording raises, with the row as path."""
        progress("Writing daily production", 0, len(self.judged))
        await write_production(session, self.judged, self.made, reason=self.user_notes, today=self.today)
        progress("Writing daily production", len(self.judged), len(self.judged))


async def preview_production(
    session: ReadSession,
    sheet: Sheet,
    *,
    today: date,
    caller: Caller | None = None,
    user_notes: str | None = None,
    progress: Progress = silent,
) -> ProductionImport:
    """Check a file of entries against those there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = ProductionImport(ImportOutcome(ignored_columns=records.ignored), today, user_notes)
    rows = list(records)
    numbers = [record.peek("number", plain_text) for record in rows]
    known = {row.number_key: row for row in await work_orders_by_number_keys(session, {key(n) for n in numbers if n})}
    given = []
    for place, record in enumerate(rows, start=1):
        if place % 1000 == 0 or place == len(rows):
            progress("Checking daily production", place, len(rows))
        given.append(_read(record, known, caller))
    reject_repeats(
        [(one.record, (one.order.number, one.day) if one.order and one.day else None) for one in given],
        lambda place: f"{place[0]} on {place[1]}",
        name="date",
    )
    keys = {EntryKey(one.order.id, one.day) for one in given if one.order is not None and one.day is not None}
    _judge(found, given, known.values(), await entries_on_days(session, keys))
    records.describe(found.outcome)
    return found


class ProductionImportKind(ImportKind[ProductionImport]):
    """Daily production."""

    name = "DAILY_PRODUCTION_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.PRODUCTION_INPUT,)
    label = "production"
    headings = Headings(COLUMNS, REQUIRED)
    template = PRODUCTION_TEMPLATE
    notes_help = "Why entries are replaced; needed where one is of a completed work order."
    command = ImportCommand(
        21, "Daily production: Number, Date, Quantity, Scrap, Notes; days that have one are replaced."
    )

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> ProductionImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_production(
            session,
            sheet,
            today=committing.today,
            caller=committing.caller,
            user_notes=committing.user_notes,
            progress=committing.progress,
        )


PRODUCTION_IMPORT = ProductionImportKind()


def _read(record: Record, known: Mapping[str, WorkOrderMadeRow], caller: Caller | None) -> GivenEntry:
    number = record.read("number", plain_text)
    day = record.read("date", calendar_date)
    quantity = record.read("quantity", quantity_cell(QUANTITY))
    scrap = record.read_optional("scrap", quantity_cell(QUANTITY))
    notes = record.read_optional("notes", _notes)
    order = known.get(key(number)) if number else None
    if order is None:
        if number:
            record.fault("is no work order's number; one that workOrders lists is accepted", name="number")
        return GivenEntry(record, None, day, quantity, scrap, notes)
    for name, value in (("quantity", quantity), ("scrap", scrap)):
        if value is not None and places_of(value) > order.decimals:
            accepted = "a whole number" if order.decimals == 0 else f"a number of {order.decimals} decimals at most"
            record.fault(f"has more decimals than the product; {accepted} is accepted", name=name)
    if caller is not None:
        try:
            require_department(caller, order)
        except Incompatible as refusal:
            record.fault(str(refusal), name="number")
    return GivenEntry(record, order, day, quantity, scrap, notes)


def _notes(cell: CellValue) -> str:
    """What is noted, of at most so many characters; raises ValueError."""
    plain = label(cell) or ""
    if len(plain) > LONGEST_NOTE:
        raise ValueError(f"has {len(plain)} characters; at most {LONGEST_NOTE} are accepted")
    return plain


def _judge(
    found: ProductionImport,
    given: Sequence[GivenEntry],
    orders: Iterable[WorkOrderMadeRow],
    entries: Sequence[DailyProductionRow],
) -> None:
    """Go through the rows in the order of their days; each is judged by those before it."""
    floor = Floor(orders, entries, Days(found.today))
    there = {EntryKey(row.work_order_id, row.production_date): row for row in entries}
    for one in sorted(given, key=lambda one: one.day or date.min):
        if one.record.is_good and one.order is not None and one.day is not None:
            produced = _produced(one, one.order, one.day, there.get(EntryKey(one.order.id, one.day)))
            try:
                judged = floor.judge(produced)
            except Refusal as refusal:
                one.record.fault(_told(refusal), name=_COLUMN_OF.get(refusal.path[-1], "date"))
            else:
                _count(found, judged)
    found.outcome.rejected += [one.record.rejection() for one in given if not one.record.is_good]
    touched = {one.produced.order.id for one in found.judged}
    found.made = {id: made for id, made in floor.made.items() if id in touched}


def _produced(one: GivenEntry, order: WorkOrderMadeRow, day: date, before: DailyProductionRow | None) -> Produced:
    """What a row says; of what the file has no column for, an entry that is there keeps what it has."""
    scrap, notes = one.scrap or Decimal(0), one.notes or ""
    if before is not None:
        scrap = scrap if one.record.has("scrap") else before.scrap_quantity
        notes = notes if one.record.has("notes") else before.notes
    return Produced(
        order=order,
        day=day,
        quantity=one.quantity or Decimal(0),
        scrap=scrap,
        notes=notes,
        replace=before is not None,
        reason=_TO_BE_SAID,
        path=("file", str(one.record.number)),
    )


def _count(found: ProductionImport, judged: Judged) -> None:
    if judged.doing is Doing.NOTHING:
        found.outcome.unchanged += 1
        return
    if judged.doing is Doing.ENTER:
        found.outcome.created += 1
    else:
        found.outcome.updated += 1
    found.judged.append(judged)


def _told(refusal: Refusal) -> str:
    accepted = refusal.accepted if isinstance(refusal, InvalidInput | NotFound) else None
    return f"{refusal}; {accepted} is accepted" if accepted else str(refusal)
