"""Importing opening stock: each row is a count of a product at a location on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission, TermKind
from db.shared.ledger import Since
from db.supply.bounds import QUANTITY
from db.supply.levels import LevelKey, levels_by_keys
from db.supply.movements import closing_on_days
from db.supply.products import products_by_sku_keys
from db.supply.rows import ProductRow
from db.supply.stock_rows import InventoryLevelRow
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.vocabulary import Vocabulary
from services.supply.imports.cells import product_in, quantity_cell, require_places, sku_keys_in
from services.supply.imports.templates import STOCK_TEMPLATE
from services.supply.locations import MAIN
from services.supply.stock.checking import Days
from services.supply.stock.count_inventory import Count, count_inventory
from sheets.cells import calendar_date
from sheets.columns import Headings
from sheets.sheet import Sheet

COLUMNS = {
    "sku": ("SKU", "Product"),
    "location": ("Location",),
    "quantity": ("Quantity", "Counted", "On Hand"),
    "counted_on": ("Counted On", "Date"),
}
REQUIRED = {"sku", "quantity"}
CELLS = CellKinds(decimal={"quantity"}, dates={"counted_on"}, identifiers={"sku"})
REASON = "opening stock"


class GivenCount(NamedTuple):
    """A row of the file: its place where it names one, and what was counted there."""

    record: Record
    sku: str
    place: LevelKey | None
    quantity: Decimal | None
    day: date


@dataclass
class StockImport(FreedInPieces):
    """Counts ready to be entered, with their rows, and the balances they come over."""

    outcome: ImportOutcome
    vocabulary: Vocabulary
    today: date
    counts: list[tuple[int, Count]] = field(default_factory=list)
    over: list[tuple[int, Decimal]] = field(default_factory=list)

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return self.counts, self.over

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Enter the counts, in the order of their days; raises what counting raises, with the row as path."""
        progress("Counting stock", 0, len(self.counts))
        await self.vocabulary.save(session)
        counts = sorted(self.counts, key=lambda one: (one[1].counted_on or self.today, one[0]))
        await count_inventory(
            session,
            counts=[count for _, count in counts],
            paths=[("file", str(row)) for row, _ in counts],
            days=Days(self.today),
        )
        progress("Counting stock", len(self.counts), len(self.counts))


async def preview_stock(session: ReadSession, sheet: Sheet, *, today: date, progress: Progress = silent) -> StockImport:
    """Check a file of counts against the levels there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    outcome = ImportOutcome(ignored_columns=records.ignored)
    found = StockImport(outcome, await Vocabulary.load(session), today)
    rows = list(records)
    known = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku"))}
    given = []
    for number, record in enumerate(rows, start=1):
        if number % 1000 == 0 or number == len(rows):
            progress("Checking stock", number, len(rows))
        given.append(_read(record, known, found.vocabulary, today))
    reject_repeats(
        [(one.record, (one.sku, one.place.location) if one.place else None) for one in given],
        lambda key: f"{key[0]} at {key[1]}",
        name="sku",
    )
    keys = [one.place for one in given if one.place is not None]
    levels = {LevelKey(row.product_id, row.location): row for row in await levels_by_keys(session, keys)}
    days = [Since(levels[one.place].id, one.day) for one in given if one.place in levels]
    closing = {row.level_id: row.closing for row in await closing_on_days(session, days)} if days else {}
    for one in given:
        _sort_in(found, one, levels, closing)
    records.describe(outcome)
    return found


class StockImportKind(ImportKind[StockImport]):
    """Opening stock."""

    name = "STOCK_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.SUPPLY_EDIT,)
    label = "stock"
    headings = Headings(COLUMNS, REQUIRED)
    template = STOCK_TEMPLATE
    command = ImportCommand(13, "Opening stock, as counts: SKU, Location, Quantity, Counted On.")

    async def preview(self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing) -> StockImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_stock(session, sheet, today=committing.today, progress=committing.progress)


STOCK_IMPORT = StockImportKind()


def _read(record: Record, known: Mapping[str, ProductRow], vocabulary: Vocabulary, today: date) -> GivenCount:
    product = product_in(record, "sku", known)
    location = vocabulary.spell(TermKind.LOCATION, record.read_optional("location", plain_text) or MAIN)
    quantity = record.read("quantity", quantity_cell(QUANTITY))
    day = record.read_optional("counted_on", calendar_date)
    if day is not None and day > today:
        record.fault(f"lies in the future; {today} or earlier is accepted", name="counted_on")
    if product is None:
        return GivenCount(record, "", None, quantity, day or today)
    require_places(record, "quantity", quantity, product)
    if not product.is_active:
        record.fault("is inactive; an active product is accepted", name="sku")
    return GivenCount(record, product.sku, LevelKey(product.id, location), quantity, day or today)


def _sort_in(
    found: StockImport,
    one: GivenCount,
    levels: Mapping[LevelKey, InventoryLevelRow],
    closing: Mapping[int, Decimal],
) -> None:
    if not one.record.is_good or one.place is None or one.quantity is None:
        found.outcome.rejected.append(one.record.rejection())
        return
    level = levels.get(one.place)
    if level is None:
        found.outcome.created += 1
    elif level.last_counted_on == one.day and closing.get(level.id, Decimal(0)) == one.quantity:
        found.outcome.unchanged += 1
        return
    else:
        found.outcome.updated += 1
        found.over.append((level.id, closing.get(level.id, Decimal(0))))
    count = Count(sku=one.sku, location=one.place.location, counted=one.quantity, counted_on=one.day, reason=REASON)
    found.counts.append((one.record.number, count))
