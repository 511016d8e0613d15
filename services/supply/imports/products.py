"""Importing products: created or updated by sku."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces
from db.shared.enums import Permission
from db.supply.bounds import DAILY_CAPACITY, DECIMALS, LABOUR_HOURS_PER_UNIT, LEAD_TIME_DAYS, UNIT_COST
from db.supply.enums import ProductKind
from db.supply.products import NewProduct, open_uses_of, products_by_sku_keys, upsert_products, used_products
from db.supply.rows import ProductRow
from services.shared.bounds import whole_cell
from services.shared.commit_once import Committing
from services.shared.errors import PreviewSuperseded
from services.shared.file_cells import CellKinds
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, plain_text, reject_repeats
from services.shared.previews import PATH
from services.shared.progress import Progress, silent
from services.shared.text import key, shown
from services.supply.imports.cells import member_cell, quantity_cell, sku_keys_in
from services.supply.imports.templates import PRODUCTS_TEMPLATE
from services.supply.products.product_values import CURRENCY_ACCEPTED, NEEDS_CURRENCY, currency_code
from services.supply.products.update_product import told_use
from sheets.cells import label, yes_no
from sheets.columns import Headings
from sheets.sheet import CellValue, Sheet

COLUMNS = {
    "sku": ("SKU",),
    "name": ("Name", "Product Name"),
    "unit": ("Unit",),
    "kind": ("Kind",),
    "decimals": ("Decimals",),
    "unit_cost": ("Unit Cost", "Cost"),
    "currency": ("Currency",),
    "labour_hours_per_unit": ("Labour Hours", "Labour Hours Per Unit"),
    "labour_skill": ("Labour Skill",),
    "daily_capacity": ("Daily Capacity",),
    "lead_time_days": ("Lead Time Days", "Lead Time"),
    "is_active": ("Active", "Is Active"),
}
REQUIRED = {"sku", "name", "unit", "kind"}
NUMBERS = {
    "unit_cost": UNIT_COST,
    "labour_hours_per_unit": LABOUR_HOURS_PER_UNIT,
    "daily_capacity": DAILY_CAPACITY,
    "lead_time_days": LEAD_TIME_DAYS,
}
CELLS = CellKinds(whole={"decimals"}, decimal=set(NUMBERS), identifiers={"sku"})
FIXED = ("kind", "decimals")

T = TypeVar("T")


@dataclass
class ProductsImport(FreedInPieces):
    """Products ready to be written."""

    outcome: ImportOutcome
    products: list[NewProduct] = field(default_factory=list)
    over: list[tuple[int, datetime]] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)
    fixing: dict[int, str] = field(default_factory=dict)  # skus by id

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return self.products, self.over

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Create and update the products.

        Raises PreviewSuperseded where one that leaves, or gets another kind or other decimals, came into use meanwhile.
        """
        progress("Writing products", 0, len(self.products))
        await upsert_products(session, self.products)
        if used := await used_products(session, self.fixing):
            fixed = ", ".join(sorted(self.fixing[id] for id in used))
            raise PreviewSuperseded(f"in use by now, their kind and decimals fixed: {fixed}; preview it again", PATH)
        if uses := [told_use(use) for use in await open_uses_of(session, self.leaving)]:
            raise PreviewSuperseded(f"{'; '.join(uses)}; preview the file again", PATH)
        progress("Writing products", len(self.products), len(self.products))


async def preview_products(session: ReadSession, sheet: Sheet, *, progress: Progress = silent) -> ProductsImport:
    """Check a file of products against those there are; raises InvalidInput for missing columns."""
    records = Records.matched(sheet, wanted=COLUMNS, required=REQUIRED, kinds=CELLS)
    found = ProductsImport(ImportOutcome(ignored_columns=records.ignored))
    rows = list(records)
    known = {row.sku_key: row for row in await products_by_sku_keys(session, sku_keys_in(rows, "sku"))}
    read = [(record, record.read("sku", plain_text)) for record in rows]
    reject_repeats([(record, key(sku) if sku else None) for record, sku in read], lambda sku: f"SKU {sku}", name="sku")
    given = [(record, _product(record, sku, known.get(key(sku)) if sku else None)) for record, sku in read]
    await _check_uses(session, given, known)
    for place, (record, product) in enumerate(given, start=1):
        if place % 1000 == 0 or place == len(given):
            progress("Checking products", place, len(given))
        _sort_in(found, record, product, known)
    records.describe(found.outcome)
    return found


