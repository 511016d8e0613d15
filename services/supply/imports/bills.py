"""Importing bills of materials: each product's bill in the file replaces the one it has, whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission
from db.supply.bills import NewLine, every_bill, replace_bills
from db.supply.bounds import POSITIVE_QUANTITY, SCRAP
from db.supply.products import products_by_sku_keys, skus_of
from db.supply.rows import BomLineRow, ProductRow
from services.shared.bounds import share_cell
from services.shared.commit_once import Committing
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.progress import Progress, silent
from services.supply.imports.cells import product_in, quantity_cell, sku_keys_in
from services.supply.imports.templates import BILLS_TEMPLATE
from services.supply.products.circles import bills_in_circles, told_way
from sheets.columns import Headings
from sheets.sheet import Sheet

COLUMNS = {
    "sku": ("SKU", "Product"),
    "component": ("Component", "Component SKU"),
    "quantity": ("Quantity Per Unit", "Quantity"),
    "scrap": ("Scrap",),
    "stage": ("Stage",),
}
REQUIRED = {"sku", "component", "quantity"}
CELLS = CellKinds(decimal={"quantity", "scrap"}, shares={"scrap"}, identifiers={"sku", "component"})


class GivenLine(NamedTuple):
    """A row of the file with the products it names, and the line it would write, None where it is bad."""

    record: Record
    product: ProductRow | None
    component: ProductRow | None
    line: NewLine | None


@dataclass
class BillsImport(FreedInPieces):
    """Bills ready to be written, by product."""

    outcome: ImportOutcome
    bills: dict[int, list[NewLine]] = field(default_factory=dict)

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.bills

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Replace the bills."""
        lines = [line for bill in self.bills.values() for line in bill]
        progress("Writing bills of materials", 0, len(lines))
        await replace_bills(session, list(self.bills), lines)
        progress("Writing bills of materials", len(lines), len(lines))


async def preview_bills(session: ReadSession, sheet: Sheet, *, progress: Progress = silent) -> BillsImport:
    """Check a file of bills; raises InvalidInput for missing columns. A bad line rejects its bill. Counts are lines."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = BillsImport(ImportOutcome(ignored_columns=records.ignored))
    rows = list(records)
    known = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku", "component"))}
    stored: dict[int, dict[int, BomLineRow]] = defaultdict(dict)
    for row in await every_bill(session):
        stored[row.product_id][row.component_id] = row
    given = _read(rows, known, stored, progress)
    _reject_bills(given)
    await _reject_circles(session, given, stored)
    for one in given:
        if not one.record.is_good or one.line is None:
            found.outcome.rejected.append(one.record.rejection())
        else:
            found.bills.setdefault(one.line.product_id, []).append(one.line)
    _count(found, stored)
    records.describe(found.outcome)
    return found


class BillsImportKind(ImportKind[BillsImport]):
    """Bills of materials."""

    name = "BILLS_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.SUPPLY_EDIT,)
    label = "bom"
    headings = Headings(COLUMNS, REQUIRED)
    template = BILLS_TEMPLATE
    command = ImportCommand(11, "Bills of materials: SKU, Component, Quantity Per Unit, Scrap, Stage.")

    async def preview(self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing) -> BillsImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_bills(session, sheet, progress=committing.progress)


BILLS_IMPORT = BillsImportKind()


def _read(
    rows: Sequence[Record],
    known: Mapping[str, ProductRow],
    stored: Mapping[int, Mapping[int, BomLineRow]],
    progress: Progress,
) -> list[GivenLine]:
    places: dict[int, int] = defaultdict(int)
    given = []
    for number, record in enumerate(rows, start=1):
        if number % 1000 == 0 or number == len(rows):
            progress("Checking bills of materials", number, len(rows))
        product, component = product_in(record, "sku", known), product_in(record, "component", known)
        quantity = record.read("quantity", quantity_cell(POSITIVE_QUANTITY))
        scrap = record.read_optional("scrap", share_cell(SCRAP))
        stage = record.read_optional("stage", plain_text)
        line = None
        if product and component:
            _check_pair(record, product, component, stored)
            if quantity is not None and record.is_good:
                line = NewLine(product.id, component.id, places[product.id], quantity, scrap or 0.0, stage)
                places[product.id] += 1
        given.append(GivenLine(record, product, component, line))
    pairs = [
        (one.record, (one.product.sku, one.component.sku) if one.product and one.component else None) for one in given
    ]
    reject_repeats(pairs, lambda pair: f"{pair[1]} in {pair[0]}", name="component")
    return given


def _check_pair(
    record: Record, product: ProductRow, component: ProductRow, stored: Mapping[int, Mapping[int, BomLineRow]]
) -> None:
    if product.id == component.id:
        record.fault("would go into itself; another product is accepted", name="component")
    elif not component.is_active and component.id not in stored.get(product.id, ()):
        record.fault("is inactive; an active product is accepted", name="component")


def _reject_bills(given: Sequence[GivenLine]) -> None:
    """Note on every good line of a bill with a bad one that it is not applied either."""
    bad: dict[int, int] = {}
    for one in given:
        if one.product is not None and not one.record.is_good:
            bad.setdefault(one.product.id, one.record.number)
    for one in given:
        if one.product is not None and one.record.is_good and one.product.id in bad:
            row = bad[one.product.id]
            one.record.fault(f"row {row} of the same bill is rejected; a bill is accepted whole", name="sku")


async def _reject_circles(
    session: ReadSession, given: Sequence[GivenLine], stored: Mapping[int, Mapping[int, BomLineRow]]
) -> None:
    """Reject bills that lie in circles; those they leave as they are may close others, so look again."""
    while True:
        bills = {product: list(lines) for product, lines in stored.items()}
        changed: dict[int, list[int]] = {}
        for one in given:
            if one.record.is_good and one.line is not None:
                changed.setdefault(one.line.product_id, []).append(one.line.component_id)
        circles = bills_in_circles({**bills, **changed}, changed)
        if not circles:
            return
        skus = await skus_of(session, {one for way in circles.values() for one in way})
        for one in given:
            if one.record.is_good and one.line is not None and (way := circles.get(one.line.product_id)):
                told = told_way(way, skus)
                one.record.fault(f"the bill goes round in a circle: {told}; one without is accepted", name="sku")


def _count(found: BillsImport, stored: Mapping[int, Mapping[int, BomLineRow]]) -> None:
    for product, lines in found.bills.items():
        had = stored.get(product, {})
        for line in lines:
            if (old := had.get(line.component_id)) is None:
                found.outcome.created += 1
            elif all(getattr(old, name) == getattr(line, name) for name in NewLine._fields if name != "place"):
                found.outcome.unchanged += 1
            else:
                found.outcome.updated += 1
        if gone := len(had.keys() - {line.component_id for line in lines}):
            found.outcome.details["lines removed"] = found.outcome.details.get("lines removed", 0) + gone
