"""Importing work orders: new ones, and other targets and deadlines of those that are not started."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission, TermKind
from db.shopfloor.bounds import ALLOWANCE
from db.shopfloor.enums import MaterialConsumption
from db.shopfloor.order_files import ChangedOrder, NewOrder
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import work_orders_by_number_keys
from db.supply.bounds import POSITIVE_QUANTITY
from db.supply.products import products_by_sku_keys
from db.supply.rows import ProductRow
from services.shared.bounds import share_cell
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.numbers import exact
from services.shared.progress import Progress, silent
from services.shared.quantities import plain
from services.shared.text import key, shown
from services.shared.vocabulary import Vocabulary
from services.shopfloor.imports.changed_orders import note_wrong_change
from services.shopfloor.imports.templates import WORK_ORDERS_TEMPLATE
from services.shopfloor.imports.writing_orders import write_orders
from services.shopfloor.orders.order_values import wrong_days
from services.shopfloor.orders.plan_room import PlannedChange, beyond_plans
from services.supply.imports.cells import member_cell, product_in, quantity_cell, require_places, sku_keys_in
from services.supply.locations import MAIN
from sheets.cells import calendar_date, yes_no
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "number": ("Number", "SPK", "Work Order"),
    "sku": ("SKU", "Product"),
    "department": ("Department",),
    "stage": ("Stage",),
    "target_qty": ("Target Qty", "Target", "Target Quantity"),
    "planned_start": ("Planned Start", "Start"),
    "deadline": ("Deadline",),
    "produces_stock": ("Produces Stock",),
    "overproduction_allowance": ("Overproduction", "Overproduction Allowance"),
    "location": ("Location",),
    "consumption": ("Consumption",),
}
REQUIRED = {"number", "sku", "department", "stage", "target_qty", "planned_start", "deadline"}
CELLS = CellKinds(
    decimal={"target_qty", "overproduction_allowance"},
    shares={"overproduction_allowance"},
    dates={"planned_start", "deadline"},
    identifiers={"number", "sku"},
)


T = TypeVar("T")


class Given(NamedTuple):
    """A row of the file, the work order that has its number, and what the row says, None where it is not readable."""

    record: Record
    stored: WorkOrderMadeRow | None
    order: NewOrder | None


@dataclass
class WorkOrdersImport(FreedInPieces):
    """Work orders ready to be written, and what those that are changed were when that was decided."""

    outcome: ImportOutcome
    vocabulary: Vocabulary
    today: date
    created: list[NewOrder] = field(default_factory=list)
    changed: list[ChangedOrder] = field(default_factory=list)
    over: list[tuple[int, datetime]] = field(default_factory=list)

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return self.created, self.changed, self.over

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create and change the work orders; raises PreviewSuperseded where one, or a product, is another by now."""
        total = len(self.created) + len(self.changed)
        progress("Writing work orders", 0, total)
        await self.vocabulary.save(session)
        await write_orders(session, self.created, self.changed, over=dict(self.over), today=self.today)
        progress("Writing work orders", total, total)


async def preview_work_orders(
    session: ReadSession, sheet: Sheet, *, today: date, allowance: Decimal, progress: Progress = silent
) -> WorkOrdersImport:
    """Check a file of work orders against those there are; raises InvalidInput for missing columns.

    `allowance` is that of new ones of which the file says none.
    """
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = WorkOrdersImport(ImportOutcome(ignored_columns=records.ignored), await Vocabulary.load(session), today)
    rows = list(records)
    products = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku"))}
    numbers = [record.peek("number", plain_text) for record in rows]
    known = {row.number_key: row for row in await work_orders_by_number_keys(session, {key(n) for n in numbers if n})}
    given = []
    for place, record in enumerate(rows, start=1):
        if place % 1000 == 0 or place == len(rows):
            progress("Checking work orders", place, len(rows))
        given.append(_read(record, products, known, found.vocabulary, allowance))
    reject_repeats(
        [(record, key(number) if number else None) for record, number in zip(rows, numbers, strict=True)],
        lambda number: f"work order {number}",
        name="number",
    )
    await _note_full_plans(session, given)
    for one in given:
        _sort_in(found, one)
    records.describe(found.outcome)
    return found