class ProductsImportKind(ImportKind[ProductsImport]):
    """Products."""

    name = "PRODUCTS_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.SUPPLY_EDIT,)
    label = "products"
    headings = Headings(COLUMNS, REQUIRED)
    template = PRODUCTS_TEMPLATE
    command = ImportCommand(
        10,
        "Products: SKU, Name, Unit, Kind, Decimals, Unit Cost, Currency, Labour Hours, Labour Skill, Daily Capacity,"
        " Lead Time Days, Active.",
    )

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> ProductsImport:
        """Check a file; raises InvalidInput for missing columns."""
        return await preview_products(session, sheet, progress=committing.progress)


PRODUCTS_IMPORT = ProductsImportKind()


def _product(record: Record, sku: str | None, stored: ProductRow | None) -> NewProduct | None:
    name, unit = record.read("name", plain_text), record.read("unit", plain_text)
    kind = record.read("kind", member_cell(ProductKind))
    decimals = record.read_optional("decimals", whole_cell(DECIMALS)) if record.has("decimals") else None
    numbers = {name: _kept(record, name, quantity_cell(bound), stored) for name, bound in NUMBERS.items()}
    currency = _kept(record, "currency", _currency, stored)
    skill = _kept(record, "labour_skill", plain_text, stored)
    active = record.read_optional("is_active", yes_no)
    if numbers["unit_cost"] is not None and currency is None and record.is_good:
        record.fault(f"{NEEDS_CURRENCY}; {CURRENCY_ACCEPTED} is accepted", name="currency")
    if not record.is_good or not (sku and name and unit and kind):
        return None
    if decimals is None:
        decimals = stored.decimals if stored else 0
    if active is None:
        active = stored.is_active if stored else True
    return NewProduct(
        sku=stored.sku if stored else shown(sku),
        sku_key=key(sku),
        name=name,
        unit=unit,
        kind=kind,
        decimals=decimals,
        currency=currency,
        labour_skill=skill,
        is_active=active,
        **numbers,
    )


def _kept(record: Record, name: str, parse: Callable[[CellValue], T], stored: ProductRow | None) -> T | None:
    # A file without the column says nothing about it; one with an empty cell says there is none.
    if not record.has(name):
        return getattr(stored, name) if stored else None
    return record.read_optional(name, parse)


def _currency(cell: CellValue) -> str:
    return currency_code(label(cell) or "")


async def _check_uses(
    session: ReadSession, given: Sequence[tuple[Record, NewProduct | None]], known: Mapping[str, ProductRow]
) -> None:
    """Note kinds and decimals that are fixed, and products that cannot become inactive."""
    pairs = [(record, new, known[new.sku_key]) for record, new in given if new is not None and new.sku_key in known]
    changing = {old.id for _, new, old in pairs if any(getattr(new, name) != getattr(old, name) for name in FIXED)}
    used = await used_products(session, changing)
    leaving = {old.id for _, new, old in pairs if old.is_active and not new.is_active}
    uses: dict[int, list[str]] = defaultdict(list)
    for use in await open_uses_of(session, leaving):
        uses[use.product_id].append(told_use(use))
    for record, new, old in pairs:
        for name in FIXED if old.id in used else ():
            if getattr(new, name) != (was := getattr(old, name)):
                record.fault(f"is fixed, for {old.sku} is in use; {was} is accepted", name=name)
        if old.id in uses and not new.is_active:
            record.fault(f"{old.sku} is in use: {', '.join(uses[old.id])}; Y is accepted", name="is_active")


def _sort_in(
    found: ProductsImport, record: Record, product: NewProduct | None, known: Mapping[str, ProductRow]
) -> None:
    if not record.is_good or product is None:
        found.outcome.rejected.append(record.rejection())
        return
    stored: Any = known.get(product.sku_key)
    if stored is None:
        found.outcome.created += 1
    elif all(getattr(stored, name) == value for name, value in product._asdict().items()):
        found.outcome.unchanged += 1
        return
    else:
        found.outcome.updated += 1
        found.over.append((stored.id, stored.updated_at))
        found.leaving += [stored.id] if stored.is_active and not product.is_active else []
        if any(getattr(product, name) != getattr(stored, name) for name in FIXED):
            found.fixing[stored.id] = stored.sku
    found.products.append(product)