class WorkOrdersImportKind(ImportKind[WorkOrdersImport]):
    """Work orders."""

    name = "WORK_ORDERS_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.PRODUCTION_PLAN,)
    label = "work-orders"
    headings = Headings(COLUMNS, REQUIRED)
    template = WORK_ORDERS_TEMPLATE
    command = ImportCommand(
        20,
        "Work orders: Number, SKU, Department, Stage, Target Qty, Planned Start, Deadline, Produces Stock,"
        " Overproduction, Location, Consumption.",
    )

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> WorkOrdersImport:
        """Check a file; raises InvalidInput for missing columns."""
        allowance = committing.floor_rules.overproduction_allowance
        return await preview_work_orders(
            session, sheet, today=committing.today, allowance=allowance, progress=committing.progress
        )


WORK_ORDERS_IMPORT = WorkOrdersImportKind()


def _read(
    record: Record,
    products: Mapping[str, ProductRow],
    known: Mapping[str, WorkOrderMadeRow],
    vocabulary: Vocabulary,
    allowance: Decimal,
) -> Given:
    number = record.read("number", plain_text)
    stored = known.get(key(number)) if number else None
    product = product_in(record, "sku", products)
    department, stage = record.read("department", plain_text), record.read("stage", plain_text)
    target = record.read("target_qty", quantity_cell(POSITIVE_QUANTITY))
    start, deadline = record.read("planned_start", calendar_date), record.read("deadline", calendar_date)
    produces = record.read_optional("produces_stock", yes_no)
    more = record.read_optional("overproduction_allowance", _allowance)
    location = record.read_optional("location", plain_text)
    consumption = record.read_optional("consumption", member_cell(MaterialConsumption))
    if start and deadline and (accepted := wrong_days(start, deadline)) is not None:
        record.fault(f"does not go with the planned start; {accepted} is accepted", name="deadline")
    if product is None or not (number and department and stage and target and start and deadline):
        return Given(record, stored, None)
    require_places(record, "target_qty", target, product)
    order = NewOrder(
        number=shown(number),
        number_key=key(number),
        product_id=product.id,
        department=vocabulary.spell(TermKind.DEPARTMENT, department),
        stage=vocabulary.spell(TermKind.STAGE, stage),
        location=vocabulary.spell(TermKind.LOCATION, location or (stored.location if stored else MAIN)),
        target_qty=target,
        planned_start=start,
        deadline=deadline,
        overproduction_allowance=_first(more, stored.overproduction_allowance if stored else None, allowance),
        produces_stock=_first(produces, stored.produces_stock if stored else None, False),
        consumption=_first(consumption, stored.consumption if stored else None, MaterialConsumption.MANUAL),
    )
    if stored is not None:
        note_wrong_change(record, stored, order)
    elif not product.is_active:
        record.fault("is inactive; an active product is accepted", name="sku")
    return Given(record, stored, order)


def _first(given: T | None, stored: T | None, unless: T) -> T:
    """What a row says, else what is stored, else what a new work order has."""
    return given if given is not None else stored if stored is not None else unless


def _allowance(cell: CellValue) -> Decimal:
    return exact(share_cell(ALLOWANCE)(cell))


async def _note_full_plans(session: ReadSession, given: Sequence[Given]) -> None:
    """Note targets that would take the work orders of a plan past its quantity and allowance."""
    changes, records = [], {}
    for one in given:
        if one.stored is not None and one.order is not None and one.record.is_good:
            changes.append(PlannedChange.of(one.stored, one.order.target_qty))
            records[one.stored.id] = one.record
    for id, limit in (await beyond_plans(session, changes)).items():
        told = f"goes past what its plan has room for; at most {plain(limit)} is accepted"
        records[id].fault(told, name="target_qty")


def _sort_in(found: WorkOrdersImport, one: Given) -> None:
    stored, order = one.stored, one.order
    if not one.record.is_good or order is None:
        found.outcome.rejected.append(one.record.rejection())
    elif stored is None:
        found.outcome.created += 1
        found.created.append(order)
    elif (stored.target_qty, stored.deadline) == (order.target_qty, order.deadline):
        found.outcome.unchanged += 1
    else:
        found.outcome.updated += 1
        found.changed.append(ChangedOrder(stored.id, order.target_qty, order.deadline))
        found.over.append((stored.id, stored.updated_at))
